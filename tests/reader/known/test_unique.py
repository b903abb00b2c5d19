"""The most probable digits of which none stands twice."""

import itertools

import numpy as np
import pytest

from hwdigits.reader.known import unique

SOLVED = np.array(
    [
        [(3 * (row % 3) + row // 3 + column) % 9 for column in range(9)]
        for row in range(9)
    ]
)
ALL = ("rows", "columns", "blocks")


def noisy(digits, seed, noise):
    """Probabilities of a reader that is often wrong."""
    random = np.random.default_rng(seed)
    logs = random.normal(0, noise, (digits.size, 9))
    logs[np.arange(digits.size), digits.ravel()] += 3
    shares = np.exp(logs)
    return shares / shares.sum(1, keepdims=True)


@pytest.mark.parametrize("seed", range(5))
def test_it_is_the_best_of_all_ways(seed):
    probabilities = np.random.default_rng(seed).dirichlet(np.ones(4), 6)
    groups = [
        np.array([0, 1, 2]),
        np.array([3, 4, 5]),
        np.array([0, 3]),
        np.array([2, 5]),
    ]
    found = unique.fill(probabilities, groups)
    costs = {
        way: -np.log(probabilities[range(6), way]).sum()
        for way in itertools.product(range(4), repeat=6)
        if all(len({way[i] for i in group}) == len(group) for group in groups)
    }
    assert found.is_proven
    assert found.cost == pytest.approx(min(costs.values()))
    assert tuple(found.digits) == min(costs, key=costs.get)


@pytest.mark.parametrize("seed", range(3))
def test_a_puzzle_s_rules_correct_a_doubtful_reader(seed):
    probabilities = noisy(SOLVED, seed, 1.3)
    assert (probabilities.argmax(1) != SOLVED.ravel()).sum() > 5
    found = unique.fill(probabilities, unique.groups(9, 9, ALL))
    assert found.is_proven
    assert (found.digits == SOLVED.ravel()).all()


def test_nothing_fits_three_cells_of_two_digits():
    assert unique.fill(np.full((3, 2), 0.5), [np.arange(3)]) is None


def test_what_costs_too_much_is_not_looked_for():
    probabilities = np.array([[0.9, 0.1], [0.8, 0.2]])
    best = unique.fill(probabilities, [np.arange(2)])
    assert best.digits.tolist() == [0, 1]
    assert unique.fill(probabilities, [np.arange(2)], most=best.cost - 0.1) is None


def test_out_of_time_a_way_is_taken_that_is_not_proven():
    probabilities = noisy(SOLVED, 0, 1.3)
    found = unique.fill(probabilities, unique.groups(9, 9, ALL), limit_s=0)
    rows = np.sort(found.digits.reshape(9, 9), axis=1)
    assert not found.is_proven
    assert (rows == np.arange(9)).all()


@pytest.mark.parametrize(
    ("side", "block"), [(9, [0, 1, 2, 9, 10, 11, 18, 19, 20]), (6, [0, 1, 2, 6, 7, 8])]
)
def test_blocks(side, block):
    found = unique.groups(side, side, ("blocks",))
    assert len(found) == side
    assert found[0].tolist() == block
    assert sorted(np.concatenate(found)) == list(range(side * side))
