"""Seams between digits that touch."""

import cv2
import numpy as np

from hwdigits.reader import cuts


def drawn(*strokes):
    """bool [60, 80], strokes of 4 px: each a list of (x, y)."""
    sheet = np.zeros((60, 80), np.uint8)
    for points in strokes:
        cv2.polylines(sheet, [np.array(points)], False, 1, 4)
    return sheet > 0


def parts(inside, cut):
    """The ink to the left and to the right, bool [H, W] each."""
    y, x = np.mgrid[: inside.shape[0], : inside.shape[1]]
    right = cut.right_of(x + 100, y + 50)
    return inside & ~right, inside & right


def test_strokes_that_reach_over_each_other_are_cut_where_they_touch():
    # A roof that ends over the second stroke, and touches it half way down.
    first = drawn([(10, 5), (45, 5), (25, 30), (25, 55)])
    second = drawn([(62, 8), (37, 40), (37, 55), (60, 55)])
    inside = first | second | drawn([(25, 47), (37, 47)])
    found = cuts.find(inside, (100, 50), 50, 4)
    lost = [
        (left & second).sum() + (right & first).sum()
        for left, right in (parts(inside, cut) for cut in found)
    ]
    assert min(lost) < 0.05 * inside.sum()


def test_cuts_come_from_left_to_right_and_leave_ink_on_both_sides():
    rings = drawn(
        *[
            cv2.ellipse2Poly((15 + 22 * n, 30), (11, 22), 0, 0, 360, 10)
            for n in range(3)
        ]
    )
    found = cuts.find(rings, (100, 50), 48, 4)
    lefts = [parts(rings, cut)[0].sum() for cut in found]
    assert lefts == sorted(lefts)
    assert 2 <= len(found) <= cuts.MOST
    assert all(0.04 * rings.sum() < left < 0.96 * rings.sum() for left in lefts)


def test_a_stroke_is_not_cut():
    assert cuts.find(drawn([(40, 3), (40, 57)])[:, 36:45], (0, 0), 55, 4) == []
