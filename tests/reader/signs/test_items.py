"""Letters and brackets before what is listed are none of its digits."""

import cv2
import numpy as np
import pytest

_TOP, _PITCH, _HIGH = 60, 110, 56


def bracket(page, row, x, side=1):
    """Draws one that closes, or with side -1 opens."""
    middle = x - 10 * side, _TOP + row * _PITCH + _HIGH // 2
    start = -60 if side > 0 else 120
    axes = 14, _HIGH // 2 + 8
    cv2.ellipse(page, middle, axes, 0, start, start + 120, (40, 40, 40), 5, cv2.LINE_AA)


def letter(page, row, text):
    foot = _TOP + row * _PITCH + _HIGH - 4
    font = cv2.FONT_HERSHEY_SCRIPT_SIMPLEX, 1.6, (40, 40, 40), 5, cv2.LINE_AA
    cv2.putText(page, text, (66, foot), *font)


@pytest.fixture
def listed(written):
    """Three numbers, one a row, with room for what stands before them."""

    def write(before=("", "", ""), spaces=3):
        texts = ("602", "5718", "94")
        page = written(texts, left=60 + 75 * spaces)
        for row, text in enumerate(before):
            if text:
                item = written([text], left=40, top=_TOP + row * _PITCH)
                page = np.minimum(page, item)
        return page

    return write


def test_letters_with_a_bracket_are_left_out(reader, listed):
    page = listed()
    for row, text in enumerate("abc"):
        letter(page, row, text)
        bracket(page, row, 110)
    assert reader.read(page).text.replace("?", "") == "602\n5718\n94"


def test_numbers_that_count_are_kept_apart_without_their_brackets(reader, listed):
    page = listed(("1", "2", "3"))
    for row in range(3):
        bracket(page, row, 95)
    assert reader.read(page).text == "1?\n602\n2?\n5718\n3?\n94"


def test_brackets_that_are_opened_enclose_a_number(reader, listed):
    page = listed(("4", "6", "8"))
    for row in range(3):
        bracket(page, row, 95)
        bracket(page, row, 34, side=-1)
    digits = reader.read(page).text.replace("?", "").split("\n")
    assert [line.strip("1") for line in digits] == ["4602", "65718", "894"]


def test_two_rows_make_no_list(reader, listed):
    """Then a bracket is what it looks like."""
    page = listed(("4", "6", ""))
    for row in range(2):
        bracket(page, row, 95)
    assert [line.text[0] for line in reader.read(page).lines[:2]] == ["4", "6"]


def test_ones_before_a_space_are_ones(reader, listed):
    page = listed(("11", "11", "11"))
    assert reader.read(page).text == "11602\n115718\n1194"
