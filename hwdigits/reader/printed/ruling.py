"""One printed line."""

import dataclasses

import numpy as np

# Lines are looked for on a mask of half the size; lengths are px of it, if not said
# otherwise.
SHRINK = 2
LONG = 75
# Lengths in widths of the line: a straight pen stroke has up to 18, and 22
# where its blurred edges are taken off.
_LONG_RATIO = 24.0


@dataclasses.dataclass(frozen=True, eq=False)
class Ruling:
    """A printed line, along x; of an upright one x and y are exchanged.

    Attributes:
        start, end: its ends along x, px of the small mask.
        curve: polynomial of y over x, highest degree first.
        thick: px of the small mask.
    """

    start: float
    end: float
    curve: np.ndarray
    thick: float

    @property
    def length(self) -> float:
        return self.end - self.start

    @property
    def is_long(self) -> bool:
        """Longer than any stroke of a pen."""
        return self.length >= max(LONG, _LONG_RATIO * self.thick)

    def at(self, x):
        """y at x, a number or an array."""
        y = 0.0
        for factor in self.curve.tolist():  # np.polyval takes ten times as long
            y = y * x + factor
        return y

    def rise(self, x):
        """dy/dx at x, a number or an array."""
        y = 0.0
        factors = self.curve[:-1].tolist()
        for power, factor in zip(range(len(factors), 0, -1), factors, strict=True):
            y = y * x + power * factor
        return y
