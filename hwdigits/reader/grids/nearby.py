"""Pairs of what is near by each other, without a look at all pairs of hundreds."""

import numpy as np

_SLACK = 1.01  # rounded off, none is to be lost


def pairs(
    at: np.ndarray, others: np.ndarray, reach: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Indices of `at` and of `others` that are within reach of it, two int `[pairs]`.

    Each with each took ten times as long.

    Args:
        at, others: places on a line, float `[N]` and `[M]`.
        reach: of each of `at`, `[N]`.
    """
    order = np.argsort(others)
    ordered, reach = others[order], _SLACK * reach
    first = np.searchsorted(ordered, at - reach, "left")
    many = np.searchsorted(ordered, at + reach, "right") - first
    one = np.repeat(np.arange(len(at)), many)
    place = np.arange(len(one)) + np.repeat(first - (np.cumsum(many) - many), many)
    return one, order[place]
