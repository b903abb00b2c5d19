"""Holes that lie side by side, joined to the beginning of a grid.

Two holes are neighbours where a side of one lies along a side of the other and is as
long. What they share is one line; so many holes give lines, and these their places.
"""

import dataclasses
from collections.abc import Iterator

import numpy as np

from hwdigits.reader.grids import nearby

# Sides of neighbours lie so near, in lengths of the side, and differ so little.
_GAP, _ALIKE = 0.3, 0.75
_SAME_LINE = 0.2  # cells
_FULL = 0.85  # of the cells are there in a patch without gaps
_LEFT, _TOP, _RIGHT, _BOTTOM = range(4)


@dataclasses.dataclass(frozen=True)
class Patch:
    """Joined holes, and where they lie as if their grid were straight.

    Attributes:
        corners: float `[K, 4, 2]`, px of the picture.
        places: float `[K, 4, 2]`, the same on straight paper, px of about that size.
    """

    corners: np.ndarray
    places: np.ndarray

    @property
    def cell(self) -> np.ndarray:
        """Width and height of most of its cells on straight paper, px."""
        return np.median(self.places[:, 2] - self.places[:, 0], axis=0)

    def lines(self, axis: int) -> np.ndarray:
        """x of its upright lines (axis 0) or y of its level ones, in order, px."""
        ends = np.sort(self.places[..., axis].ravel())
        apart = np.diff(ends, prepend=-np.inf) > _SAME_LINE * self.cell[axis]
        return ends[apart]

    @property
    def is_whole(self) -> bool:
        """Whether it has nearly all cells between its lines."""
        cells = (len(self.lines(0)) - 1) * (len(self.lines(1)) - 1)
        return len(self.places) >= _FULL * cells


def patches(corners: np.ndarray, gap: float = _GAP) -> Iterator[Patch]:
    """Patches of two cells and more, that of the largest area first.

    Args:
        corners: of holes, `[N, 4, 2]`.
        gap: how far from each other neighbours may be, in lengths of their sides.
    """
    if len(corners) < 2:
        return
    beside, below = neighbours(corners, gap)
    owner = _united(len(corners), np.concatenate([beside, below]))
    numbers, counts = np.unique(owner, return_counts=True)
    areas = _areas(corners)
    sets = [np.flatnonzero(owner == n) for n in numbers[counts >= 2]]
    sets.sort(key=lambda some: -areas[some].sum())
    for some in sets:
        yield _patch(corners, some, beside, below)


def neighbours(corners: np.ndarray, gap: float = _GAP) -> tuple[np.ndarray, np.ndarray]:
    """Pairs of holes, int `[M, 2]`: left and right ones, upper and lower ones."""
    beside = _neighbours(corners, (1, 2), (0, 3), gap)
    return beside, _neighbours(corners, (3, 2), (0, 1), gap)


def _areas(corners):
    diagonals = corners[:, 2] - corners[:, 0], corners[:, 3] - corners[:, 1]
    (ax, ay), (bx, by) = (one.T for one in diagonals)
    return np.abs(ax * by - ay * bx) / 2


def _neighbours(corners, near, far, gap):
    """Pairs [M, 2]: the side of one between its corners `near` lies on `far`."""
    sides, others = corners[:, near], corners[:, far]  # [N, 2, 2]
    long, its = (
        np.linalg.norm(side[:, 1] - side[:, 0], axis=1) for side in (sides, others)
    )
    one, other = nearby.pairs(sides[:, 0, 0], others[:, 0, 0], gap * long)
    apart = np.linalg.norm(sides[one] - others[other], axis=2).max(1)
    long, its = long[one], its[other]
    ratio = long / np.maximum(its, 1e-6)
    fits = (apart < gap * np.minimum(long, its)) & (one != other)
    fits &= (ratio > _ALIKE) & (ratio < 1 / _ALIKE)
    one, other, apart = one[fits], other[fits], apart[fits]
    best = np.ones(len(one), bool)
    for owner in (one, other):
        nearest = np.full(len(corners), np.inf, apart.dtype)
        np.minimum.at(nearest, owner, apart)
        best &= apart <= nearest[owner]
    return np.stack([one, other], 1)[best]


def _united(count, pairs):
    """int [count]: the least member of the set that each belongs to."""
    owner = np.arange(count)

    def root(one):
        while owner[one] != one:
            owner[one] = owner[owner[one]]
            one = owner[one]
        return one

    for a, b in pairs:
        a, b = sorted((root(a), root(b)))
        owner[b] = a
    return np.array([root(one) for one in range(count)])


def _patch(corners, members, beside, below):
    """The patch of these holes."""
    number = np.full(len(corners), -1)
    number[members] = np.arange(len(members))
    beside, below = (
        number[pairs[number[pairs[:, 0]] >= 0]] for pairs in (beside, below)
    )
    chosen = corners[members].astype(float)
    count = len(members)
    upright = _positions(
        (_widths(chosen), count),
        [(beside, _RIGHT, _LEFT), (below, _LEFT, _LEFT), (below, _RIGHT, _RIGHT)],
        (_LEFT, _RIGHT),
    )
    level = _positions(
        (_widths(chosen.take([0, 3, 2, 1], 1)), count),
        [(below, _BOTTOM, _TOP), (beside, _TOP, _TOP), (beside, _BOTTOM, _BOTTOM)],
        (_TOP, _BOTTOM),
    )
    x, y = upright[:, [0, 1, 1, 0]], level[:, [0, 0, 1, 1]]
    return Patch(chosen, np.stack([x, y], 2))


def _widths(corners):
    """float [N]: the mean of the upper and the lower side."""
    above = np.linalg.norm(corners[:, 1] - corners[:, 0], axis=1)
    below = np.linalg.norm(corners[:, 2] - corners[:, 3], axis=1)
    return (above + below) / 2


def _positions(widths, shared, sides):
    """float [N, 2]: where the first and the second of `sides` of each hole lie.

    Sides that are shared are one line. The lines are put where the distances between
    them come nearest to the holes' widths.
    """
    widths, count = widths
    pairs = [
        pair
        for some, its, other in shared
        for pair in zip(some[:, 0] * 4 + its, some[:, 1] * 4 + other, strict=True)
    ]
    owner = _united(4 * count, pairs)
    ends = np.stack([owner[side::4] for side in sides], 1)  # [N, 2]
    lines, ends = np.unique(ends, return_inverse=True)
    ends = ends.reshape(-1, 2)
    equations = np.zeros((count + 1, len(lines)))
    np.add.at(equations, (np.arange(count), ends[:, 1]), 1)
    np.add.at(equations, (np.arange(count), ends[:, 0]), -1)
    equations[-1] = 1 / len(lines)  # their mean is 0
    at = np.linalg.lstsq(equations, np.append(widths, 0), rcond=None)[0]
    return at[ends]
