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
# A page this sure of itself is upright; a turned one must beat it by so much, and have
# so many digits, since single digits often read well upside down.
_SURE, _CLEARLY, _ENOUGH = 0.9, 0.15, 3


def is_doubtful(page: Page) -> bool:
    """Whether to look at the page turned."""
    return bool(page.digits) and _sureness(page) < _SURE


def noted(page: Page, turned: dict[int, Page]) -> Page:
    """The same page, with a note where a turned one reads markedly better.

    Args:
        page: as the photo is.
        turned: of each of TURNS.
    """
    best = max(turned, key=lambda turn: _sureness(turned[turn]))
    gain = _sureness(turned[best]) - _sureness(page)
    if gain < _CLEARLY or len(turned[best].digits) < _ENOUGH:
        return page
    note = (
        f"the page seems to be turned, {TURNS[best]}: turned back it reads with a mean "
        f"confidence of {_sureness(turned[best]):.2f} instead of {_sureness(page):.2f}"
    )
    return dataclasses.replace(page, notes=(*page.notes, note))


def _sureness(page):
    """Mean confidence of its digits, 0..1."""
    if not page.digits:
        return 0.0
    return float(np.mean([digit.confidence for digit in page.digits]))
