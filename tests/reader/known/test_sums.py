"""Rows that add up: the most probable numbers for which they do."""

import numpy as np

from hwdigits.reader.known import sums


def cell(number, second=None, share=0.4):
    """Probabilities of a number's digits; of the last one also another digit's."""
    rows = np.full((len(number), 10), 0.001)
    for place, digit in enumerate(number):
        rows[place, int(digit)] = 0.99
    if second is not None:
        rows[-1] = 0.001
        rows[-1, int(number[-1])], rows[-1, second] = 1 - share, share
    return rows


def texts(found):
    return ["".join(map(str, digits)) for digits in found]


def test_what_adds_up_is_kept():
    row = [cell("7"), cell("12"), cell("0"), cell("19")]
    assert texts(sums.consistent(row)) == ["7", "12", "0", "19"]


def test_the_cheapest_change_makes_it_add_up():
    row = [cell("7", second=1), cell("12"), cell("13")]
    assert texts(sums.consistent(row)) == ["1", "12", "13"]
    row = [cell("7"), cell("12", second=3), cell("19", second=4, share=0.1)]
    assert texts(sums.consistent(row)) == ["7", "12", "19"]


def test_empty_cells_count_nothing():
    nothing = np.zeros((0, 10))
    assert texts(sums.consistent([cell("5"), nothing, cell("5")])) == ["5", "", "5"]


def test_a_row_without_a_sum_is_left_alone():
    nothing = np.zeros((0, 10))
    assert sums.consistent([cell("5"), cell("6"), nothing]) is None
    assert sums.consistent([cell("5"), cell("5")]) is None
    assert sums.consistent([cell("9"), cell("9"), nothing[:0]]) is None
