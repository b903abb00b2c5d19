"""What single marks and rows cannot show: pages of print or bars, specks alone."""

import dataclasses

from hwdigits.reader.page import Line, Page

# A page of so many marks of which more than this share are no digits, or only
# parts of marks: print is full of strokes that make digits when they are cut apart.
_LEAST_PAGE, _SHARE_PAGE = 40, 0.6
_PRIOR = 0.1  # that what looks like a digit on such a page is one
# So many lines of ones alone, and this share of all lines, are fur, grass or hatching.
_LEAST_BARS, _SHARE_BARS = 10, 0.75
# The only mark of a page is dirt or a bit of its edge more often than a digit.
_LONE = 0.9


def judged(page: Page) -> Page:
    """The page, with digits rejected that stand among what are none."""
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
