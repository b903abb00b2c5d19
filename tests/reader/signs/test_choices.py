"""Circles to fill in and boxes to tick, printed beside numbers, are no zeros."""

import cv2
import numpy as np
import pytest

from tests.reader.signs.test_ticks import ticked

_INK = (40, 40, 40)


def circle(page, x, y, high=48):
    cv2.circle(page, (x, y), high // 2, _INK, 3, cv2.LINE_AA)


def box(page, x, y, high=48):
    half = high // 2
    cv2.rectangle(page, (x - half, y - half), (x + half, y + half), _INK, 3)


@pytest.mark.parametrize("draw", [circle, box])
def test_a_row_of_them_is_left_out(draw, reader, written):
    page = written(["602", "5718"])
    for y in (88, 198):
        for place in range(4):
            draw(page, 480 + 80 * place, y)
    assert reader.read(page).text == "602\n5718"


def test_what_a_box_is_ticked_with_goes_with_it(reader, written):
    page = written(["602", "5718", "94"], left=200)
    for y in (88, 198, 308):
        box(page, 80, y)
        ticked(page, 78, y + 18, high=52)
    assert reader.read(page).text == "602\n5718\n94"


def test_zeros_that_somebody_writes_are_zeros(reader, written):
    assert reader.read(written(["000", "0100"])).text == "000\n0100"


def test_two_circles_may_be_zeros(reader, written):
    page = written(["60"])
    for x in (240, 320):
        circle(page, x, 92)
    assert reader.read(page).text == "6000"


def test_circles_of_many_sizes_may_be_zeros(reader):
    page = np.full((300, 700, 3), 235, np.uint8)
    for place, high in enumerate((40, 48, 57, 68)):
        circle(page, 100 + 110 * place, 150 - high // 2, high)
    assert reader.read(page).text == "0000"
