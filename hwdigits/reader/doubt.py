"""What single marks cannot show: lines of letters, pages full of bars, specks alone.

Some letters look like digits, and so does every bar; what stands beside them tells.
"""

import dataclasses
import itertools
import statistics

from hwdigits.reader import lattice
from hwdigits.reader.page import Line, Page

# A line of so many marks, of which more than this share are no digits, is writing.
_LEAST_WRITING, _MOST_REJECTED = 6, 0.33
# A number in it stands apart from the words, and is so many digits, each as sure as
# this: some words are digits to look at, as "ill" and "so".
_LEAST_NUMBER, _SURE = 2, 0.9
# So is a page of so many marks of which more than this share are no digits, or only
# parts of marks: print is full of strokes that make digits when they are cut apart.
_LEAST_PAGE, _SHARE_PAGE = 40, 0.6
_PRIOR = 0.1  # that what looks like a digit on such a page is one
# So many lines of ones alone, and this share of all lines, are fur, grass or hatching.
_LEAST_BARS, _SHARE_BARS = 10, 0.75
# The only mark of a page is dirt or a bit of its edge more often than a digit.
_LONE = 0.9


def judged(page: Page) -> Page:
    """The page, with digits rejected that stand among what are none."""
    page = dataclasses.replace(page, lines=tuple(map(_judged, page.lines)))
    bars = sum(map(_is_bars, page.lines))
    doubtful = sum(digit.rejected or digit.is_piece for digit in page.digits)
    many = len(page.digits)
    if many == 1 and page.digits[0].confidence < _LONE:
        return dataclasses.replace(page, lines=(_doubted(page.lines[0], 1.0),))
    if many >= _LEAST_PAGE and doubtful > _SHARE_PAGE * many:
        return _none(
            page, f"{doubtful} of {many} marks are no digits or parts of marks"
        )
    if bars >= _LEAST_BARS and bars > _SHARE_BARS * len(page.lines):
        return _none(page, f"{bars} of {len(page.lines)} lines are bars alone")
    return page


def _none(page, reason):
    """The page with all digits rejected, and why."""
    lines = tuple(_doubted(line, _PRIOR) for line in page.lines)
    note = f"this seems to be no page of digits: {reason}"
    return dataclasses.replace(page, lines=lines, notes=(*page.notes, note))


def _is_bars(line):
    certain = [digit for digit in line.digits if not digit.rejected]
    return all(digit.digit == 1 for digit in certain)


def _judged(line):
    good = sum(not digit.rejected for digit in line.digits) / len(line.digits)
    if len(line.digits) < _LEAST_WRITING or 1 - good <= _MOST_REJECTED:
        return line
    parts = []
    for is_sure, some in itertools.groupby(_apart(line.digits), _is_sure):
        part = Line(tuple(itertools.chain.from_iterable(some)))
        is_number = is_sure and len(part.digits) >= _LEAST_NUMBER
        parts += (part if is_number else _doubted(part, good)).digits
    return Line(tuple(parts))


def _apart(digits):
    """Those between which there is no space, together."""
    least_px = lattice.SPACE * statistics.median(digit.box[3] for digit in digits)
    groups = [[digits[0]]]
    for before, digit in itertools.pairwise(digits):
        x, _, wide, _ = before.box
        if digit.box[0] - (x + wide) > least_px:
            groups.append([])
        groups[-1].append(digit)
    return groups


def _is_sure(digits):
    return all(not one.rejected and one.confidence >= _SURE for one in digits)


def _doubted(line, share):
    """All digits rejected, as probable as that share of their neighbours."""
    return Line(
        tuple(
            dataclasses.replace(
                digit, rejected=True, confidence=share * digit.confidence
            )
            for digit in line.digits
        )
    )
