"""What the other marks of a page say of one: among digits it is one more likely.

A network with a head that doubts answers d * p + (1 - d) / 10: d is how probable it is
that there is a digit at all, with so many digits to one other mark as in _LEARNT, and p
which digit. On a page, the other marks tell how many of them are digits; d is brought
to these odds (Bayes), p stays as it is.
"""

import numpy as np

# Digits to one other mark: as a reader's own confidence takes it
# (`training.confidence`), and before any mark is seen, worth as much as so many marks
# and one. In 110 photos of puzzles none of 7,383 cells that were not empty held
# anything but a digit.
_LEARNT = 30.0
ON_PAGES, IN_CELLS = 30.0, 100.0
_ROUNDS = 5  # the share of digits and the marks' own probabilities settle in three


def doubts(probabilities: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(d `[N]`, p `[N, 10]`) of d * p + (1 - d) / 10 `[N, 10]`.

    The least probable digit of p is taken to have none: that holds for what reads one
    digit or another, and where it does not, d is too small and never too large.
    """
    guess = probabilities.min(1, keepdims=True)
    is_digit = np.clip(1 - 10 * guess, 1e-6, 1)
    return is_digit[:, 0], (probabilities - guess) / is_digit


def kept(
    probabilities: np.ndarray, digits_to_one: float, none: np.ndarray | float = 0.0
) -> tuple[np.ndarray, np.ndarray]:
    """What a page's marks are, each in the company of the others.

    Args:
        probabilities: of all that were read on a page, `[N, 10]`.
        digits_to_one: other mark, before any is seen: ON_PAGES or IN_CELLS.
        none: how probable it is, by where they stand, that they are none, float `[N]`;
            such ones say nothing of the others.

    Returns:
        (how probable it is that each is a digit, `[N]`; probabilities `[N, 10]`).
    """
    alone, which = doubts(probabilities)
    is_digit, may_be = alone, 1 - none
    for _ in range(_ROUNDS):
        digits = (may_be * is_digit).sum() + digits_to_one
        others = (may_be * (1 - is_digit)).sum() + 1
        odds = digits / others / _LEARNT
        is_digit = alone * odds / (alone * odds + 1 - alone)
    is_digit = may_be * is_digit
    mixed = is_digit[:, np.newaxis] * which + (1 - is_digit[:, np.newaxis]) / 10
    return is_digit, mixed


def trusted(
    probabilities: np.ndarray, none: np.ndarray | float
) -> tuple[np.ndarray, np.ndarray]:
    """The same of a network without such a head: what is no digit is so by `none`."""
    is_digit = np.broadcast_to(1.0 - none, len(probabilities))
    share = is_digit[:, np.newaxis]
    return is_digit, share * probabilities + (1 - share) / 10
