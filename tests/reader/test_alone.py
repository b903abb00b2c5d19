"""A digit in pieces is one digit, and several are several."""

import cv2
import numpy as np
import pytest

from hwdigits.reader import alone
from hwdigits.reader.page import Digit, Line, Page
from tests.reader.cutting import cut_out

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


@pytest.mark.parametrize("high_px", [20, 90, 400])
@pytest.mark.parametrize("is_light", [False, True])
@pytest.mark.parametrize("digit", "0235689")
def test_a_digit_that_touches_all_edges_is_read(
    digit, is_light, high_px, reader, written
):
    """Without any paper around it; and its holes are no digits."""
    picture = cut_out(written([digit]))
    wide_px = max(1, high_px * picture.shape[1] // picture.shape[0])
    picture = cv2.resize(picture, (wide_px, high_px), interpolation=cv2.INTER_CUBIC)
    picture = 255 - picture if is_light else picture
    (read,) = reader.read(picture).digits
    assert read.text == digit
    x, y, wide, high = read.box
    assert 0 <= x < x + wide <= wide_px + 1
    assert 0 <= y < y + high <= high_px + 1
    assert wide * high > 0.8 * wide_px * high_px
    assert reader.read(picture, expect=1).text == digit


def test_what_is_known_of_a_digit_that_fills_its_picture_is_kept_to(reader, written):
    picture = cut_out(written(["5"]))
    assert reader.read(picture).text == "5"
    assert reader.read(picture, pattern="[0-4]").text != "5"


@pytest.mark.parametrize("wide_px", [3, 12])
def test_a_bar_across_a_picture_of_paper_is_no_digit(wide_px, reader):
    paper = np.full((140, 140, 3), 215, np.uint8)
    cv2.line(paper, (90, 0), (80, 139), (120, 120, 140), wide_px)
    assert reader.read(paper).text in ("", "?")


@pytest.mark.parametrize("rows", [["3", "5"], ["7", "1", "4"], ["60"], ["18"]])
def test_several_digits_stay_several(rows, reader, written):
    assert reader.read(written(rows)).text == "\n".join(rows)


def test_a_sign_that_is_no_digit_stays_none(reader):
    paper = np.full((400, 400, 3), 235, np.uint8)
    cv2.line(paper, (120, 120), (280, 280), (30, 30, 30), 12)
    cv2.line(paper, (280, 120), (120, 280), (30, 30, 30), 12)
    assert set(reader.read(paper).text) <= {"?"}
