"""Digits in cells through which a fold runs."""

import cv2
import numpy as np

from hwdigits.reader.grids import lattice, straightening
from hwdigits.reader.photo.sheets import Sheet
from tests.reader.grids.drawing import drawn


def test_a_fold_through_a_row_does_not_join_its_digits(known):
    photo = drawn(known, [list("3528"), list("6489"), list("9375")], size=30)
    fold = np.ones(photo.shape[:2])
    fold[174:180, 85:303] = 0.6  # through the middle of the second row
    photo = photo * cv2.GaussianBlur(fold, (5, 5), 0)[..., np.newaxis]
    found = straightening.cells(Sheet(photo.astype(np.uint8)), _cells())
    heights = [cell.height for cell in found.cells[1] if len(cell.members)]
    wide = [found.marks.boxes[cell.members, 2].max() for cell in found.cells[1]]
    assert len(heights) == 4
    assert max(wide) < 1.2 * max(heights)


def _cells():
    """The lattice of what is drawn: 3 rows, 56 px high, of 4 columns, 52 px wide."""
    points = np.stack(
        np.meshgrid(90 + 52.0 * np.arange(5), 90 + 56.0 * np.arange(4)), 2
    )
    above = np.stack([points[:-1, :-1], points[:-1, 1:]], 2)
    below = np.stack([points[1:, :-1], points[1:, 1:]], 2)
    return lattice.Lattice(np.stack([above, below], 2))
