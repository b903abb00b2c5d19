"""Check digits: the most probable digits for which they are right."""

import itertools

import numpy as np
import pytest

from hwdigits.reader.known import checks


def is_luhn(digits):
    total = 0
    for place, digit in enumerate(reversed(digits)):
        total += sum(divmod(2 * digit, 10)) if place % 2 else digit
    return total % 10 == 0


def is_mod97(digits):
    return int("".join(map(str, digits))) % 97 == 1


@pytest.mark.parametrize(("name", "holds"), [("luhn", is_luhn), ("mod97", is_mod97)])
@pytest.mark.parametrize("count", [4, 5])
def test_it_is_the_best_of_all_that_hold(name, holds, count):
    probabilities = np.random.default_rng(count).dirichlet(np.ones(10), count)
    best = max(
        (way for way in itertools.product(range(10), repeat=count) if holds(way)),
        key=lambda way: np.log(probabilities[range(count), way]).sum(),
    )
    assert tuple(checks.CHECKS[name](probabilities)) == best


@pytest.mark.parametrize(
    ("name", "number"),
    [
        ("luhn", "4539578763621486"),
        ("luhn", "79927398713"),
        ("mod97", "3214282912345698765432161182"),
    ],
)
def test_a_doubtful_digit_of_a_real_number_is_corrected(name, number):
    true = np.array([int(digit) for digit in number])
    probabilities = np.full((len(true), 10), 0.001)
    probabilities[np.arange(len(true)), true] = 0.99
    probabilities[5] = 0.01
    probabilities[5, (true[5] + 4) % 10] = 0.5
    probabilities[5, true[5]] = 0.4
    assert (checks.CHECKS[name](probabilities) == true).all()


def test_one_digit_has_no_check_digit():
    assert checks.luhn(np.full((1, 10), 0.1)) is None
    assert checks.mod97(np.full((0, 10), 0.1)) is None
