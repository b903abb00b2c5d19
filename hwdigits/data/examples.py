"""Labelled digits, and seeded draws from them."""

import dataclasses

import numpy as np

NOT_A_DIGIT = 10  # the label of what is none


@dataclasses.dataclass(frozen=True)
class Examples:
    """N labelled digits.

    Args:
        images: uint8 `[N, 28, 28, 1]`, 0..255, bright ink on 0.
        labels: int64 `[N]`, 0..9 or NOT_A_DIGIT.
        names: str `[N]`: where each came from, a path or as "mnist/test/17".
    """

    images: np.ndarray
    labels: np.ndarray
    names: np.ndarray

    def __len__(self) -> int:
        return len(self.labels)

    def take(self, indices: np.ndarray) -> "Examples":
        """Those at `indices`, in that order."""
        return Examples(self.images[indices], self.labels[indices], self.names[indices])


def concatenate(parts: list[Examples]) -> Examples:
    """All parts, one after the other."""
    return Examples(
        *(
            np.concatenate([getattr(part, field.name) for part in parts])
            for field in dataclasses.fields(Examples)
        )
    )


def divide(examples: Examples, share: float, seed: int) -> tuple[Examples, Examples]:
    """Divides into (rest, drawn); `share` of every digit is drawn, at random.

    Every image is in exactly one of the two, in the order it came in; a digit with
    two or more images has at least one in each.
    """
    random = np.random.default_rng(seed)
    drawn = np.zeros(len(examples), bool)
    expected = taken = 0.0  # running sums, so that rounding evens out over the digits
    for label in np.unique(examples.labels):
        members = np.flatnonzero(examples.labels == label)
        expected += share * len(members)
        count = min(max(round(expected - taken), 1), len(members) - 1)
        taken += count
        drawn[random.permutation(members)[:count]] = True
    return examples.take(np.flatnonzero(~drawn)), examples.take(np.flatnonzero(drawn))


def draw(examples: Examples, count: int, seed: int) -> Examples:
    """`count` of them at random, without repetition, in the order they came in."""
    chosen = np.random.default_rng(seed).permutation(len(examples))[:count]
    return examples.take(np.sort(chosen))
