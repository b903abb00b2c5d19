"""Short lines in a row: sides of boxes, lines under digits, or feet of digits."""

import cv2
import numpy as np
import pytest

from hwdigits.reader.printed import ruling, short
from tests.reader.printed.inked import page, without


@pytest.mark.parametrize(
    ("sides", "has_boxes"), [(1, True), (2, True), (2, False)], ids=str
)
def test_bars_in_a_row_are_sides_of_boxes_where_others_lie_over_them(sides, has_boxes):
    """The bars of digits may lie in a row; those of boxes do so twice, beside boxes."""
    strength = page()
    for x in range(200, 480, 70):
        for y in (300, 350)[:sides]:
            wide = 48 if has_boxes or x % 4 else 34
            cv2.line(strength, (x, y), (x + wide, y), 150, 4)
    bars = strength > 0
    if has_boxes:
        for x in range(200, 480, 70):
            cv2.rectangle(strength, (x, 20), (x + 56, 80), 150, 3)
    are_sides = sides == 2 and has_boxes
    assert without(strength)[bars].any() != are_sides


@pytest.mark.parametrize("starts", [(50, 76, 102, 128), (50, 73, 101, 127)])
def test_the_feet_and_tops_of_digits_are_no_sides_of_boxes(starts):
    """They come in pairs, but not as evenly apart as boxes."""
    strokes = [
        ruling.Ruling(float(x), x + 18.0, np.array([0, 0, y]), 1.0)
        for x in starts
        for y in (155, 169)
    ]
    are_even = len(set(np.diff(starts))) == 1
    assert len(short.sides(strokes)) == (8 if are_even else 0)


@pytest.mark.parametrize("many", [4, 9])
def test_short_lines_for_a_digit_each_come_off(many):
    """`_ _ _ _`, as for a PIN; digits stand on some of them."""
    strength, digits = page(), page()
    for x in range(80, 80 + 70 * many, 70):
        cv2.line(strength, (x, 300), (x + 56, 303), 170, 3)
    lines = strength > 0
    for x in range(80, 80 + 140, 70):
        stroke = np.array([(x + 15, 250), (x + 40, 250), (x + 25, 300)])
        cv2.polylines(digits, [stroke], False, 200, 6)
    left = without(np.maximum(strength, digits))
    assert left[digits > 0].mean() > 0.95
    assert left[lines & (digits == 0)].mean() < 0.1


@pytest.mark.parametrize(
    ("starts", "ends"),
    [
        ((50, 85, 120, 155), (78, 104, 147, 175)),
        ((50, 81, 122, 150), (76, 107, 148, 176)),
        ((50, 85, 120), (76, 111, 146)),
    ],
    ids=["not as long", "not evenly apart", "three"],
)
def test_the_feet_of_digits_are_no_short_lines(starts, ends):
    feet = [
        ruling.Ruling(float(start), float(end), np.array([0.0, 0.0, 155.0]), 2.0)
        for start, end in zip(starts, ends, strict=True)
    ]
    assert not short.under_digits(feet)
