"""What the other marks of a page say of one: among digits it is one more likely.

A network with a head that doubts answers d * p + (1 - d) / 10: d is how probable it is
that there is a digit at all, with so many digits to other marks as in _DIGITS and
_OTHERS, and p which digit. On a page, the other marks tell how many of them are digits;
d is brought to these odds (Bayes), p stays as it is.
"""

import numpy as np

# Digits and others before any is seen: thirty to one, as a reader's own confidence
# takes it (`training.confidence`), and worth as much as thirty-one marks.
_DIGITS, _OTHERS = 30.0, 1.0
_ROUNDS = 5  # the share of digits and the marks' own probabilities settle in three


def doubts(probabilities: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(d `[N]`, p `[N, 10]`) of d * p + (1 - d) / 10 `[N, 10]`.

    The least probable digit of p is taken to have none: that holds for what reads one
    digit or another, and where it does not, d is too small and never too large.
    """
    guess = probabilities.min(1, keepdims=True)
    is_digit = np.clip(1 - 10 * guess, 1e-6, 1)
    return is_digit[:, 0], (probabilities - guess) / is_digit


def kept(probabilities: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """What a page's marks are, each in the company of the others.

    Args:
        probabilities: of all that were read on a page, `[N, 10]`.

    Returns:
        (how probable it is that each is a digit, `[N]`; probabilities `[N, 10]`).
    """
    alone, which = doubts(probabilities)
    is_digit = alone
    for _ in range(_ROUNDS):
        digits = is_digit.sum() + _DIGITS
        others = (1 - is_digit).sum() + _OTHERS
        odds = digits / others * _OTHERS / _DIGITS
        is_digit = alone * odds / (alone * odds + 1 - alone)
    mixed = is_digit[:, np.newaxis] * which + (1 - is_digit[:, np.newaxis]) / 10
    return is_digit, mixed
