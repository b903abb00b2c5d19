"""Percent signs, %, which look like a six or a nine: a slash between two loops."""

import cv2
import numpy as np

from hwdigits.reader.ink.bodies import LEAST_PX
from hwdigits.reader.ink.marks import Marks

# A loop that does not touch the slash is so high or wide at most, and so far beside it,
# in heights of the slash.
_LOOP, _BESIDE = 0.6, 0.3
# Within its loops is paper, so high at most, in the sign's heights, and of so many px
# at least. Of 7,896 digits, some of them 8s that lean to the left, none looks like
# that, and of 6,000 pairs that touch five.
_OPEN, _OPEN_PX = 0.5, 4
# The slash begins and ends in so much of the sign's height at its top and foot, and so
# much of the line between lies on ink.
_ENDS, _INKED, _POINTS = 0.15, 0.85, 24
_THREE = np.ones((3, 3), np.uint8)


def are(marks: Marks) -> np.ndarray:
    """Bool `[N]`: which of the marks are one, or a loop of one."""
    found = np.zeros(len(marks), bool)
    x, y, wide, high = marks.boxes.T
    middle_x, middle_y = x + wide / 2, y + high / 2
    may_be_loop = np.maximum(wide, high) <= _LOOP * high.max(initial=0)
    straight = marks.straight
    for one in np.flatnonzero(high >= LEAST_PX).tolist():
        beyond, size = _BESIDE * high[one], _LOOP * high[one]
        near = may_be_loop & (wide <= size) & (high <= size)
        near &= np.abs(middle_y - middle_y[one]) <= high[one] / 2
        near &= np.abs(middle_x - middle_x[one]) <= wide[one] / 2 + beyond
        if straight[one] and not near.any():
            continue
        near[one] = True
        if _is_one(_together(marks, np.flatnonzero(near))):
            found |= near
    return found


def _together(marks, some):
    """Where the ink of some marks is in the box around them, bool `[h, w]`."""
    if len(some) == 1:
        return marks.inside(some[0])
    left, top = marks.boxes[some, :2].min(0)
    right, bottom = (marks.boxes[some, :2] + marks.boxes[some, 2:]).max(0)
    return np.isin(marks.labels[top:bottom, left:right], marks.numbers[some])


def _is_one(inside):
    loops = _loops(inside)
    if len(loops) != 2:
        return False
    (x, y, wide, high), (x2, y2, _, high2) = sorted(loops, key=lambda loop: loop[1])
    if y + high > y2 or x + wide > x2 or max(high, high2) > _OPEN * len(inside):
        return False
    above, below = inside[y : y + high, x + wide :], inside[y2 : y2 + high2, :x2]
    return _are_two(above) and _are_two(below) and _has_slash(inside, x + wide, x2)


def _are_two(part):
    """Whether a loop's side and the slash are apart in some row."""
    return (np.diff(part.astype(np.int8), axis=1, prepend=0) > 0).sum(1).max() >= 2


def _loops(inside):
    """x, y, width and height of the paper within loops."""
    outlines, nesting = cv2.findContours(
        inside.astype(np.uint8), cv2.RETR_CCOMP, cv2.CHAIN_APPROX_SIMPLE
    )
    boxes = [
        cv2.boundingRect(outline)
        for outline, (*_, parent) in zip(outlines, nesting[0], strict=True)
        if parent >= 0
    ]
    return [box for box in boxes if min(box[2:]) - 2 >= _OPEN_PX]


def _has_slash(inside, right_of, left_of):
    """Whether a line runs from the top, right of one loop, to the foot of the other."""
    rows = max(round(_ENDS * inside.shape[0]), 1)
    begins = _middle(inside[:rows, right_of:], right_of, 0)
    ends = _middle(inside[-rows:, :left_of], 0, len(inside) - rows)
    if begins is None or ends is None:
        return False
    way = np.linspace(0, 1, _POINTS)[:, np.newaxis]
    points = np.rint(begins + way * (np.array(ends) - begins)).astype(int)
    wider = cv2.dilate(inside.astype(np.uint8), _THREE)
    return (wider[points[:, 1], points[:, 0]] > 0).mean() >= _INKED


def _middle(part, left, top):
    """x, y of the ink in a part of a sign that begins there, or None."""
    y, x = np.nonzero(part)
    return (x.mean() + left, y.mean() + top) if len(x) else None
