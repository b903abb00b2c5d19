"""A sheet as it is, and other looks at it: which of them says most.

Its negative; what is lower than things on it; its paper alone; and beside that what is
much lower or higher than most that was found.
"""

from collections.abc import Callable

from hwdigits.reader import headlines, looking, things
from hwdigits.reader.finding import Found
from hwdigits.reader.page import Page
from hwdigits.reader.photo.sheets import Sheet

# A sheet's paper alone may help where no more digits are certain, or no more to a
# refused one.
_FEW, _DOUBTFUL = 2, 8
_SURE = 0.95  # a digit on it that is no 1


def best(
    sheet: Sheet, read: Callable[[Found], Page], doubts: bool
) -> tuple[Found, Page]:
    """What was found on a sheet and is read there, in the look that says most.

    Args:
        sheet: to look at.
        read: what was found, to a page.
        doubts: whether `read` rejects what is no digit; more is looked for only then.
    """
    found = looking.find(sheet)
    page = read(found)
    if sheet.may_be_negative:
        other_found = looking.find(sheet.negative)
        other = read(other_found)
        # As many may be read in the paper that a closely cut out digit encloses.
        if _certain(other) + sheet.is_cut_out > _certain(page):
            found, page = other_found, other
    if not doubts:
        return found, page
    if high := things.lower_than(page):
        other_found = looking.find_lower(sheet, high)
        other = read(other_found)
        if things.hid(other):
            found, page = other_found, other
    if paper_may_help(page) and (paper := sheet.of_paper()):
        other_found = looking.find(paper)
        other = read(other_found)
        if paper_is_better(other, page):
            found, page = other_found, other
    return found, _with_other_sizes(page, sheet, found, read)


def _with_other_sizes(page, sheet, found, read):
    """A page with what is much lower or higher than the rows that were found."""
    if high := headlines.lower_than(found):
        other = read(looking.find_lower(sheet, high))
        page = headlines.with_lower(page, other, high)
    if higher := headlines.above(found):
        page = headlines.with_headline(page, read(higher))
    return page


def paper_may_help(page: Page) -> bool:
    """Whether so little is certain that most may lie beside the paper."""
    refused = sum(digit.rejected for digit in page.digits)
    return len(page.digits) - refused <= max(_FEW, _DOUBTFUL * refused)


def paper_is_better(page: Page, than: Page) -> bool:
    """Whether more digits are certain and fewer refused, and few of all.

    One at least must be no 1: an edge of the paper looks like that.
    """
    refused, refused_before = (
        sum(digit.rejected for digit in one.digits) for one in (page, than)
    )
    certain, before = len(page.digits) - refused, len(than.digits) - refused_before
    if certain - refused <= before - refused_before or certain <= 2 * refused:
        return False
    return any(
        digit.digit != 1 and digit.confidence >= _SURE and not digit.rejected
        for digit in page.digits
    )


def _certain(page):
    return sum(not digit.rejected for digit in page.digits)
