"""Slashes and brackets are not ones."""

import cv2
import numpy as np
import pytest

from hwdigits.reader import lattice
from hwdigits.reader.ink import marks
from hwdigits.reader.photo import paper
from hwdigits.reader.rows import Row
from hwdigits.reader.signs import bars

_TOP, _HIGH, _PITCH, _PEN = 60, 50, 60, 5


def none(text, lean=0.0, rise=0.0):
    """How probable each of a row is none: in it / leans so much, and / ( ) are so much
    higher than a 1; all others are drawn as rings."""
    strength = np.zeros((180, 60 + _PITCH * len(text)), np.uint8)
    more = rise * _HIGH / 2
    top, bottom = (round(y) for y in (_TOP - more, _TOP + _HIGH + more))
    for place, one in enumerate(text):
        x = 40 + _PITCH * place
        if one in "1/":
            aside = round(lean * (bottom - top) / 2) if one == "/" else 0
            ends = (x + aside, top), (x - aside, bottom)
            if one == "1":
                ends = (x, _TOP), (x, _TOP + _HIGH)
            cv2.line(strength, *ends, 200, _PEN)
        elif one in "()":
            angles = (110, 250) if one == "(" else (-70, 70)
            middle, axes = (x, (top + bottom) // 2), (_HIGH // 3, (bottom - top) // 2)
            cv2.ellipse(strength, middle, axes, 0, *angles, 200, _PEN)
        else:
            middle, axes = (x, _TOP + _HIGH // 2), (12, _HIGH // 2)
            cv2.ellipse(strength, middle, axes, 0, 0, 360, 200, _PEN)
    ink = paper.Ink(strength, np.full_like(strength, 20))
    found = marks.find(ink, cv2.compare(strength, 20, cv2.CMP_GT), 6)
    members = np.argsort(found.boxes[:, 0])
    row = Row(members, float(_HIGH), np.zeros(len(members), bool))
    whole = [one for one in lattice.joined(row, found) if len(one.marks) == 1]
    digits = [1 if one in "1/()" else int(one) for one in text]
    return bars.are_none(whole, digits, found, 0.0)


def test_what_leans_and_is_higher_than_the_others_is_a_slash():
    is_none = none("38/55", lean=0.5, rise=0.3)
    assert is_none[2] > 0.6
    assert is_none[[0, 1, 3, 4]].max() == 0


@pytest.mark.parametrize(("lean", "rise"), [(0.0, 0.0), (0.3, -0.05), (0.0, 0.1)])
def test_ones_that_lean_or_are_high_are_ones(lean, rise):
    assert none("38/55/", lean=lean, rise=rise).max() < 0.2


def test_what_is_bent_is_a_bracket():
    is_none = none("(315)40", rise=0.2)
    assert is_none[[0, 4]].min() > 0.6
    assert is_none[[1, 2, 3, 5, 6]].max() < 0.2


def test_bars_that_make_a_date_are_slashes():
    """Though each alone could be a one that leans."""
    as_date, as_number = (none(f"{day}/05/2024", lean=0.35) for day in (17, 43))
    assert as_date[[2, 5]].min() > 0.5
    assert as_number[[2, 5]].max() < 0.5
    assert as_date[0] < 0.1


def test_what_stands_alone_tells_nothing():
    assert none("/", lean=0.6, rise=0.5).max() == 0
