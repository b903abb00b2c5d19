"""Numbers of another size than most on a photo: a headline, or what stands below it.

How large digits are is told by most of the ink; what is much lower is no digit then,
but dirt, dots and commas, and what is much higher a thing. Where what is left out looks
like numbers it is looked at again, without the others.
"""

import dataclasses
import statistics

import numpy as np

from hwdigits.reader import rows, things
from hwdigits.reader.finding import Found
from hwdigits.reader.marks import CLEAR, Marks
from hwdigits.reader.page import Line, Page

# So many marks in no row, no higher than those in rows, and of so many px, alike where
# they differ by less, as a logarithm. Of 330 made-up pages of one size, at phone and
# hard, 23 have as many, most of them signs of sums; of 20 photos with a large headline
# above four lines 18.
_LEAST, _LEAST_PX, _ALIKE = 4, 12, 0.4
_ROOM = 1.6  # times their height is what they are lower than
# What is so many times as high as the others, and not half as high as the photo, is not
# wider than so many of its heights, in strokes of less than that share of it. Of 520
# such pages 4 have any, of 20 with many small lines below a headline 18.
_HIGHER, _PAGE_SHARE, _WIDEST, _FATTEST = 2.0, 0.5, 1.5, 0.45
_EDGE_PX = 2  # off the photo's edges
_SURE = 0.9  # the digits of a headline, on average


def lower_than(found: Found) -> float:
    """How low numbers would be below what was found, px of the photo; else 0.0."""
    marks = _left_out(found)
    high = marks.boxes[:, 3]
    high = high[(high >= _LEAST_PX) & (high <= found.height)]
    logs = np.log(high)
    alike = (np.abs(logs[:, np.newaxis] - logs) < _ALIKE).sum(1)
    if alike.max(initial=0) < _LEAST:
        return 0.0
    _, _, _, highest = found.box((0, 0, 0, round(_ROOM * high[alike.argmax()])))
    return float(highest)


def above(found: Found) -> Found | None:
    """What is much higher than the rows that were found, in rows of its own."""
    marks = _left_out(found)
    _, _, wide, high = marks.boxes.T
    may_be = (high >= _HIGHER * found.height) & (wide < _WIDEST * high)
    may_be &= high <= _PAGE_SHARE * len(marks.labels)
    may_be &= marks.widest < _FATTEST * high
    may_be &= found.sheet.off_edges(marks.boxes) > _EDGE_PX
    if not may_be.any():
        return None
    marks = marks.take(may_be)
    return dataclasses.replace(found, marks=marks, rows=rows.find(marks, found.slope))


def _left_out(found) -> Marks:
    """Clear marks that stand in no row; none where there are no rows."""
    is_out = np.full(len(found.marks), bool(found.rows))
    for row in found.rows:
        is_out[row.members] = False
    return found.marks.take(is_out & (found.marks.clarity > CLEAR))


def with_lower(page: Page, other: Page, high: float) -> Page:
    """A page with the lines of another look at what is lower than so many px.

    Where that is surely numbers; lines as low as that are in the other look, too.
    """
    if not things.hid(other):
        return page
    lines = [line for line in page.lines if _median(line, 3) >= high]
    return _merged(page, lines, other.lines)


def with_headline(page: Page, other: Page) -> Page:
    """A page with the lines of what is much higher, where that is surely a number."""
    digits = other.digits
    if not digits or any(digit.rejected for digit in digits):
        return page
    ones = sum(digit.digit == 1 for digit in digits)
    mean = statistics.fmean(digit.confidence for digit in digits)
    if mean < _SURE or 2 * ones > len(digits):
        return page
    return _merged(page, page.lines, other.lines)


def _merged(page, lines, others):
    """These lines, each of the others before the first that begins below it.

    What lies among the digits of these is there already.
    """
    lines = list(lines)
    taken = [digit.box for line in lines for digit in line.digits]
    for other in others:
        if any(_is_in(digit.box, box) for digit in other.digits for box in taken):
            continue
        top = _median(other, 1)
        below = (n for n, line in enumerate(lines) if _median(line, 1) > top)
        lines.insert(next(below, len(lines)), other)
    return dataclasses.replace(page, lines=tuple(lines))


def _median(line: Line, side: int):
    """Of the digits' x, y, width or height."""
    return statistics.median(digit.box[side] for digit in line.digits)


def _is_in(box, other):
    """Whether the middle of a box is inside another one."""
    x, y, wide, high = box
    left, top, width, height = other
    return abs(2 * (x - left) + wide - width) < width and (
        abs(2 * (y - top) + high - height) < height
    )
