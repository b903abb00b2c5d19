"""What a lens out of focus makes of a picture, and a hand that shakes.

A lens makes a disc of a point, not a bell: what is finer than the disc is not only
lost, there can be light where strokes were, and ink between them. A hand makes a line
of a point: strokes along it stay as they are, those across it are wide and pale.
"""

import cv2
import numpy as np


def out_of_focus(picture: np.ndarray, deviation_px: float) -> np.ndarray:
    """A picture blurred by a disc.

    Args:
        picture: float32 `[H, W]` or `[H, W, C]`; beyond its sides it goes on as there.
        deviation_px: of the disc along a side: half of its radius.

    Returns:
        float32, of the same shape.
    """
    return _spread(picture, _disc(2 * deviation_px))


def shaken(picture: np.ndarray, right_px: float, down_px: float) -> np.ndarray:
    """A picture that moved evenly along a line while it was taken.

    Args:
        picture: float32 `[H, W]` or `[H, W, C]`; beyond its sides it goes on as there.
        right_px, down_px: how far, of either sign.

    Returns:
        float32, of the same shape.
    """
    return _spread(picture, _line(right_px, down_px))


def _spread(picture, weights):
    return cv2.filter2D(picture, -1, weights, borderType=cv2.BORDER_REPLICATE)


def _disc(radius):
    """Equal weights, at its edge by how much of a pixel is inside."""
    x, y = _around(radius)
    return _shares(np.clip(radius + 0.5 - np.hypot(x, y), 0, 1))


def _line(right, down):
    """Equal weights along it, a pixel wide, its middle in the middle."""
    length = np.hypot(right, down)
    x, y = _around(length / 2)
    if not length:
        return np.ones((1, 1), np.float32)
    along = (x * right + y * down) / length
    beside = (x * down - y * right) / length
    inside = np.clip(length / 2 + 0.5 - np.abs(along), 0, 1)
    return _shares(inside * np.clip(1 - np.abs(beside), 0, 1))


def _around(reach):
    """x and y of the pixels that far from one, and of it: int `[S, S]` each."""
    reach = int(np.ceil(reach))
    y, x = np.mgrid[-reach : reach + 1, -reach : reach + 1]
    return x, y


def _shares(weights):
    return (weights / weights.sum()).astype(np.float32)
