"""Signs of sums are told from digits by their shape."""

import cv2
import numpy as np
import pytest

from hwdigits.reader.ink import marks
from hwdigits.reader.photo import paper
from hwdigits.reader.rows import Row
from hwdigits.reader.signs import crosses

_TOP, _HIGH, _PITCH = 60, 50, 70


def are_crosses(draw, others=2, pen=5, size=30):
    """What `crosses.are` says of a row: rings as high as digits, then what is drawn.

    draw: (x, y, half of its size) to strokes, each a list of points.
    """
    strength = np.zeros((180, _PITCH * (others + 2)), np.uint8)
    for place in range(others):
        middle = _PITCH * (place + 1), _TOP + _HIGH // 2
        cv2.ellipse(strength, middle, (12, _HIGH // 2), 0, 0, 360, 200, 5)
    for stroke in draw(_PITCH * (others + 1), _TOP + _HIGH // 2, size // 2):
        cv2.polylines(strength, [np.array(stroke)], False, 200, pen)
    ink = paper.Ink(strength, np.full_like(strength, 20))
    found = marks.find(ink, cv2.compare(strength, 20, cv2.CMP_GT), 6)
    members = np.argsort(found.boxes[:, 0])
    return crosses.are(Row(members, float(_HIGH), np.zeros(len(members), bool)), found)


def plus(x, y, half):
    return [(x - half, y), (x + half, y)], [(x, y - half), (x, y + half)]


def leaning_plus(x, y, half):
    level = [(x - half, y + 2), (x + half, y - 3)]
    return level, [(x + 6, y - half), (x - 6, y + half)]


def times(x, y, half):
    ends = (x - half, y - half), (x + half, y + half)
    return [*ends], [(x - half, y + half), (x + half, y - half)]


def open_four(x, y, half):
    bent = [(x - 9, y - half), (x - 11, y + 3), (x + 12, y + 3)]
    return bent, [(x + 5, y - half), (x + 5, y + half)]


def crossed_seven(x, y, half):
    hook = [(x - 10, y - half), (x + 10, y - half), (x - 2, y + half)]
    return hook, [(x - 8, y), (x + 10, y)]


def slash(x, y, half):
    return ([(x - half // 2, y + half), (x + half // 2, y - half)],)


@pytest.mark.parametrize("draw", [plus, leaning_plus, times])
def test_two_strokes_that_cross_are_one(draw):
    assert are_crosses(draw).tolist() == [False, False, True]


@pytest.mark.parametrize("draw", [open_four, crossed_seven, slash])
@pytest.mark.parametrize("size", [30, 44])
def test_digits_and_bars_are_none(draw, size):
    assert not are_crosses(draw, size=size).any()


def test_what_is_higher_than_the_digits_or_a_blot_is_none():
    assert not are_crosses(plus, size=60).any()
    assert not are_crosses(plus, pen=15).any()


def test_a_cross_that_stands_alone_is_no_sign():
    """It crosses a field out, or stands for a name."""
    assert not are_crosses(times, others=0).any()
