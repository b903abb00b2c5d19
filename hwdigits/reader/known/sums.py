"""The most probable numbers of a row whose last one is the sum of the others."""

import heapq

import numpy as np

_LEAST = 1e-6
_MOST = 60  # readings of a cell that are tried, the most probable ones


def consistent(cells: list[np.ndarray]) -> list[np.ndarray] | None:
    """The most probable digits of all cells.

    Args:
        cells: of each its digits' probabilities, `[digits, 10]`; `[0, 10]` for an empty
            one, which counts 0. The last one is the sum.

    Returns:
        Of each cell its digits, int `[digits]`; None where the sum is empty, where
        there is nothing to add up, or nothing fits.
    """
    if len(cells) < 3 or not len(cells[-1]):
        return None
    readings = [_readings(cell) for cell in cells]
    ways = {0: (0.0, ())}
    for some in readings[:-1]:
        longer = {}
        for total, (score, path) in ways.items():
            for log, digits in some:
                reached = total + _number(digits)
                if reached not in longer or score + log > longer[reached][0]:
                    longer[reached] = (score + log, (*path, digits))
        ways = longer
    best = None
    for log, digits in _of_sums(cells[-1], ways):
        score, path = ways[_number(digits)]
        if best is None or score + log > best[0]:
            best = score + log, (*path, digits)
    return None if best is None else [np.array(digits, int) for digits in best[1]]


def _of_sums(cell, ways):
    """(log probability, digits) of the last cell for each sum that it can show."""
    logs = np.log(np.maximum(cell, _LEAST))
    for total in ways:
        text = str(total).zfill(len(cell))
        if len(text) == len(cell):
            digits = tuple(map(int, text))
            yield float(logs[np.arange(len(cell)), digits].sum()), digits


def _number(digits):
    return int("".join(map(str, digits))) if digits else 0


def _readings(cell):
    """The most probable [(log probability, digits)] of a cell."""
    ways = [(0.0, ())]
    for log in np.log(np.maximum(cell, _LEAST)).tolist():
        ways = heapq.nlargest(
            _MOST,
            (
                (score + log[d], (*digits, d))
                for score, digits in ways
                for d in range(10)
            ),
        )
    return ways
