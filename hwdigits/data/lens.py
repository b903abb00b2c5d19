"""What a lens that is out of focus makes of a picture.

It makes a disc of a point, not a bell. What is finer than the disc is not only lost:
there can be light where strokes were, and ink between them.
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
    border = cv2.BORDER_REPLICATE
    return cv2.filter2D(picture, -1, _disc(2 * deviation_px), borderType=border)


def _disc(radius):
    """Equal weights, at its edge by how much of a pixel is inside."""
    reach = int(np.ceil(radius))
    y, x = np.mgrid[-reach : reach + 1, -reach : reach + 1]
    weights = np.clip(radius + 0.5 - np.hypot(x, y), 0, 1)
    return (weights / weights.sum()).astype(np.float32)
