"""The best way along a row, and what the user knows about it."""

import re

import numpy as np
import pytest

from hwdigits.reader import decoding
from hwdigits.reader.decoding import Edge
from hwdigits.reader.known.of_lines import Knowledge
from hwdigits.refusal import Refusal

# Two marks: each a digit, or joined to one, or dropped. Candidates 0, 1, 2.
EDGES = [
    Edge(0, 1, -0.5, 0),
    Edge(1, 2, -0.5, 1),
    Edge(0, 2, -0.6, 2),
    Edge(0, 1, -4.0, None),
    Edge(1, 2, -4.0, None),
]


def probabilities(*digits):
    """Rows of 0.9 for these digits, the next one up getting most of the rest."""
    rows = np.full((len(digits), 10), 0.0025)
    for row, digit in zip(rows, digits, strict=True):
        row[digit], row[(digit + 1) % 10] = 0.9, 0.08
    return rows


def test_each_length_has_its_best_path():
    paths = decoding.paths_by_count(3, EDGES)
    assert {n: path for n, (_, path) in paths.items()} == {0: [], 1: [2], 2: [0, 1]}
    assert paths[1][0] == pytest.approx(-0.6)


def test_without_knowledge_the_most_probable_path_is_taken():
    assert Knowledge().best(3, EDGES, probabilities(1, 2, 3)) == ([2], [3], True)


def test_expect_decides_the_number_of_digits():
    some = probabilities(1, 2, 3)
    assert Knowledge(expect=2).best(3, EDGES, some) == ([0, 1], [1, 2], True)
    assert Knowledge(expect=3).best(3, EDGES, some) == ([2], [3], False)


@pytest.mark.parametrize(
    ("pattern", "candidates", "digits"),
    [
        (r"\d{2}", [0, 1], [1, 2]),
        (r"\d", [2], [3]),
        (r"4", [2], [4]),  # the second best digit
        (r"[12]3", [0, 1], [1, 3]),
    ],
)
def test_a_pattern_decides_path_and_digits(pattern, candidates, digits):
    found = Knowledge(pattern=pattern).best(3, EDGES, probabilities(1, 2, 3))
    assert found == (candidates, digits, True)


def test_a_pattern_that_nothing_matches_leaves_the_reading():
    found = Knowledge(pattern="[ab]+").best(3, EDGES, probabilities(1, 2, 3))
    assert found == ([2], [3], False)


def test_what_is_no_pattern_and_no_number_is_refused():
    with pytest.raises(Refusal, match=r"--pattern must be a regular expression.*\(\["):
        Knowledge(pattern="([")
    with pytest.raises(Refusal, match=r"--expect must be 1 or more.*Received: 0"):
        Knowledge(expect=0)


def test_long_lines_are_decoded_with_a_pattern():
    edges = [Edge(n, n + 1, -0.1, n) for n in range(12)]
    paths = decoding.paths_by_count(13, edges)
    some = probabilities(*range(9), 0, 1, 2)
    found = decoding.matching(paths, some, re.compile(r"\d{11}3"))
    assert found[1][-1] == 3
