"""Lines that digits above each other make between those of a grid."""

import numpy as np
import pytest

from hwdigits.reader.grids import spacing


@pytest.mark.parametrize(
    "lines",
    [
        (0, 75, 112, 150, 225, 300),
        (0, 37, 75, 150, 225, 300, 375, 450, 487, 525),
    ],
    ids=["one of five columns", "the first and the last of seven"],
)
def test_what_splits_a_column_of_the_usual_width_is_no_line(lines):
    kept = spacing.without_splits(np.array(lines)).tolist()
    assert kept == [line for line in lines if line % 75 == 0]


@pytest.mark.parametrize(
    "lines",
    [(0, 40, 80, 120, 200, 280, 360, 420), (0, 37, 75, 150, 225, 335, 410)],
    ids=["two widths", "three widths, two of them together one"],
)
def test_columns_of_several_widths_stay(lines):
    assert spacing.without_splits(np.array(lines)).tolist() == list(lines)
