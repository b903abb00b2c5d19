"""Strokes that only pale ink joins are one mark; neighbours in a row are two."""

import cv2
import numpy as np
import pytest

from hwdigits.reader.ink import marks
from hwdigits.reader.photo import paper

PALE, DARK, LEAST = 45, 180, 20


def found(strength):
    """Boxes of the marks, from left to right and down."""
    ink = paper.Ink(strength, np.full_like(strength, LEAST))
    is_ink = cv2.compare(strength, LEAST, cv2.CMP_GT)
    return sorted(marks.find(ink, is_ink, 6).boxes.tolist())


def page(high):
    """A page with a digit so high."""
    strength = np.zeros((200, 200), np.uint8)
    strength[60 : 60 + high, 20:27] = DARK
    return strength


@pytest.mark.parametrize(
    ("between", "high", "is_one"),
    [(PALE, 46, True), (0, 46, False), (PALE, 24, False)],
    ids=["pale ink", "paper", "digits of two rows"],
)
def test_a_digit_with_a_pale_neck_is_one_mark(between, high, is_one):
    strength = page(high)
    strength[60:82, 90:108] = DARK
    strength[82:88, 97:102] = between
    strength[88:110, 96:103] = DARK
    whole = [[90, 60, 18, 50]]
    in_two = [[90, 60, 18, 22], [96, 88, 7, 22]]
    assert found(strength)[1:] == (whole if is_one else in_two)


def test_digits_with_pale_ink_between_them_are_two_marks():
    """Also where one leans over the other, so that some of it is above that."""
    strength = page(50)
    cv2.line(strength, (80, 110), (100, 60), DARK, 7)
    cv2.line(strength, (96, 116), (116, 66), DARK, 7)
    strength[(strength == 0) & (cv2.dilate(strength, np.ones((9, 9))) > 0)] = PALE
    assert len(found(strength)) == 3


def test_the_bars_of_an_equals_sign_stay_two():
    strength = page(50)
    strength[80:100, 60:90] = PALE
    strength[80:86, 60:90] = strength[94:100, 60:90] = DARK
    assert found(strength)[1:] == [[60, 80, 30, 6], [60, 94, 30, 6]]
