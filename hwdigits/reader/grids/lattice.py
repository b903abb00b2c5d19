"""The crossings of a grid's lines: from its first holes to all of its lines.

The lines are looked for on a picture straightened by what is known so far; what they
are off tells more of how the paper lies, and so on until nothing changes.
"""

import dataclasses
import itertools

import numpy as np

from hwdigits.reader.grids import boxes, holes, joining, searching, tracing
from hwdigits.reader.grids.bending import Bend

# Rounds at most, and the degree of the bend in all but the last one.
_ROUNDS, _STIFF = 8, 2
_MOST_TRIED = 3  # patches
MOST_SQUARES = 700  # cells of about one size that are seen at once: squared paper


@dataclasses.dataclass(frozen=True)
class Lattice:
    """Where a grid's cells are.

    Attributes:
        cells: float `[rows, columns, 2, 2, 2]`, of each cell the corners: above and
            below, left and right, x and y in px of the picture.
    """

    cells: np.ndarray

    @classmethod
    def of(cls, crossings: np.ndarray) -> "Lattice":
        """That of lines with these crossings, `[rows + 1, columns + 1, 2]`."""
        above, below = crossings[:-1], crossings[1:]
        sides = [np.stack([some[:, :-1], some[:, 1:]], 2) for some in (above, below)]
        return cls(np.stack(sides, 2))

    @property
    def rows(self) -> int:
        return self.cells.shape[0]

    @property
    def columns(self) -> int:
        return self.cells.shape[1]


def find(
    strength: np.ndarray, least: int = 2, most: int = MOST_SQUARES
) -> Lattice | None:
    """The largest grid of a picture, or None.

    Args:
        strength: of the ink, uint8 `[H, W]`.
        least: how many of its cells must be seen at once.
        most: how many squares may be seen at once; more are squared paper.
    """
    corners = holes.find(strength, least, most)
    for patch in itertools.islice(joining.patches(corners), _MOST_TRIED):
        if len(patch.corners) < least:
            continue
        if boxes.are_apart(strength, patch.corners):
            cells = boxes.cells(boxes.joined(corners))
            lattice = None if cells is None else Lattice(cells)
        else:
            lattice = _followed(strength, patch)
        if lattice is not None:
            return lattice
    return None


def _followed(strength, patch):
    places, points = patch.places.reshape(-1, 2), patch.corners.reshape(-1, 2)
    bend = Bend(places, points, None, _STIFF)
    low, high, cell = places.min(0), places.max(0), patch.cell
    known = [patch.lines(axis) for axis in (0, 1)]
    before, is_settled = None, patch.is_whole
    for _ in range(_ROUNDS):
        flat = tracing.straighten(strength, bend, low, high, cell)
        lines = searching.Search(flat, low, high).lines(known, is_settled)
        if lines is None:
            return None
        upright, level, points, weights = lines
        places = np.stack(np.meshgrid(upright, level), 2)
        # A stiff bend reaches beyond what is known; the last one follows the paper.
        is_last = is_settled and before == places.shape[:2]
        degree = _STIFF if not is_last else None
        bend = Bend(*_flat(places, bend(points)), weights.ravel(), degree)
        known = [upright, level]
        low, high = places[0, 0], places[-1, -1]
        cell = np.array([np.median(np.diff(upright)), np.median(np.diff(level))])
        if is_last:
            break
        before, is_settled = places.shape[:2], before == places.shape[:2]
    return Lattice.of(bend(places))


def _flat(*arrays):
    return [array.reshape(-1, 2) for array in arrays]
