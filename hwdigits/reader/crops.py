"""Candidates cut out of the page and brought into MNIST's frame.

`framed` is preprocessing.framed in NumPy, the same rule as the graph's own: the longer
side becomes 20 px, antialiased, and the centre of mass goes to index 14.0, moved by
whole pixels.
"""

import cv2
import numpy as np

from hwdigits.reader.lattice import Candidate
from hwdigits.reader.marks import Marks

FRAME_PX, INK_PX, CENTRE = 28, 20, 14.0
_INKED = 0.04  # of full ink: what counts for the box, as in the graph
# Of full ink: what lies under it is the blur around a stroke.
_FLOOR = 0.2
# px in the frame. MNIST's own strokes are wider; thinner pens are drawn over once more.
_LEAST_STROKE = 2.3


def digits(candidates: list[Candidate], marks: Marks, strength: np.ndarray):
    """Candidates as the model takes them, uint8 `[N, 28, 28, 1]`.

    Args:
        candidates: N of them.
        marks: of the page.
        strength: its ink, uint8 `[H, W]`.
    """
    if not candidates:
        return np.zeros((0, FRAME_PX, FRAME_PX, 1), np.uint8)
    alone = (cut_out(one, marks, strength) for one in candidates)
    return np.stack([framed(one) for one in alone])[..., np.newaxis]


def cut_out(one: Candidate, marks: Marks, strength: np.ndarray) -> np.ndarray:
    """A candidate without its neighbours, float32 `[H, W]`, 0..1, bright ink on 0."""
    height, width = marks.labels.shape
    x0, y0 = max(one.box[0] - 1, 0), max(one.box[1] - 1, 0)
    x1, y1 = min(one.box[2] + 1, width), min(one.box[3] + 1, height)
    labels = marks.labels[y0:y1, x0:x1]
    inside = np.zeros(labels.shape, bool)
    for mark in one.marks:
        inside |= labels == marks.numbers[mark]
    if one.left or one.right:
        y, x = np.ogrid[y0:y1, x0:x1]
        if one.left:
            inside &= one.left.right_of(x, y)
        if one.right:
            inside &= ~one.right.right_of(x, y)
    near = cv2.dilate(inside.astype(np.uint8), np.ones((3, 3), np.uint8))
    full = float(marks.strength[list(one.marks)].max())
    floor = _FLOOR * full
    ink = strength[y0:y1, x0:x1].astype(np.float32)
    ink = np.clip((ink - floor) / (full - floor), 0, 1) * near
    return _drawn_over(ink, float(marks.stroke[list(one.marks)].max()))


def _drawn_over(ink, stroke):
    """The same with strokes of at least _LEAST_STROKE in the frame."""
    lacking = round(_LEAST_STROKE * max(ink.shape) / INK_PX - stroke)
    if lacking < 1:
        return ink
    window = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (lacking + 1, lacking + 1))
    return cv2.dilate(cv2.copyMakeBorder(ink, *(lacking,) * 4, 0), window)


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
