"""Marks that are drawn or printed around others: circles and frames of answers."""

import cv2
import numpy as np

from hwdigits.reader.ink.bodies import LEAST_PX
from hwdigits.reader.ink.marks import Marks

# What stands inside is so high, of what is around it; a zero's dot is not.
_INSIDE = 0.25
# Its slash is: a straight stroke alone, so high, of the zero.
_SLASH = 0.6
# Nowhere is a circle so many times as wide as on average: it is one stroke. Of 521 that
# were made up 12 were, where a digit touched them, and of six marks around others in
# photos of other things all but one.
_ONE_PEN = 1.6
_SIDES = 3  # of four, on which ink lies around what stands inside
# Circles differ by less, as a ratio. One that is as high as another may be around a
# straight stroke, and one as large as so many of a form around what touches it.
_ALIKE, _FORM = 1.2, 2
_BRUSH_PX = 5  # that takes their blurred edges off, too


def find(marks: Marks) -> np.ndarray | None:
    """Where their ink is, and the blur of it, uint8 `[H, W]`, 255; None without any.

    Args:
        marks: of the page.
    """
    are, may_be = _around(marks)
    circles = np.flatnonzero(are)
    if not len(circles):
        return None
    times = marks.boxes[:, np.newaxis, 2:] / marks.boxes[circles, 2:]
    alike = (times < _ALIKE) & (times > 1 / _ALIKE)  # in width, in height
    ink = np.zeros(marks.labels.shape, np.uint8)
    for one in np.flatnonzero(are | (may_be & alike[..., 1].any(1))).tolist():
        _draw(ink, marks.boxes[one], marks.inside(one))
    as_large = alike.all(2)
    for one in np.flatnonzero(~are & (as_large.sum(1) >= _FORM)).tolist():
        another = circles[as_large[one].argmax()]
        _draw(ink, marks.boxes[one], marks.inside(another))
    return cv2.dilate(ink, np.ones((_BRUSH_PX, _BRUSH_PX), np.uint8))


def _draw(ink, box, circle):
    x, y, wide, high = box.tolist()
    circle = cv2.resize(circle.astype(np.uint8), (wide, high))
    ink[y : y + high, x : x + wide][circle > 0] = 255


def _around(marks):
    """Two bool `[N]`: which are around others; which may be, or be slashed zeros."""
    holds = _hold(marks.boxes)
    are, may_be = np.zeros((2, len(marks)), bool)
    is_drawn = marks.widest <= _ONE_PEN * marks.stroke
    for one in np.flatnonzero(holds.any(1) & is_drawn).tolist():
        inside = [
            other
            for other in np.flatnonzero(holds[one]).tolist()
            if _sides(marks, one, other) >= _SIDES
        ]
        may_be[one] = len(inside) == 1 and _is_slash(marks, inside[0], one)
        are[one] = bool(inside) and not may_be[one]
    return are, may_be


def _hold(boxes):
    """Bool `[N, N]`: whether the first one's box is around the second, a high one."""
    x, y, wide, high = boxes.T
    right, bottom = x + wide, y + high
    least = np.maximum(_INSIDE * high, LEAST_PX)
    return (
        np.less.outer(x, x)
        & np.less.outer(y, y)
        & np.greater.outer(right, right)
        & np.greater.outer(bottom, bottom)
        & np.less_equal.outer(least, high)
    )


def _is_slash(marks, one, zero):
    is_high = marks.boxes[one, 3] >= _SLASH * marks.boxes[zero, 3]
    return marks.straight[one] and is_high


def _sides(marks, one, other):
    """On how many sides of the middle of `other` ink of `one` lies."""
    left, top, _, _ = marks.boxes[one].tolist()
    x, y, wide, high = marks.boxes[other].tolist()
    across, down = x + wide // 2 - left, y + high // 2 - top
    ink = marks.inside(one)
    row, column = ink[down], ink[:, across]
    rays = row[:across], row[across:], column[:down], column[down:]
    return sum(bool(ray.any()) for ray in rays)
