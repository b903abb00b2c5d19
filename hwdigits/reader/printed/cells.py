"""The sides of cells: boxes of forms and tables, rectangular holes in the ink."""

import dataclasses
from collections.abc import Sequence

import cv2
import numpy as np

from hwdigits.reader.printed.ruling import Ruling

# A hole is a cell where its hull fills so much of a rectangle. That of a 0 fills 0.79.
_RECTANGULAR, _LEAST_CELL, _THICKEST = 0.92, 10, 0.5
# Beside so many cells of its size, give or take that share, a hole may fill less.
_COMPANY, _ALIKE, _BITTEN = 2, 0.15, 0.6
_LEAST_LONE = 20  # px; the loop of a 4 may be a rectangle too
_MOST_CELLS = 200  # more are squared paper, whose lines are long
# A side is looked at in so many stretches; with those of this many cells around it, it
# is known how steep it is.
_STRETCHES, _NEIGHBOURS = 8, 5
_PAIRS = np.triu_indices(_STRETCHES, 1)
_DEEPEST, _THIN = 16, 0.3  # px; quantile of thickness, see _lines
_OUTERMOST = 0.9  # of a side's stretches, as a quantile


@dataclasses.dataclass(frozen=True)
class Side:
    """Of a hole, along x; of an upright one x and y are exchanged.

    Attributes:
        at: float `[2, stretches]`, x and y of its outermost points, in each stretch.
        out: 1 where the ink lies at larger y, else -1.
        steep: dy/dx.
        thick: how far the ink goes on.
    """

    at: np.ndarray
    out: int
    steep: float
    thick: float


def sides(
    masks: Sequence[np.ndarray],
) -> tuple[list[Ruling], list[Ruling], np.ndarray]:
    """The sides of all cells, on that mask which shows most of them.

    Args:
        masks: uint8 `[h, w]`, 255 where there is ink, of half the page's size.

    Returns:
        (level sides, upright ones, where the cells are: x, y, width and height, int
        `[N, 4]`).
    """
    shown = [(mask, _holes(mask)) for mask in masks]
    mask, holes = max(shown, key=lambda one: len(one[1]))
    cells = [
        [_sides(ink, hole[:, ::turn]) for ink, turn in ((mask, 1), (mask.T, -1))]
        for hole in holes
    ]
    middles = np.array([(hole.min(0) + hole.max(0)) / 2 for hole in holes])
    level, upright = [], []
    for cell, middle in zip(cells, middles, strict=True):
        near = np.argsort(np.abs(middles - middle).sum(1))[:_NEIGHBOURS]
        for found, lines in zip(
            (level, upright), _lines(cell, [cells[i] for i in near]), strict=True
        ):
            found += lines
    boxes = np.array([cv2.boundingRect(hole) for hole in holes], int).reshape(-1, 4)
    return level, upright, boxes


def _holes(mask):
    """Those of a mask that are cells; none of squared paper."""
    contours, nesting = cv2.findContours(mask, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_NONE)
    holes = [
        contour[:, 0]
        for contour, (*_, parent) in zip(
            contours, nesting[0] if contours else (), strict=True
        )
        if parent >= 0 and min(cv2.boundingRect(contour)[2:]) >= _LEAST_CELL
    ]
    holes = _rectangular(holes)
    return holes if len(holes) <= _MOST_CELLS else []


def _rectangular(holes):
    """Holes that are rectangles, and those of the same size beside them.

    A digit that touches its box bites into the hole.
    """
    if not holes:
        return []
    hulls = [cv2.convexHull(hole) for hole in holes]
    around = [cv2.minAreaRect(hull)[1] for hull in hulls]
    areas = np.array([cv2.contourArea(hull) for hull in hulls])
    fill = areas / np.maximum(np.prod(around, 1), 1)
    sizes = np.array([cv2.boundingRect(hull)[2:] for hull in hulls])  # [N, 2]
    sure = fill >= _RECTANGULAR
    alike = (np.abs(sizes[:, np.newaxis] - sizes) <= _ALIKE * sizes).all(2)
    similar = alike[:, sure].sum(1) - sure
    lone = sure & ((similar > 0) | (sizes.min(1) >= _LEAST_LONE))
    chosen = lone | ((similar >= _COMPANY) & (fill >= _BITTEN))
    return [hole for hole, is_cell in zip(holes, chosen, strict=True) if is_cell]


def _sides(mask, hole):
    """The upper and the lower side of a hole, int `[N, 2]`."""
    x, y = hole[np.argsort(hole[:, 0])].T
    # Without the rounded corners.
    edges = np.linspace(x[0] + 2, x[-1] - 1, _STRETCHES + 1)
    *first, end = np.searchsorted(x, edges)
    # Of a small cell with a straight side there may be no point in the last stretches.
    first = np.minimum(first, end - 1)
    across = (edges[:-1] + edges[1:]) / 2
    y = y[:end]
    return [
        Side(at, out, _steepness(at), _thickness(mask, at, out))
        for at, out in (
            (np.stack([across, np.minimum.reduceat(y, first)]), -1),
            (np.stack([across, np.maximum.reduceat(y, first)]), 1),
        )
    ]


def _steepness(at):
    """Median of the slopes between all points (Theil and Sen)."""
    across, down = at[:, _PAIRS[1]] - at[:, _PAIRS[0]]
    return _quantile(down / across, 0.5)


def _thickness(mask, at, out):
    """How far ink goes on beyond a side, where it does so least."""
    x, y = at.astype(int)
    y = y + out * np.arange(_DEEPEST)[:, np.newaxis]
    inside = (y >= 0) & (y < len(mask))
    ink = inside & (mask[y.clip(0, len(mask) - 1), x] > 0)  # [steps, stretches]
    return _quantile(np.logical_and.accumulate(ink).sum(0), _THIN)


def _quantile(values, share):
    """np.quantile's nearest one; that takes ten times as long."""
    return float(np.sort(values)[round(share * (len(values) - 1))])


def _lines(cell, near):
    """(level, upright) lines of a cell, as steep and thick as those near it."""
    pairs = list(zip(*near, strict=True))  # level, upright
    sides = [side for pair in pairs for each in pair for side in each]
    # Between boxes side by side there may be no paper: that ink seems twice as thick.
    thick = _quantile([side.thick for side in sides], _THIN)
    for own, alike in zip(cell, pairs, strict=True):
        steep = _quantile([side.steep for each in alike for side in each], 0.5)
        is_line = thick <= _THICKEST * np.ptp(own[0].at[0])
        yield [_ruling(side, steep, thick) for side in own if is_line]


def _ruling(side, steep, thick):
    """A side moved outwards to the middle of its line."""
    level = side.at[1] - steep * side.at[0]
    # What bites into a hole may leave little of its side.
    level = side.out * _quantile(side.out * level, _OUTERMOST)
    # The hole's last points lie on the first pixel of ink, whose blur reaches far in.
    curve = np.array([steep, level + side.out * (thick / 2 - 0.5)])
    low, high = float(side.at[0, 0]) - 2, float(side.at[0, -1]) + 2
    return Ruling(low - thick, high + thick, curve, thick + 1)
