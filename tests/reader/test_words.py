"""Letters beside digits: what stands among them, and what is known, decide."""

import numpy as np
import pytest

from hwdigits.reader import lattice, words
from hwdigits.reader.ink import marks
from hwdigits.reader.known.of_lines import Knowledge
from hwdigits.reader.rows import Row

_WIDE, _HIGH, _GAP, _SPACE = 24, 40, 16, 40
_SEEN, _NOT = 0.99, 0.15  # what a model says to a digit, and to what is none


def letters(*said, boxed=False, known=None):
    """Of words of confidences, each a mark: `l` and `d` for letters and digits."""
    gaps = [_SPACE if first else _GAP for word in said for first in one_hot(word)]
    x = 20 + np.cumsum(gaps) + _WIDE * np.arange(len(gaps))
    boxes = np.array([(left, 50, _WIDE, _HIGH) for left in x])
    one = np.ones(len(boxes))
    found = marks.Marks(
        np.zeros((120, int(x[-1]) + 60), np.int32),
        *(np.arange(1, len(boxes) + 1), boxes, 300 * one, 120 * one, 140 * one),
        *(2 * one, 5 * one, 6 * one, np.full(len(boxes), boxed)),
    )
    row = Row(np.arange(len(boxes)), float(_HIGH), np.zeros(len(boxes), bool))
    candidates = lattice.joined(row, found)
    probabilities = np.full((len(candidates), 10), 0.01)
    edges = words.edges(row, found, candidates, np.concatenate(said))
    known = known or Knowledge()
    path, _, fits = known.best(words.nodes(row), edges, probabilities)
    assert fits
    return "".join("l" if one >= len(candidates) else "d" for one in path)


def one_hot(word):
    return [True] + [False] * (len(word) - 1)


def test_what_looks_like_a_digit_in_a_word_is_a_letter():
    assert letters([_NOT, _NOT, _SEEN], [_SEEN] * 4) == "llldddd"
    assert letters([_SEEN] * 3, [_NOT, _SEEN, _NOT]) == "dddlll"


def test_a_doubtful_mark_within_a_number_makes_no_word_of_it():
    assert letters([_SEEN, _NOT, _SEEN, _SEEN]) == "dddd"
    assert letters([_SEEN] * 3, [_SEEN] * 2) == "ddddd"


def test_what_stands_in_boxes_is_never_a_letter():
    assert letters([_NOT, _NOT, _NOT], boxed=True) == "ddd"


@pytest.mark.parametrize("known", [{"expect": 3}, {"pattern": r"\d{3}"}])
def test_letters_are_no_part_of_what_is_known(known):
    assert letters([_NOT] * 3, [_SEEN] * 3, known=Knowledge(**known)) == "ddd"
