"""Digits of a page brought into MNIST's frame, by the same rule as the graph's own.

`framed` is preprocessing.framed in NumPy: the longer side becomes 20 px, antialiased,
and the centre of mass goes to index 14.0, moved by whole pixels.
"""

import numpy as np

FRAME_PX, INK_PX, CENTRE = 28, 20, 14.0
_INKED = 0.04  # of full ink: what counts for the box, as in the graph


def framed(ink: np.ndarray) -> np.ndarray:
    """Brings one digit into the frame.

    Args:
        ink: float32 `[H, W]`, 0..1, bright on 0, nothing else than the digit.

    Returns:
        uint8 `[28, 28]`; all 0 without ink.
    """
    rows = np.flatnonzero(ink.max(1) > _INKED)
    columns = np.flatnonzero(ink.max(0) > _INKED)
    if not len(rows):
        return np.zeros((FRAME_PX, FRAME_PX), np.uint8)
    ink = ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    scale = max(ink.shape) / INK_PX  # source px a px
    room = [np.round(FRAME_PX - side / scale) for side in ink.shape]
    corner = [np.round(side / 2) for side in room]
    index = np.arange(FRAME_PX)
    for _ in range(2):
        down, across = (
            _sampling(side, scale, (FRAME_PX / 2 - first) * scale)
            for side, first in zip(ink.shape, corner, strict=True)
        )
        digit = down @ ink @ across.T  # [28, 28]
        mass = digit.sum() + 1e-6
        means = (digit.sum(1) @ index / mass, digit.sum(0) @ index / mass)
        corner = [
            np.clip(first + np.round(CENTRE - mean), 0, most)
            for first, mean, most in zip(corner, means, room, strict=True)
        ]
    return np.rint(np.clip(digit, 0, 1) * 255).astype(np.uint8)


def _sampling(n_in, scale, middle):
    """Antialiased sampling of a side to FRAME_PX, as a matrix [28, n_in]."""
    at = (np.arange(FRAME_PX) + 0.5 - FRAME_PX / 2) * scale + middle - 0.5
    reach = max(scale, 1.0)
    distance = np.abs(np.arange(n_in, dtype=np.float32) - at[:, np.newaxis])
    return (np.maximum(0, 1 - distance / reach) / reach).astype(np.float32)
