"""A mark in the company of others: among digits more likely a digit."""

import numpy as np
import pytest

from hwdigits.reader import company


def answers(*are_digits, digit=7, sure=0.99):
    """What a network says that doubts by so much, `[N, 10]`."""
    which = np.full((len(are_digits), 10), (1 - sure) / 8)
    which[:, 0], which[:, digit] = 0, sure
    d = np.array(are_digits)[:, np.newaxis]
    return d * which + (1 - d) / 10


def test_alone_little_changes():
    is_digit, _ = company.kept(answers(0.7), company.ON_PAGES)
    assert is_digit == pytest.approx(0.7, abs=0.1)


def test_among_digits_one_is_more_likely_and_among_others_less():
    among_digits, _ = company.kept(answers(0.6, *[0.999] * 60), company.ON_PAGES)
    among_others, _ = company.kept(answers(0.6, *[0.02] * 20), company.ON_PAGES)
    assert among_others[0] < 0.3 < 0.6 < 0.75 < among_digits[0]


def test_in_a_cell_of_a_grid_it_is_more_likely_than_on_a_page():
    on_page, in_cell = (
        company.kept(answers(0.6), among)[0]
        for among in (company.ON_PAGES, company.IN_CELLS)
    )
    assert on_page < 0.7 < 0.8 < in_cell


def test_which_digit_it_is_stays():
    given = answers(0.6, 0.9, 0.999, sure=0.8)
    _, mixed = company.kept(given, company.ON_PAGES)
    doubt, which = company.doubts(given)
    np.testing.assert_allclose(doubt, [0.6, 0.9, 0.999], atol=1e-6)
    np.testing.assert_allclose(company.doubts(mixed)[1], which, atol=1e-6)
    np.testing.assert_allclose(mixed.sum(1), 1, atol=1e-6)


def test_guesses_and_empty_pages_are_no_digits():
    is_digit, mixed = company.kept(np.full((3, 10), 0.1), company.ON_PAGES)
    assert is_digit.max() < 1e-3
    np.testing.assert_allclose(mixed, 0.1, atol=1e-3)
    assert company.kept(np.zeros((0, 10)), company.ON_PAGES)[0].shape == (0,)
