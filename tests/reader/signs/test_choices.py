"""Circles to fill in and boxes to tick, printed beside numbers, are no zeros."""

import cv2
import numpy as np
import pytest

from hwdigits.reader.signs import choices
from tests.reader.signs.test_ticks import marks_of, ticked

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


@pytest.mark.parametrize("degrees", [-4, 4])
def test_boxes_are_told_where_the_page_is_tilted(degrees, reader, written):
    page = written(["602", "5718", "94"], left=200)
    for y in (88, 198, 308):
        box(page, 80, y, 36)
        ticked(page, 78, y + 14, high=40)
    turn = cv2.getRotationMatrix2D((300, 200), degrees, 1)
    size = page.shape[1::-1]
    turned = cv2.warpAffine(page, turn, size, borderValue=(235, 235, 235))
    assert reader.read(turned).text == "602\n5718\n94"


def test_one_box_is_as_large_as_a_cell_that_was_taken_off():
    page = np.full((100, 100, 3), 235, np.uint8)
    box(page, 50, 50)
    found, cells = marks_of(page), np.array([(300, 200, 43, 43)])
    assert choices.are(found, cells).tolist() == [True]
    assert choices.are(found, 2 * cells).tolist() == [False]
    assert choices.are(found, cells[:0]).tolist() == [False]


@pytest.mark.parametrize(("beside_sharp", "are_boxes"), [(True, True), (False, False)])
def test_a_box_whose_sides_blur_is_one_beside_a_sharp_one(beside_sharp, are_boxes):
    page = np.full((100, 200, 3), 235, np.uint8)
    box(page, 150, 50, 28)  # so small that what its corners lose counts
    if beside_sharp:
        cv2.rectangle(page, (36, 35), (65, 64), _INK, 2)
    else:
        box(page, 50, 50, 28)
    found = choices.are(marks_of(page), np.zeros((0, 4), int))
    assert found.tolist() == [are_boxes] * 2


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
