"""A page whose numbers must be consistent: what changes, how sure that is, notes."""

import numpy as np
import pytest

from hwdigits.reader.grids import reading
from hwdigits.reader.known.consistent import Consistency
from hwdigits.reader.page import Digit, Line, Page
from hwdigits.refusal import Refusal

CORNERS = ((0, 0), (9, 0), (9, 9), (0, 9))


def digit(text, other=None, share=0.6, rejected=False):
    """A digit; with another one that is read with that share."""
    probabilities = np.full(10, 0.001)
    probabilities[int(text)] = 0.99 if other is None else 1 - share
    if other is not None:
        probabilities[other] = share
    best = int(probabilities.argmax())
    return Digit(
        best, float(probabilities[best]), (0, 0, 9, 9), rejected, probabilities
    )


def grid(rows):
    lines = tuple(
        Line(tuple(reading.cell(CORNERS, digits) for digits in row), " ")
        for row in rows
    )
    return Page(lines, (), True)


def test_digits_that_stand_twice_are_corrected_and_named():
    page = grid(
        [
            [(digit("1"),), (digit("2"),), (), (digit("3", other=1),)],
            [()] * 4,
            [()] * 4,
            [()] * 4,
        ]
    )
    assert page.text.startswith("1 2 . 1")
    better = Consistency(unique=("rows",)).applied(page)
    assert better.text.startswith("1 2 . 3")
    assert better.notes == ("row 1, column 4: 3 instead of 1 (confidence 1.00)",)
    assert 0.99 < better.lines[0].digits[3].confidence < 1
    assert better.lines[0].digits[0] == page.lines[0].digits[0]


def test_a_refused_digit_is_read_where_no_other_fits():
    refused = digit("4", other=3, share=0.45, rejected=True)
    row = [(digit("1"),), (digit("2"),), (digit("3"),), (refused,)]
    page = grid([row, [()] * 4, [()] * 4, [()] * 4])
    assert page.lines[0].text == "1 2 3 ?"
    assert Consistency(unique=("rows",)).applied(page).lines[0].text == "1 2 3 4"


def test_what_cannot_hold_is_said_and_nothing_changes():
    rows = [[(digit("1"),), (digit("1"),)]]
    page = grid([[*rows[0], (digit("5"),)]])
    wide = Consistency(unique=("rows", "blocks")).applied(page)
    assert wide.lines == page.lines
    assert "cannot hold: there is 1 rows of 3 cells" in wide.notes[0]
    flat = Page((Line((digit("1"), digit("2"))),))
    assert "there is no grid" in Consistency(unique=("rows",)).applied(flat).notes[0]


def test_rows_add_up():
    page = grid(
        [
            [
                (digit("1"), digit("2")),
                (digit("5", other=8),),
                (digit("1"), digit("7")),
            ],
            [(digit("4"),), (digit("4"),), (digit("9"), digit("9"))],
        ]
    )
    better = Consistency(sums="row").applied(page)
    assert better.lines[0].text == "12 5 17"
    assert better.notes[0] == "row 1, column 2: 5 instead of 8 (confidence 1.00)"


def test_check_digits_of_lines():
    wrong = [digit(text) for text in "7992739871"] + [digit("3", other=8)]
    page = Consistency(check="luhn").applied(Page((Line(tuple(wrong)),)))
    assert page.text == "79927398713"
    assert len(page.notes) == 1


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"unique": ("diagonals",)}, "--unique must be of rows, columns, blocks"),
        ({"sums": "column"}, "--sum must be of row"),
        ({"check": "crc"}, "--check must be of luhn, mod97"),
    ],
)
def test_other_words_are_refused(given, words):
    with pytest.raises(Refusal, match=words):
        Consistency(**given)


def test_nothing_known_changes_nothing():
    page = grid([[(digit("1"),), (digit("1"),), ()]])
    assert Consistency().applied(page) is page
