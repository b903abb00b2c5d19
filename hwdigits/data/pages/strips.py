"""Single lines cut out of a photo, closely or less so, at any size."""

import cv2
import numpy as np

# Paper left around a line, in heights of its digits; and how small a copy is kept.
_MARGIN, _SHRUNK = (0.05, 0.5), (0.4, 1.0)


def cut(random: np.random.Generator, photo: np.ndarray, boxes):
    """A line and what lies around it.

    Args:
        random: draws the line, the margin and the size.
        photo: uint8 `[H, W, 3]`.
        boxes: of each line's digits: x, y, width, height, px.

    Returns:
        (uint8 `[h, w, 3]`, which line it is, its digits' boxes there).
    """
    number = int(random.integers(len(boxes)))
    corners = np.array(boxes[number], float)
    corners[:, 2:] += corners[:, :2]
    around = 1 + random.uniform(*_MARGIN) * np.median(corners[:, 3] - corners[:, 1])
    shrink = random.uniform(*_SHRUNK)
    left, top = np.maximum(corners[:, :2].min(0) - around, 0).astype(int)
    right, bottom = np.ceil(corners[:, 2:].max(0) + around).astype(int)
    strip = photo[top:bottom, left:right]
    size = [max(1, round(side * shrink)) for side in strip.shape[1::-1]]
    strip = cv2.resize(strip, size, interpolation=cv2.INTER_AREA)
    corners = (corners - (left, top, left, top)) * shrink
    corners[:, 2:] -= corners[:, :2]
    there = tuple(tuple(box) for box in np.rint(corners).astype(int).tolist())
    return strip, number, there
