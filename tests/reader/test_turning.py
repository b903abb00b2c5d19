"""Which pages are looked at turned; that turned ones are told is in test_reader."""

import numpy as np
import pytest

from hwdigits.reader import turning
from hwdigits.reader.page import Digit, Line, Page


def page(digits, letters=0, sure=0.99, are_words=True):
    def one(place, confidence, is_letter):
        box, spread = (30 * place, 0, 20, 30), np.full(10, 0.1)
        rejected = confidence < 0.5
        return Digit(7, confidence, box, rejected, spread, is_letter=is_letter)

    marks = [one(place, 0.1, are_words) for place in range(letters)]
    marks += [one(letters + place, sure, False) for place in range(digits)]
    return Page((Line(tuple(marks)),))


@pytest.mark.parametrize(
    ("given", "is_doubtful"),
    [
        ({"digits": 6}, False),
        ({"digits": 6, "sure": 0.92}, False),
        ({"digits": 6, "sure": 0.85}, True),
        ({"digits": 6, "letters": 6}, False),
        # What is read upside down is partly letters, and the rest of it less sure.
        ({"digits": 6, "letters": 6, "sure": 0.92}, True),
        ({"digits": 6, "letters": 6, "are_words": False}, True),
        ({"digits": 3, "letters": 9}, True),
        ({"digits": 2}, False),
    ],
)
def test_a_page_is_looked_at_turned_where_its_digits_are_not_sure(given, is_doubtful):
    assert turning.is_doubtful(page(**given)) == is_doubtful


def test_digits_in_the_frame_keep_their_middle_when_turned():
    digits = np.zeros((1, 28, 28, 1), np.uint8)
    digits[0, 10:19, 14] = 255
    digits[0, 14, 8:21] = 255
    for turn in turning.TURNS:
        ink = turning.in_frame(digits, turn)[0, :, :, 0]
        assert [places.mean() for places in np.nonzero(ink)] == [14, 14]
    assert (turning.in_frame(digits, 2) == digits).all()


@pytest.mark.parametrize(
    ("turn", "before", "many", "is_noted"),
    [
        (1, 0.8, 6, True),
        (0.5, 0.8, 12, False),  # as surely without slashes among its digits
        (0.5, 0.6, 12, True),
        (-0.5, 0.6, 6, False),
    ],
)
def test_an_eighth_of_a_turn_must_read_much_better(turn, before, many, is_noted):
    upright = page(digits=many, sure=before)
    assert bool(turning.noted(upright, turn, page(digits=many)).notes) == is_noted
