"""What single marks and rows cannot show: pages of print or bars, specks alone."""

import dataclasses
import itertools
import math
import statistics

import numpy as np

from hwdigits.reader import lattice
from hwdigits.reader.page import Line, Page

# A page of so many marks of which more than this share are no digits, or only
# parts of marks: print is full of strokes that make digits when they are cut apart.
_LEAST_PAGE, _SHARE_PAGE = 40, 0.6
_PRIOR = 0.1  # that what looks like a digit on such a page is one
# But a number that stands apart there, of so many digits, each as sure as this, half of
# them ones at most and none cut out, is one; of fewer digits, and as sure on average,
# where they are so many times as high as the marks there. Some words are digits to look
# at: "soil", "still".
_LEAST_NUMBER, _SURE = 5, 0.9
_LEAST_LARGE, _LARGE = 2, 1.5
# So many lines of ones alone, and this share of all lines, are fur, grass or hatching.
_LEAST_BARS, _SHARE_BARS = 10, 0.75
# The only mark of a page is dirt or a bit of its edge more often than a digit; where so
# many digits at most were cut out of it, it is a letter. Of 240 photos of digits that
# touch 142 instead of 151 were read with this, 23 instead of 33 wrongly, and of 252 of
# single letters and signs 65 as digits instead of 92.
_LONE, _MOST_PIECES, _LONE_PIECES = 0.9, 3, 0.93
# But what has half of the length of a small picture was cut out as a digit. Of 665 of
# one digit 622 were read, and 641 with this; of 600 of none, which fill theirs too, 274
# and 281 digits.
_FILLING = 0.5
# What was cut out is the likeliest of many cuts, and wrong more often than the model
# can know: its log odds are so much of what that says. Of 1,229 pieces on 600 made-up
# pages 87 % were right, at a confidence of 96 % on average; 89 with this.
_OF_ODDS, _SUREST = 0.45, 0.9999


def judged(page: Page, are_known: bool = False, cut_out_px: float = math.inf) -> Page:
    """The page, with digits rejected that stand among what are none.

    Args:
        page: as it was read.
        are_known: whether the user knows that there are digits.
        cut_out_px: the longer side of a picture so small that it was cut out of a page.
    """
    bars = sum(map(_is_bars, page.lines))
    doubtful = sum(digit.rejected or digit.is_piece for digit in page.digits)
    many = len(page.digits)
    if _may_be_dirt(page, cut_out_px) or (not are_known and _may_be_letter(page)):
        return dataclasses.replace(page, lines=(_doubted(page.lines[0], 1.0),))
    if many >= _LEAST_PAGE and doubtful > _SHARE_PAGE * many:
        return _none(
            page, f"{doubtful} of {many} marks are no digits or parts of marks"
        )
    if bars >= _LEAST_BARS and bars > _SHARE_BARS * len(page.lines):
        return _none(page, f"{bars} of {len(page.lines)} lines are bars alone")
    return page


def of_cuts(page: Page) -> Page:
    """The page, less sure of what was cut out of marks; what is rejected stays so."""
    lines = [
        Line(tuple(map(_less_sure, line.digits)), line.between) for line in page.lines
    ]
    return dataclasses.replace(page, lines=tuple(lines))


def _less_sure(digit):
    """A piece as probable as its cut lets it be, the rest as the other digits are."""
    said = min(digit.confidence, _SUREST)
    if not digit.is_piece or said <= 0.5:
        return digit
    odds = (said / (1 - said)) ** _OF_ODDS
    confidence = odds / (1 + odds)
    share = (confidence - 0.1) / (digit.confidence - 0.1)
    probabilities = (share * digit.probabilities + (1 - share) / 10).astype(np.float32)
    return dataclasses.replace(
        digit, confidence=confidence, probabilities=probabilities
    )


def _may_be_dirt(page, cut_out_px):
    """Whether there is one mark alone, and not quite sure."""
    if len(page.digits) != 1 or page.digits[0].confidence >= _LONE:
        return False
    return max(page.digits[0].box[2:]) < _FILLING * cut_out_px


def _may_be_letter(page):
    """Whether all that there is was cut out of one mark, and is not quite sure."""
    digits = page.digits
    return (
        len(page.lines) == 1
        and len(digits) <= _MOST_PIECES
        and all(digit.is_piece for digit in digits)
        and min(digit.confidence for digit in digits) < _LONE_PIECES
    )


def _none(page, reason):
    """The page with all digits rejected, and why."""
    usual_px = statistics.median(digit.box[3] for digit in page.digits)
    lines = tuple(_numbers_alone(line, usual_px) for line in page.lines)
    note = f"this seems to be no page of digits: {reason}"
    return dataclasses.replace(page, lines=lines, notes=(*page.notes, note))


def _numbers_alone(line, usual_px):
    """The line with all rejected that is no sure number."""
    parts = []
    for is_number, some in itertools.groupby(
        _apart(line.digits), lambda digits: _is_number(digits, usual_px)
    ):
        part = Line(tuple(itertools.chain.from_iterable(some)))
        parts += (part if is_number else _doubted(part, _PRIOR)).digits
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


def _is_number(digits, usual_px):
    if any(digit.rejected or digit.is_piece for digit in digits):
        return False
    high = statistics.median(digit.box[3] for digit in digits)
    sure = [digit.confidence for digit in digits]
    if high >= _LARGE * usual_px:
        is_sure = len(digits) >= _LEAST_LARGE and statistics.fmean(sure) >= _SURE
    else:
        is_sure = len(digits) >= _LEAST_NUMBER and min(sure) >= _SURE
    return is_sure and sum(one.digit == 1 for one in digits) <= len(digits) / 2


def _is_bars(line):
    certain = [digit for digit in line.digits if not digit.rejected]
    return all(digit.digit == 1 for digit in certain)


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
