"""Things beside the page: a pen on the table looks like a large one.

How large digits are is told by most of the ink, and a pen has more of it than a number.
Where nothing but bars was read, what is much lower is looked at, too.
"""

import math

from hwdigits.reader.page import Page

_MOST = 4  # marks that may be things
_LOWER = 0.4  # of their height, at most, are digits that were passed over for them
# Of what is read then so many digits are so sure, that share of all, half of them ones
# at most.
_ENOUGH, _SURE, _MOSTLY = 3, 0.9, 0.6


def lower_than(page: Page) -> float:
    """How low digits would be beside what was read, px of the photo; else 0.0."""
    digits = page.digits
    are_bars = all(digit.rejected or digit.digit == 1 for digit in digits)
    if not digits or not are_bars or len(digits) > _MOST:
        return 0.0
    return _LOWER * min(max(digit.box[2:]) for digit in digits)


def hid(page: Page) -> bool:
    """Whether things hid this page of lower digits."""
    sure = [
        digit
        for digit in page.digits
        if not digit.rejected and digit.confidence >= _SURE
    ]
    ones = sum(digit.digit == 1 for digit in sure)
    least = max(_ENOUGH, math.ceil(_MOSTLY * len(page.digits)))
    return len(sure) >= least and 2 * ones <= len(sure)
