"""Where digits that touch could be cut apart: lines, upright or slanted."""

import dataclasses

import numpy as np

_SLOPES = (-0.5, -0.25, 0.0, 0.25, 0.5)  # px to the right a px down
MOST = 6  # cuts that are tried on a mark
_MARGIN, _APART = 0.2, 0.12  # from the mark's ends, between cuts, in digit heights
_CROSSING = 3.0  # stroke widths of ink that a cut may cross


@dataclasses.dataclass(frozen=True)
class Cut:
    """A line through a mark.

    Attributes:
        at: x in px of the page where the line has the y `middle`.
        slope: px to the right a px down.
        middle: y in px of the page.
        ink_px: how much ink it crosses.
    """

    at: float
    slope: float
    middle: float
    ink_px: float

    def right_of(self, x: np.ndarray, y: np.ndarray) -> np.ndarray:
        """Whether points lie to the right of it."""
        return x >= self.at + self.slope * (y - self.middle)


def find(
    inside: np.ndarray, corner: tuple[int, int], height: float, stroke: float
) -> list[Cut]:
    """The cheapest cuts of one mark, from left to right.

    Args:
        inside: bool `[H, W]`, the mark in its box.
        corner: (x, y) of the box on the page.
        height: of a digit in its row, px.
        stroke: width of its strokes, px.
    """
    y, x = np.nonzero(inside)
    middle = inside.shape[0] / 2
    found = []
    for slope in _SLOPES:
        across = np.rint(x - slope * (y - middle)).astype(int)
        first = across.min()
        crossed = np.bincount(across - first).astype(float)
        crossed = np.convolve(np.pad(crossed, 1, "edge"), [0.25, 0.5, 0.25], "valid")
        margin = int(_MARGIN * height)
        for place in range(margin, len(crossed) - margin):
            near = crossed[max(0, place - 2) : place + 3]
            if crossed[place] == near.min() and crossed[place] <= _CROSSING * stroke:
                price = crossed[place] * (1 + 0.3 * abs(slope))
                found.append((price, place + first, slope))
    chosen = []
    for price, at, slope in sorted(found):
        if all(abs(at - other[1]) > _APART * height for other in chosen):
            chosen.append((price, at, slope))
        if len(chosen) == MOST:
            break
    left, top = corner
    return [
        Cut(left + at, slope, top + middle, price)
        for price, at, slope in sorted(chosen, key=lambda cut: cut[1])
    ]
