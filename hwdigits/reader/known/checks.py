"""The most probable digits of a line whose check digits are right. Pure functions."""

import numpy as np

_LEAST = 1e-6
_DOUBLED = np.array([2 * d if d < 5 else 2 * d - 9 for d in range(10)])


def luhn(probabilities: np.ndarray) -> np.ndarray | None:
    """The most probable digits whose Luhn sum ends in 0 (ISO/IEC 7812, annex B).

    Args:
        probabilities: `[N, 10]`, from left to right, the check digit last.

    Returns:
        int `[N]`; None where there are fewer than two.
    """
    count = len(probabilities)
    # From the right, every second digit is doubled and its own digits are added.
    steps = [
        _DOUBLED if (count - place) % 2 == 0 else np.arange(10)
        for place in range(count)
    ]
    return _most_probable(probabilities, lambda sums, n: sums + steps[n], 10, 0)


def mod97(probabilities: np.ndarray) -> np.ndarray | None:
    """The most probable digits of a number that is 1 modulo 97 (ISO/IEC 7064).

    Args:
        probabilities: `[N, 10]`, the two check digits last.

    Returns:
        int `[N]`; None where there are fewer than two.
    """
    return _most_probable(
        probabilities, lambda rest, _: 10 * rest + np.arange(10), 97, 1
    )


CHECKS = {"luhn": luhn, "mod97": mod97}


def _most_probable(probabilities, step, modulus, wanted):
    """Over all remainders at once: the best way to each of them, digit by digit."""
    if len(probabilities) < 2:
        return None
    logs = np.log(np.maximum(probabilities, _LEAST))
    best = np.full(modulus, -np.inf)
    best[0] = 0.0
    before = np.arange(modulus)[:, np.newaxis]
    came = []
    for number, log in enumerate(logs):
        after = step(before, number) % modulus  # [remainders, digits]
        score = best[:, np.newaxis] + log
        order = np.argsort(score, axis=None, kind="stable")
        reached = np.full(modulus, -1)
        reached[after.ravel()[order]] = order  # the best of each comes last
        best = np.where(reached >= 0, score.ravel()[reached], -np.inf)
        came.append(reached)
    if not np.isfinite(best[wanted]):
        return None
    digits, at = [], wanted
    for reached in reversed(came):
        at, digit = divmod(int(reached[at]), 10)
        digits.append(digit)
    return np.array(digits[::-1])
