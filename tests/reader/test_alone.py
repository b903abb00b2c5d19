"""A digit in pieces is one digit, and several are several."""

import cv2
import numpy as np
import pytest

from hwdigits.reader import alone
from hwdigits.reader.page import Digit, Line, Page

_SURE, _OTHER = np.eye(10)[5] * 0.99, np.eye(10)[3] * 0.99


def page(*lines):
    """Of 7 and ?, and | for a 1 that was cut out of what touches it."""

    def digit(one):
        place = {"7": 7, "?": 0, "|": 1}[one]
        return Digit(
            *(place, 0.9, (0, 0, 20, 40), one == "?", np.eye(10)[place]),
            is_piece=one == "|",
        )

    return Page(tuple(Line(tuple(map(digit, line))) for line in lines))


@pytest.mark.parametrize(
    ("read", "as_marks", "is_one"),
    [
        (["?"], _OTHER, True),
        (["7", "?"], _OTHER, True),
        (["||"], _SURE, True),
        (["||"], _OTHER, False),
        (["||"], 0.9 * _SURE, False),
    ],
)
def test_pieces_that_are_digits_count_unless_all_of_them_are_surely_one(
    read, as_marks, is_one
):
    assert alone.is_one(page(*read), _SURE, as_marks) == is_one
    assert not alone.is_one(page(*read), 0.9 * _SURE, as_marks)


@pytest.mark.parametrize("digit", "2569")
def test_a_digit_in_two_pieces_is_read_as_one(digit, reader):
    """The paper shows through where a line was taken off it."""
    paper = np.full((480, 640, 3), 235, np.uint8)
    font = cv2.FONT_HERSHEY_SIMPLEX, 14, (40, 40, 40), 10, cv2.LINE_AA
    cv2.putText(paper, digit, (200, 380), *font)
    y, _ = np.nonzero(paper[..., 0] < 150)
    middle = int(y.min() + 0.45 * (y.max() - y.min()))
    paper[middle - 4 : middle + 5] = 235
    (read,) = reader.read(paper).digits
    assert read.text == digit
    x, y, wide, high = read.box
    ink = paper[..., 0] < 150
    assert ink[y : y + high, x : x + wide].sum() > 0.9 * ink.sum()


@pytest.mark.parametrize("rows", [["3", "5"], ["7", "1", "4"], ["60"], ["18"]])
def test_several_digits_stay_several(rows, reader, written):
    assert reader.read(written(rows)).text == "\n".join(rows)


def test_a_sign_that_is_no_digit_stays_none(reader):
    paper = np.full((400, 400, 3), 235, np.uint8)
    cv2.line(paper, (120, 120), (280, 280), (30, 30, 30), 12)
    cv2.line(paper, (280, 120), (120, 280), (30, 30, 30), 12)
    assert set(reader.read(paper).text) <= {"?"}
