"""Digits of a grid that look alike are the same: each hears what the others are.

The printed digits of a grid are of one font, through one lens; so a blurred 8 that
could be a 0 is told by the other 8s there. A vote is the sum of what the other digits
of the grid are, each weighted by its likeness; p becomes p times the vote.

Reference:
    P. Sarkar, G. Nagy: Style consistent classification of isogenous patterns, IEEE
    PAMI 27 (2005): digits of one source are better read together than one by one.
"""

from collections.abc import Sequence

import numpy as np

from hwdigits.reader import company, products

# A correlation that is smaller by 1/_NEAR weighs e times less: only what is nearly the
# same picture is heard.
_NEAR = 80.0
# Of each digit, before any vote. Without a look-alike the votes are equal, and nothing
# changes.
_VOTES = 0.03


def agreed(
    probabilities: Sequence[np.ndarray], images: Sequence[np.ndarray]
) -> list[np.ndarray]:
    """What a grid's marks are, after each has heard the others.

    How probable it is that a mark is a digit at all stays as it was.

    Args:
        probabilities: of what may be read in each cell, alone, `[K, 10]` a cell.
        images: what was read there, uint8 `[K, 28, 28, 1]` a cell. The ways to read one
            cell are parts of each other and do not vote for each other.

    Returns:
        The probabilities of each cell, `[K, 10]`.
    """
    counts = [len(some) for some in probabilities]
    if not counts:
        return []
    cells = np.repeat(np.arange(len(counts)), counts)
    is_digit, which = company.doubts(np.concatenate(probabilities))
    weights = np.exp(_NEAR * (_likeness(np.concatenate(images)) - 1)) * is_digit
    weights[cells[:, np.newaxis] == cells] = 0
    which = which * (products.product(weights, which) + _VOTES)
    which /= np.maximum(which.sum(1, keepdims=True), 1e-9)  # a mere guess has none
    is_digit = is_digit[:, np.newaxis]
    mixed = is_digit * which + (1 - is_digit) / 10
    return np.split(mixed, np.cumsum(counts)[:-1])


def _likeness(images):
    """The correlation of each with each, `[N, N]`."""
    flat = images.reshape(len(images), -1).astype(np.float32)
    flat -= flat.mean(1, keepdims=True)
    flat /= np.linalg.norm(flat, axis=1, keepdims=True) + 1e-6
    return products.product(flat, flat.T)
