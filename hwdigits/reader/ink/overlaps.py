"""Digits that touch those of the row below: one mark, as high as two rows.

It would be in both rows, and make one of them.
"""

import numpy as np

from hwdigits.reader.ink import bodies
from hwdigits.reader.ink.marks import Marks

# In heights of a digit: such a mark; a digit of one row; how far beside it those stand
# that tell the rows; how far off the middle between the rows it is parted.
_HIGH, _WIDE, _ONE, _BESIDE, _OFF = (1.5, 2.6), 1.6, 1.3, 4.0, 0.3
_LEAST = 2  # digits of each row


def find(marks: Marks) -> np.ndarray | None:
    """Where such marks are parted, uint8 `[H, W]`, 255 on a line of px; or None.

    Args:
        marks: of the page.
    """
    found = bodies.find(marks)
    if found is None:
        return None
    typical = found.typical
    wide, high = marks.boxes[:, 2:].T
    low, most = _HIGH
    may_be = (high > low * typical) & (high < most * typical)
    may_be &= (wide < _WIDE * typical) & ~marks.straight  # slashes are high
    others = marks.boxes[found.are & (high < _ONE * typical)]
    lines = None
    for one in np.flatnonzero(may_be).tolist():
        between = _between(marks.boxes[one], others, typical)
        if between is None:
            continue
        if lines is None:
            lines = np.zeros(marks.labels.shape, np.uint8)
        _part(lines, marks, one, between, typical)
    return lines


def _between(box, others, typical):
    """y between the two rows that a mark is in, or None."""
    x, y, wide, high = box
    left, top, width, height = others.T
    apart = np.maximum(left - x - wide, x - left - width)
    down = (top + height / 2 - y) / high
    upper, lower = (
        (apart < _BESIDE * typical) & (down > start) & (down < start + 0.5)
        for start in (0, 0.5)
    )
    if min(upper.sum(), lower.sum()) < _LEAST:
        return None
    return (np.median((top + height)[upper]) + np.median(top[lower])) / 2


def _part(lines, marks, one, between, typical):
    """Draws the row of px near there that crosses least of the mark."""
    x, y, wide, _ = marks.boxes[one].tolist()
    ink = marks.inside(one)
    first = max(round(between - _OFF * typical) - y, 1)
    last = min(round(between + _OFF * typical) - y, len(ink) - 1)
    if first >= last:
        return
    row = first + int(ink[first:last].sum(1).argmin())
    lines[y + row, x : x + wide] = 255
