"""What the edges of a picture cut off beside its digits is none of them."""

import cv2
import numpy as np
import pytest

from tests.reader.cutting import cut_out


@pytest.mark.parametrize("px", [6, 10, 16])
@pytest.mark.parametrize("shift", [0, 20])
def test_rests_of_the_lines_above_and_below_are_left_out(px, shift, reader, written):
    line, other = (cut_out(written([text]), 9) for text in ("602945", "385027"))
    high, wide = line.shape[:2]
    other = cv2.resize(np.roll(other, shift, axis=1), (wide, high))
    strip = np.vstack([other[-9 - px : -9], line, other[9 : 9 + px]])
    assert reader.read(strip).text == "602945"


@pytest.mark.parametrize("pen", [3, 6])
@pytest.mark.parametrize("sides", ["l", "r", "lr", "lt", "lb"])
def test_sides_of_a_field_around_several_digits_are_no_ones(
    sides, pen, reader, written
):
    field = cut_out(written(["6029"]), 30)
    bottom, right = (size - 1 for size in field.shape[:2])
    ends = {
        "l": [(9, 8), (9, bottom)],
        "r": [(right - 9, 0), (right - 9, bottom - 8)],
        "t": [(9, 8), (right, 8)],
        "b": [(9, bottom - 8), (right, bottom - 8)],
    }
    for side in sides:
        cv2.line(field, *ends[side], (40, 40, 40), pen)
    assert reader.read(field).text == "6029"


def test_a_line_that_is_half_cut_off_at_the_side_is_no_one(reader, written):
    field = cut_out(written(["6029"]), 16)
    field[4:-4, :2] = 40
    assert reader.read(field).text == "6029"


def test_a_one_that_was_cut_out_closely_stays(reader, written):
    for text in ("1602", "6021"):
        assert reader.read(cut_out(written([text]), 0)).text == text


def test_digits_stay_where_all_of_them_reach_the_edges(reader, written):
    page = np.pad(cut_out(written(["60"]), 0), ((0, 0), (30, 30), (0, 0)), "edge")
    page[:, :30] = page[:, -30:] = 235
    assert reader.read(page).text == "60"
