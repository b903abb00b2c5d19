"""Whether a photo was taken with the page turned."""

import dataclasses

import numpy as np

from hwdigits.reader.page import Page

# Quarter turns counter-clockwise -> how to say it.
TURNS = {
    1: "a quarter turn to the right",
    2: "upside down",
    3: "a quarter turn to the left",
}
# A page this sure of itself is upright; a turned one must beat it by so much, or be as
# sure of lines that are so many times as long; and have so many digits at all, since
# single ones often read well upside down.
_SURE, _CLEARLY, _TIMES, _ENOUGH = 0.9, 0.1, 1.5, 3
_MOST = 300  # digits of a page that is looked at turned: more are printed text
# Beside letters, that many of which are none, digits that are so sure are upright: on
# made-up pages with words they were 0.97 and more, on those upside down 0.93 and less.
_SURE_BESIDE, _LEAST_SHARE = 0.95, 0.4
_SHORT = 2.5  # digits a line; rows that run up and down are read as many short lines


def is_doubtful(page: Page) -> bool:
    """Whether to look at the page turned."""
    is_upright_column = len(page.lines) > 1 and _mean_length(page) <= _SHORT
    if not _ENOUGH <= len(page.digits) <= _MOST:
        return False
    return is_upright_column or not _is_sure(page)


def _is_sure(page):
    digits = [digit for digit in page.digits if not digit.is_letter]
    if len(digits) == len(page.digits):
        return _sureness(digits) >= _SURE
    is_enough = len(digits) >= _LEAST_SHARE * len(page.digits)
    return is_enough and _sureness(digits) >= _SURE_BESIDE


def noted(page: Page, turned: dict[int, Page]) -> Page:
    """The same page, with a note where a turned one reads markedly better.

    Args:
        page: as the photo is.
        turned: of each of TURNS.
    """
    best = max(
        turned,
        key=lambda turn: _evidence(turned[turn]) * _mean_length(turned[turn]),
    )
    before, after = (_sureness(one.digits) for one in (page, turned[best]))
    many = len(turned[best].digits)
    longer = _mean_length(turned[best]) >= _TIMES * _mean_length(page)
    longer = longer and after >= max(before, _SURE)
    if many < _ENOUGH or not (longer or after - before >= _CLEARLY):
        return page
    note = (
        f"the page seems to be turned, {TURNS[best]}: turned back it reads {many} "
        f"digits with a mean confidence of {after:.2f} instead of "
        f"{len(page.digits)} with {before:.2f}"
    )
    return dataclasses.replace(page, notes=(*page.notes, note))


def _sureness(digits):
    """Their mean confidence, 0..1."""
    return float(np.mean([digit.confidence for digit in digits] or 0))


def _evidence(page):
    """How many digits, each as far as it is more than a guess."""
    return sum(max(digit.confidence - 0.5, 0) for digit in page.digits)


def _mean_length(page):
    """Of its lines, in digits."""
    return len(page.digits) / max(len(page.lines), 1)
