"""Digits of two rows that touch are parted between the rows."""

import cv2
import numpy as np
import pytest

from hwdigits.reader.ink import marks, overlaps
from hwdigits.reader.photo import paper

_HIGH, _PITCH = 50, 66


def rings(page, row, columns):
    for column in columns:
        middle = 60 + 60 * column, 60 + _PITCH * row
        cv2.ellipse(page, middle, (15, _HIGH // 2), 0, 0, 360, 200, 5)


def parted(page):
    """The marks of a page, and after they were parted."""
    ink = paper.Ink(page, np.full_like(page, 20))
    is_ink = cv2.compare(page, 20, cv2.CMP_GT)
    found = marks.find(ink, is_ink, 6)
    lines = overlaps.find(found)
    if lines is None:
        return found, found
    return found, marks.find(ink, cv2.bitwise_and(is_ink, cv2.bitwise_not(lines)), 6)


def page_of(upper, lower):
    page = np.zeros((240, 480), np.uint8)
    rings(page, 0, upper)
    rings(page, 1, lower)
    return page


def test_digits_of_two_rows_that_touch_are_two_marks():
    page = page_of(range(6), range(6))
    cv2.line(page, (180, 80), (184, 104), 200, 5)  # the tail of the third in the first
    before, after = parted(page)
    assert len(before) == 11
    assert len(after) == 12
    assert after.boxes[:, 3].max() < 1.4 * _HIGH


@pytest.mark.parametrize(
    ("upper", "lower"), [(range(6), ()), ((2,), range(6)), (range(6), (2,))]
)
def test_a_high_mark_of_one_row_stays(upper, lower):
    page = page_of(upper, lower)
    cv2.ellipse(page, (180, 93), (15, 58), 0, 0, 360, 200, 5)
    before, after = parted(page)
    assert len(before) == len(after)


def test_a_slash_between_two_rows_stays():
    page = page_of([0, 1, 3, 4], [0, 1, 3, 4])
    cv2.line(page, (170, 140), (200, 40), 200, 6)
    before, after = parted(page)
    assert len(before) == len(after) == 9


def test_two_rows_are_read_though_a_tail_joins_them(reader, written):
    photo = written(["7203695", "4561890"], scale=4, pitch=115, top=40)
    joined = photo[:, 60 + 2 * 115 :]  # from a 0 to a 6
    x = 14 * 4
    y0, y1 = (np.flatnonzero(joined[part, x, 0] < 150) for part in (np.s_[:150], ...))
    cv2.line(joined, (x, int(y0[-1])), (x, int(y1[y1 > y0[-1]][0])), (60,) * 3, 9)
    assert reader.read(photo).text == "7203695\n4561890"
