"""Holes in the ink, and when it is not worth looking for more of them."""

import numpy as np
import pytest

from hwdigits.reader.grids import holes


def ruled(contrast, cells=5, side=40):
    """Strength of the ink of a square grid, uint8 `[H, W]`."""
    picture = np.zeros((300, 400), np.uint8)
    for line in range(cells + 1):
        at = 30 + line * side
        picture[at : at + 2, 30 : 32 + cells * side] = contrast
        picture[30 : 32 + cells * side, at : at + 2] = contrast
    return picture


@pytest.mark.parametrize("contrast", [8, 60])
def test_the_cells_of_a_grid_are_holes(contrast):
    assert len(holes.find(ruled(contrast), least=4, most=260)) == 25


def test_where_no_cell_is_clear_it_is_not_looked_for_pale_ones():
    pale = ruled(contrast=5)
    assert not len(holes.find(pale, least=4, most=260))
    assert len(holes.find(pale, least=0, most=260)) == 25


def test_squared_paper_has_no_holes():
    squared = ruled(60, cells=14, side=18)
    assert len(holes.find(squared, least=4, most=260)) == 196
    assert not len(holes.find(squared, least=4, most=150))
