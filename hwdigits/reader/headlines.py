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
from hwdigits.reader.ink.marks import CLEAR
from hwdigits.reader.page import Line, Page

# So many marks in no row, no higher than those in rows, and of so many px, alike where
# they differ by less, as a logarithm. Of 440 made-up pages of one size, at phone and
# hard, 31 have as many, most of them signs of sums; of 20 photos with a large headline
# above four lines 17.
_LEAST, _LEAST_PX, _ALIKE = 4, 12, 0.4
_ROOM = 1.6  # times their height is what they are lower than
# What is so many times as high as the others, and not half as high as the photo, is not
# wider than so many of its heights, in strokes of less than that share of it. Of 520
# pages 5 have any, of 20 with many small lines below a headline 18.
_HIGHER, _PAGE_SHARE, _WIDEST, _FATTEST = 2.0, 0.5, 1.5, 0.45
_EDGE_PX = 2  # off the photo's edges
_SURE = 0.9  # the digits of a headline, on average


def lower_than(found: Found) -> float:
    """How low numbers would be below what was found, px of the photo; else 0.0."""
    marks = found.marks.take(_are_out(found) & (found.marks.clarity > CLEAR))
    high = marks.boxes[:, 3]
    high = high[(high >= _LEAST_PX) & (high <= found.height)]
    logs = np.log(high)
    alike = (np.abs(logs[:, np.newaxis] - logs) < _ALIKE).sum(1)
    if alike.max(initial=0) < _LEAST:
        return 0.0
    _, _, _, highest = found.box((0, 0, 0, round(_ROOM * high[alike.argmax()])))
    return float(highest)


def above(found: Found) -> Found | None:
    """What is much higher than the rows that were found, in rows of its own.

    That is what stands in none of these, or all of it where that is most.
    """
    is_out, marks = _are_out(found), found.marks
    _, _, wide, high = marks.boxes.T
    may_be = (high >= _HIGHER * found.height) & (wide < _WIDEST * high)
    may_be &= high <= _PAGE_SHARE * len(marks.labels)
    may_be &= (marks.widest < _FATTEST * high) & (marks.clarity > CLEAR)
    may_be &= found.sheet.off_edges(marks.boxes) > _EDGE_PX
    left_out = may_be & is_out
    if not left_out.any():
        return None
    marks = marks.take(may_be if 2 * left_out.sum() > may_be.sum() else left_out)
    return dataclasses.replace(found, marks=marks, rows=rows.find(marks, found.slope))


def _are_out(found):
    """Bool `[N]`: which marks stand in no row; none where there are no rows."""
    is_out = np.full(len(found.marks), bool(found.rows))
    for row in found.rows:
        is_out[row.members] = False
    return is_out


def with_lower(page: Page, other: Page, high: float) -> Page:
    """A page with the lines of another look at what is lower than so many px.

    Where that is surely numbers. Lines as low as that are in the other look, too, and
    none of their digits may be lost there.
    """
    lower = [line for line in page.lines if _median(line, 3) < high]
    if not things.hid(other) or _certain(lower) > _certain(other.lines):
        return page
    lines = [line for line in page.lines if _median(line, 3) >= high]
    return _merged(page, lines, other.lines)


def _certain(lines):
    """How many digits are."""
    return sum(not digit.rejected for line in lines for digit in line.digits)


def with_headline(page: Page, other: Page) -> Page:
    """A page with the lines of what is much higher that are surely numbers.

    What of them was read before, among what is lower, is left out.
    """
    headlines = [line for line in other.lines if _is_sure(line)]
    taken = [digit.box for line in headlines for digit in line.digits]
    rest = (
        [digit for digit in line.digits if not _is_in(digit.box, taken)]
        for line in page.lines
    )
    return _merged(page, [Line(tuple(one)) for one in rest if one], headlines)


def _is_sure(line):
    """Whether none is rejected and most are sure, and half of them ones at most."""
    if any(digit.rejected for digit in line.digits):
        return False
    ones = sum(digit.digit == 1 for digit in line.digits)
    mean = statistics.fmean(digit.confidence for digit in line.digits)
    return mean >= _SURE and 2 * ones <= len(line.digits)


def _merged(page, lines, others):
    """These lines, each of the others before the first that begins below it.

    What lies among the digits of these is there already.
    """
    lines = list(lines)
    taken = [digit.box for line in lines for digit in line.digits]
    for other in others:
        if any(_is_in(digit.box, taken) for digit in other.digits):
            continue
        top = _median(other, 1)
        below = (n for n, line in enumerate(lines) if _median(line, 1) > top)
        lines.insert(next(below, len(lines)), other)
    return dataclasses.replace(page, lines=tuple(lines))


def _median(line: Line, side: int):
    """Of the digits' x, y, width or height."""
    return statistics.median(digit.box[side] for digit in line.digits)


def _is_in(box, others):
    """Whether the middle of a box is inside one of others."""
    x, y, wide, high = box
    return any(
        abs(2 * (x - left) + wide - width) < width
        and abs(2 * (y - top) + high - height) < height
        for left, top, width, height in others
    )
