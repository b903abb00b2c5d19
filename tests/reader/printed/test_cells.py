"""Boxes are told from zeros by their corners, or by the boxes beside them."""

import cv2
import numpy as np
import pytest

from hwdigits.reader.printed import cells

_SIDE = 32


def boxes_found(*drawn):
    """How many cells are seen of boxes and rings, each (kind, x, y of its middle)."""
    mask = np.zeros((300, 400), np.uint8)
    for kind, x, y in drawn:
        half = _SIDE // 2
        if kind == "box":
            cv2.rectangle(mask, (x - half, y - half), (x + half, y + half), 255, 2)
        else:
            cv2.ellipse(mask, (x, y), (half, half), 0, 0, 360, 255, 2)
    _, _, found = cells.sides([mask])
    return len(found)


COLUMN = [("box", 60, 60), ("box", 60, 130), ("box", 60, 200)]


def test_boxes_are_cells():
    assert boxes_found(*COLUMN) == 3


def test_a_zero_as_large_beside_a_column_of_boxes_is_none():
    assert boxes_found(*COLUMN, ("ring", 160, 60), ("ring", 200, 130)) == 3


@pytest.mark.parametrize(("x", "y"), [(60, 250), (68, 250), (60, 10 + _SIDE // 2)])
def test_what_was_bitten_is_one_in_a_row_with_others(x, y):
    """As a box with round corners is, where a digit touches it."""
    column = COLUMN if y > 100 else [("box", 60, 130), ("box", 60, 200)]
    assert boxes_found(*column, ("ring", x, y)) == len(column) + 1
