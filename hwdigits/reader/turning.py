"""Whether a photo was taken with the page turned."""

import dataclasses

import numpy as np

from hwdigits.reader import crops, lattice
from hwdigits.reader.finding import Found
from hwdigits.reader.model import Model
from hwdigits.reader.page import Page

# Quarter turns counter-clockwise -> how to say it; and half of one.
TURNS = {
    1: "a quarter turn to the right",
    2: "upside down",
    3: "a quarter turn to the left",
}
SLANTS = {
    0.5: "an eighth of a turn to the right",
    -0.5: "an eighth of a turn to the left",
}
_SAID = TURNS | SLANTS
# A page this sure of itself is upright; a turned one must beat it by so much, or be as
# sure of lines that are so many times as long; and have so many digits at all, since
# single ones often read well upside down.
_SURE, _CLEARLY, _TIMES, _ENOUGH = 0.9, 0.1, 1.5, 3
# Slashes among digits are less sure than what is left of them turned by an eighth.
_MUCH, _MANY = 0.25, 8
_MOST = 300  # digits of a page that is looked at turned: more are printed text
# Beside letters, that many of which are none, digits that are so sure are upright: on
# made-up pages with words they were 0.97 and more, on those upside down 0.93 and less.
_SURE_BESIDE, _LEAST_SHARE = 0.95, 0.4
_SHORT = 2.5  # digits a line; rows that run up and down are read as many short lines
# Marks that tell how the page is turned, as frames. Of 208 made-up pages, a quarter of
# them each way up, as many were said to be turned, rightly, as by three whole readings.
_TELLING = 32


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


def likeliest(found: Found, model: Model) -> int:
    """How many quarters counter-clockwise some marks alone read best at, 0 to 3."""
    digits = telling(found)
    return max(
        (0, *TURNS),
        key=lambda turn: model.read_digits(in_frame(digits, turn))[1].mean(),
    )


def telling(found: Found) -> np.ndarray:
    """Some of the marks found, as the model takes them: uint8 `[N, 28, 28, 1]`.

    Each alone: those of a page on its side are joined, and cut, to something else.
    """
    alone = [
        one
        for row in found.rows
        for one in lattice.joined(row, found.marks)
        if len(one.marks) == 1
    ]
    some = alone[:: 1 + len(alone) // _TELLING]
    return crops.digits(some, found.marks, found.strength, found.slope)


def in_frame(digits: np.ndarray, turn: int) -> np.ndarray:
    """Digits in the frame, `[N, 28, 28, 1]`, turned by so many quarters.

    Their middle, at index 14 of 28, stays where it is.
    """
    down, across = turn in (1, 2), turn in (2, 3)
    return np.roll(np.rot90(digits, turn, (1, 2)), (down, across), (1, 2))


def noted(page: Page, turn: float, turned: Page) -> Page:
    """The same page, with a note where the turned one reads markedly better.

    Args:
        page: as the photo is.
        turn: of TURNS or SLANTS.
        turned: the page so turned.
    """
    before, after = (_sureness(one.digits) for one in (page, turned))
    many = len(turned.digits)
    longer = _mean_length(turned) >= _TIMES * _mean_length(page)
    longer = longer and after >= max(before, _SURE)
    enough, clearly = (_ENOUGH, _CLEARLY) if turn in TURNS else (_MANY, _MUCH)
    if many < enough or not (longer or after - before >= clearly):
        return page
    note = (
        f"the page seems to be turned, {_SAID[turn]}: turned back it reads {many} "
        f"digits with a mean confidence of {after:.2f} instead of "
        f"{len(page.digits)} with {before:.2f}"
    )
    return dataclasses.replace(page, notes=(*page.notes, note))


def _sureness(digits):
    """Their mean confidence, 0..1."""
    return float(np.mean([digit.confidence for digit in digits] or 0))


def _mean_length(page):
    """Of its lines, in digits."""
    return len(page.digits) / max(len(page.lines), 1)
