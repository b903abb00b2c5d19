"""The ways to read a row: what is cut, and what is left whole."""

import cv2
import numpy as np
import pytest

from hwdigits.reader import lattice
from hwdigits.reader.ink import marks
from hwdigits.reader.photo import paper
from hwdigits.reader.rows import Row

_HIGH = 40


def open_ring(wide):
    """A mark like a 0 that is open above, so wide; in a row of digits 40 px high."""
    strength = np.zeros((120, 200), np.uint8)
    cv2.ellipse(strength, (100, 60), (wide // 2, _HIGH // 2), 0, -60, 240, 200, 5)
    ink = paper.Ink(strength, np.full_like(strength, 20))
    found = marks.find(ink, cv2.compare(strength, 20, cv2.CMP_GT), 6)
    return found, Row(np.array([0]), float(_HIGH), np.array([False]))


def pieces(wide, is_boxed):
    found, row = open_ring(wide)
    found.boxed[:] = is_boxed
    whole = lattice.joined(row, found)
    return lattice.pieces(row, found, whole, np.array([0.6]))


@pytest.mark.parametrize(
    ("wide", "is_boxed", "is_cut"),
    [(40, False, True), (40, True, False), (64, True, True)],
)
def test_what_stands_in_a_box_is_one_digit_unless_it_is_too_wide(
    wide, is_boxed, is_cut
):
    assert bool(pieces(wide, is_boxed)) == is_cut


def costs(between, are_parts):
    """What leaving out costs of marks between two digits, boxes of x, y, width, height
    in px; the digits are 40 high, from y 40 on."""
    boxes = np.array([(30, 40, 24, _HIGH), *between, (100, 40, 24, _HIGH)])
    one, labels = np.ones(len(boxes)), np.zeros((120, 200), np.int32)
    for number, (x, y, wide, high) in enumerate(boxes, 1):
        labels[y : y + high, x : x + wide] = number
    found = marks.Marks(
        labels,
        *(np.arange(1, len(boxes) + 1), boxes, 300 * one, 120 * one, 140 * one),
        *(2 * one, 5 * one, 6 * one, np.zeros(len(boxes), bool)),
    )
    are_parts = np.array([False, *are_parts, False])
    row = Row(np.arange(len(boxes)), float(_HIGH), are_parts)
    drops = [one for one in lattice.edges(row, found, [], []) if one.digit is None]
    return [-one.score for one in drops[1:-1]]


@pytest.mark.parametrize(
    ("left", "top", "is_dash"),
    [(64, 58, True), (64, 42, False), (50, 58, False), (64, 76, False)],
)
def test_a_dash_between_digits_is_left_out_more_easily(left, top, is_dash):
    """Not what is level with their tops or feet, nor what reaches over one."""
    (cost,) = costs([(left, top, 20, 5)], [True])
    assert (cost < 0.5) == is_dash


def test_an_equals_sign_is_left_out_as_easily():
    """Two strokes, or one mark that they smear into, if it is lower than a digit."""
    assert max(costs([(64, 52, 20, 5), (64, 64, 20, 5)], [True, True])) < 0.5
    assert max(costs([(62, 50, 24, 19)], [False])) < 0.5
    assert min(costs([(62, 45, 36, 28)], [False])) > 0.5


@pytest.mark.parametrize(
    ("left", "top", "high", "is_comma"),
    [(70, 68, 18, True), (70, 42, 18, False), (70, 60, 26, False), (45, 68, 18, False)],
)
@pytest.mark.parametrize("is_part", [True, False])
def test_a_comma_is_left_out_more_easily(left, top, high, is_comma, is_part):
    """Not what stands higher, nor what is under a digit."""
    (cost,) = costs([(left, top, 8, high)], [is_part])
    assert (cost < 0.5) == is_comma


def test_a_dash_after_a_comma_is_none_of_its_strokes():
    assert max(costs([(62, 70, 8, 16), (72, 58, 18, 5)], [False, True])) < 0.5
