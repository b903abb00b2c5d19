"""Rows that are numbered, as 1. 2. 3.: what counts them is a line of its own.

The dot is too small to be read; that the first numbers of rows stand below each other
and count on tells.
"""

import dataclasses
from typing import NamedTuple

import numpy as np

from hwdigits.reader.page import Line, Page

_MOST = 3  # digits of such a number
# The space after it is so many heights of a digit wide, and so many times as wide as
# others of its row.
_SPACE, _WIDER = 0.8, 1.2
# Each begins or ends so near the one above, in heights of a digit, and is one more; at
# one place two more, for one may not have been read. So many do, and so much of all
# that stand there.
_IN_LINE, _STEPS, _SKIPPED = 0.6, (1, 2), 1
_LEAST, _SHARE = 3, 0.7


class _Number(NamedTuple):
    """A line's first: of how many digits, which one, where it begins and ends, how far
    down it stands and how high its digits are, px of the photo."""

    line: int
    length: int
    value: int
    start: float
    end: float
    middle: float
    height: float


def parted(page: Page) -> Page:
    """The page, with the numbers that count its lines apart from them."""
    numbers = [_first(place, line.digits) for place, line in enumerate(page.lines)]
    numbers = sorted(filter(None, numbers), key=lambda one: one.middle)
    counted = _longest(numbers)
    there = [one for one in numbers if any(_in_line(one, other) for other in counted)]
    if len(counted) < max(_LEAST, _SHARE * len(there)):
        return page
    if counted[-1].value - counted[0].value >= len(counted) + _SKIPPED:
        return page
    starts = {one.line: one.length for one in there}
    lines = []
    for place, line in enumerate(page.lines):
        start = starts.get(place, 0)
        parts = line.digits[:start], line.digits[start:]
        lines += [Line(part) for part in parts if part]
    return dataclasses.replace(page, lines=tuple(lines))


def _first(place, digits):
    """Before the widest space; None where another is as wide, or there is no number."""
    x, y, wide, high = np.array([digit.box for digit in digits]).T
    length, gaps = len(digits), x[1:] - (x + wide)[:-1]
    if gaps.max(initial=0) > _SPACE * np.median(high):
        length = int(gaps.argmax()) + 1
        others = np.delete(gaps, length - 1)
        if gaps.max() < _WIDER * others.max(initial=0):
            return None
    text = "".join(str(one.digit) for one in digits[:length] if not one.rejected)
    if not 0 < len(text) <= _MOST:
        return None
    top, bottom = y[:length].min(), (y + high)[:length].max()
    ends = x[0], (x + wide)[length - 1]
    middle, height = (top + bottom) / 2, bottom - top
    return _Number(place, length, int(text), *ends, middle, height)


def _longest(numbers):
    """The longest way down along numbers that count on."""
    best = []  # the longest that ends with each
    for place, one in enumerate(numbers):
        above = [
            way
            for way, other in zip(best, numbers[:place], strict=True)
            if one.value - other.value in _STEPS and _in_line(one, other)
        ]
        best.append([*max(above, key=len, default=[]), one])
    return max(best, key=len, default=[])


def _in_line(one, other):
    """Whether two begin or end below each other, as far as their page is upright."""
    reach = _IN_LINE * max(one.height, other.height)
    return min(abs(one.start - other.start), abs(one.end - other.end)) <= reach
