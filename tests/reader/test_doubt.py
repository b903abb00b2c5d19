"""Digits among what are no digits."""

import dataclasses

import numpy as np
import pytest

from hwdigits.reader import doubt
from hwdigits.reader.page import Digit, Line, Page


def page(*lines):
    """Of texts in which ? is a rejected 8."""
    return Page(tuple(Line(tuple(digits(text))) for text in lines))


def digits(text):
    """Those of a line; a space is as wide as a digit."""
    probabilities = np.full(10, 0.1)
    for place, one in enumerate(text):
        box = (6 * place, 0, 5, 9)
        if one == "?":
            yield Digit(8, 0.2, box, True, probabilities)
        elif one != " ":
            yield Digit(int(one), 0.98, box, False, probabilities)


def test_a_page_of_letters_has_no_digits():
    judged = doubt.judged(page(*["??0?2???"] * 6, "47"))
    assert judged.lines[-1].text == "??"
    assert judged.notes == (
        "this seems to be no page of digits: "
        "36 of 50 marks are no digits or parts of marks",
    )


@pytest.mark.parametrize(
    ("number", "is_read"),
    [("60764", True), ("6076", False), ("51114", False), ("60?64", False)],
)
def test_a_long_number_on_a_page_of_letters_is_read(number, is_read):
    judged = doubt.judged(page(*["??0?2???"] * 7, f"??? {number} ?"))
    answered = judged.lines[-1].text.replace("?", "")
    assert answered == (number if is_read else "")
    assert set(judged.lines[0].text) == {"?"}


@pytest.mark.parametrize(
    ("number", "times", "is_read"),
    [("607", 2, True), ("607", 1.2, False), ("6", 2, False), ("117", 2, False)],
)
def test_a_number_larger_than_the_letters_of_a_page_is_read(number, times, is_read):
    """As people write it below what is printed."""
    letters = page(*["??0?2???"] * 7)
    large = tuple(
        dataclasses.replace(one, box=(*one.box[:3], round(9 * times)))
        for one in digits(number)
    )
    judged = doubt.judged(Page((*letters.lines, Line(large))))
    assert (judged.lines[-1].text == number) == is_read
    assert set(judged.lines[0].text) == {"?"}


@pytest.mark.parametrize(("pieces", "is_text"), [(31, True), (20, False)])
def test_a_page_of_parts_of_marks_has_no_digits(pieces, is_text):
    """Each of them looks like a digit; but few digits touch."""
    whole = page("13570" * 10).lines[0].digits
    some = [
        dataclasses.replace(digit, is_piece=place < pieces)
        for place, digit in enumerate(whole)
    ]
    judged = doubt.judged(Page((Line(tuple(some)),)))
    assert all(digit.rejected == is_text for digit in judged.digits)


@pytest.mark.parametrize(
    ("confidences", "are_known", "is_letter"),
    [
        ([0.9, 0.99], False, True),
        ([0.9, 0.99], True, False),
        ([0.95, 0.99], False, False),
        ([0.9, 0.99, 0.99, 0.99], False, False),
    ],
)
def test_pieces_of_the_only_mark_are_a_letter_s_unless_they_are_sure(
    confidences, are_known, is_letter
):
    some = [
        dataclasses.replace(digit, confidence=confidence, is_piece=True)
        for digit, confidence in zip(page("2525").digits, confidences, strict=False)
    ]
    judged = doubt.judged(Page((Line(tuple(some)),)), are_known)
    assert all(digit.rejected == is_letter for digit in judged.digits)


def test_a_page_full_of_bars_has_no_digits():
    judged = doubt.judged(page(*["1", "11", "1?"] * 6, "7"))
    assert set(judged.text) == {"?", "\n"}
    assert "no page of digits" in judged.notes[0]
    assert doubt.judged(page("111", "1111")).text == "111\n1111"


def test_the_only_mark_of_a_page_is_a_digit_only_where_that_is_sure():
    sure = page("7")
    unsure = dataclasses.replace(sure.digits[0], confidence=0.8)
    assert doubt.judged(sure).text == "7"
    assert doubt.judged(Page((Line((unsure,)),))).text == "?"
    assert doubt.judged(Page((Line((unsure, unsure)),))).text == "77"


def test_the_only_mark_of_a_small_picture_may_be_less_sure():
    unsure = dataclasses.replace(page("7").digits[0], confidence=0.8)
    alone = Page((Line((unsure,)),))
    high_px = unsure.box[3]
    assert doubt.judged(alone, cut_out_px=2 * high_px).text == "7"
    assert doubt.judged(alone, cut_out_px=3 * high_px).text == "?"


def cut_out(confidence, rejected=False):
    probabilities = np.full(10, (1 - confidence) / 9)
    probabilities[7] = confidence
    box = 0, 0, 5, 9
    return Digit(7, confidence, box, rejected, probabilities, is_piece=True)


def test_what_was_cut_out_is_said_with_less_confidence_in_the_same_order():
    sure = [0.6, 0.9, 0.99, 0.9999]
    line = Line(tuple(map(cut_out, sure)))
    answered = doubt.of_cuts(Page((line,))).digits
    said = [digit.confidence for digit in answered]
    assert said == sorted(said)
    assert max(said) < 0.99
    assert all(0.5 < after < before for after, before in zip(said, sure, strict=True))
    for digit in answered:
        assert digit.probabilities[7] == pytest.approx(digit.confidence, abs=1e-6)
        assert digit.probabilities.sum() == pytest.approx(1, abs=1e-6)


def test_what_stands_alone_or_is_rejected_is_as_sure_as_before():
    whole = page("1234").digits
    pieces = cut_out(0.3, rejected=True), cut_out(0.45)
    before = Page((Line((*whole, *pieces)),))
    assert doubt.of_cuts(before).digits == before.digits
