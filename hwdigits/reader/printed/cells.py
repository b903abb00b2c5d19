"""The sides of cells: boxes of forms and tables, rectangular holes in the ink."""

from collections.abc import Sequence

import cv2
import numpy as np

from hwdigits.reader.printed.ruling import Ruling

# A hole is a cell where its hull fills so much of a rectangle. That of a 0 fills 0.79.
_RECTANGULAR, _LEAST_CELL, _THICKEST = 0.92, 10, 0.5
# Beside so many cells of its size, give or take that share, a hole may fill less, in
# one row or column with them, but for so much of their size: a 0 beside a column of
# boxes to tick may not.
_COMPANY, _ALIKE, _BITTEN, _IN_LINE = 2, 0.15, 0.6, 0.5
_LEAST_LONE = 20  # px; the loop of a 4 may be a rectangle too
_MOST_CELLS = 200  # more are squared paper, whose lines are long
# A side is looked at in so many stretches; with those of this many cells around it, it
# is known how steep it is.
_STRETCHES, _NEIGHBOURS = 8, 5
_PAIRS = np.triu_indices(_STRETCHES, 1)
_EDGES = np.arange(_STRETCHES + 1) / _STRETCHES
_OUT = np.array([-1, 1])  # the way out of a hole, of its first and its second side
_DEEPEST, _THIN = 16, 0.3  # px; quantile of thickness
_OUTERMOST = 0.9  # of a side's stretches, as a quantile


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
    boxes = np.array([cv2.boundingRect(hole) for hole in holes], int).reshape(-1, 4)
    if not holes:
        return [], [], boxes
    at = np.array(
        [[_outermost(hole[:, ::turn]) for turn in (1, -1)] for hole in holes]
    )  # [N, 2 directions, 2 sides, 2, stretches]
    thick = np.stack(
        [_thickness(ink, at[:, way]) for way, ink in enumerate((mask, mask.T))], 1
    )
    middles = np.array([(hole.min(0) + hole.max(0)) / 2 for hole in holes])
    apart = np.abs(middles[:, np.newaxis] - middles).sum(2)
    near = np.argsort(apart, axis=1)[:, :_NEIGHBOURS]
    level, upright = _lines(at, thick, near)
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
    boxes = np.array([cv2.boundingRect(hull) for hull in hulls])
    sizes = boxes[:, 2:]  # [N, 2]
    sure = fill >= _RECTANGULAR
    alike = (np.abs(sizes[:, np.newaxis] - sizes) <= _ALIKE * sizes).all(2)
    lone = sure & ((alike[:, sure].sum(1) > 1) | (sizes.min(1) >= _LEAST_LONE))
    middles = boxes[:, :2] + sizes / 2
    off = np.abs(middles[:, np.newaxis] - middles)
    beside = alike & (off <= _IN_LINE * sizes).any(2)
    in_company = beside[:, sure].sum(1) - sure >= _COMPANY
    chosen = lone | (in_company & (fill >= _BITTEN))
    return [hole for hole, is_cell in zip(holes, chosen, strict=True) if is_cell]


def _outermost(hole):
    """Of a hole's upper and lower side, x and y of its outermost points.

    Args:
        hole: int `[points, 2]`; with x and y exchanged, of its left and right side.

    Returns:
        Float `[2 sides, 2, stretches]`.
    """
    x, y = hole[np.argsort(hole[:, 0])].T
    # Without the rounded corners.
    edges = x[0] + 2 + (x[-1] - x[0] - 3) * _EDGES
    *first, end = np.searchsorted(x, edges)
    # Of a small cell with a straight side there may be no point in the last stretches.
    first = np.minimum(first, end - 1)
    across = (edges[:-1] + edges[1:]) / 2
    ends = [side.reduceat(y[:end], first) for side in (np.minimum, np.maximum)]
    return np.stack([[across, end] for end in ends])


def _steepness(at):
    """Median of the slopes between all points (Theil and Sen), `[...]`."""
    across, down = np.moveaxis(at[..., _PAIRS[1]] - at[..., _PAIRS[0]], -2, 0)
    return _quantile(down / across, 0.5)


def _thickness(mask, at):
    """How far ink goes on beyond sides, where it does so least, int `[N, 2 sides]`."""
    x, y = np.moveaxis(at.astype(int), 2, 0)  # [N, 2 sides, stretches]
    steps = np.arange(_DEEPEST)[:, np.newaxis, np.newaxis, np.newaxis]
    y = y + _OUT[:, np.newaxis] * steps
    inside = (y >= 0) & (y < len(mask))
    ink = inside & (mask[y.clip(0, len(mask) - 1), x] > 0)
    return _quantile(np.logical_and.accumulate(ink).sum(0), _THIN)


def _quantile(values, share):
    """np.quantile's nearest one along the last axis; that takes ten times as long."""
    return np.sort(values)[..., round(share * (values.shape[-1] - 1))]


def _lines(at, thick, near):
    """(level, upright) lines of N cells, as steep and thick as those near each.

    Args:
        at: x and y of sides, float `[N, 2 directions, 2 sides, 2, stretches]`.
        thick: of their lines, int `[N, 2 directions, 2 sides]`.
        near: int `[N, neighbours]`, which cells those are.
    """
    count = len(at)
    # Between boxes side by side there may be no paper: that ink seems twice as thick.
    thick = _quantile(thick[near].reshape(count, -1), _THIN)[:, np.newaxis, np.newaxis]
    steep = _steepness(at)[near].swapaxes(1, 2).reshape(count, 2, -1)
    steep = _quantile(steep, 0.5)[..., np.newaxis]  # [N, 2 directions, 1]
    x, y = np.moveaxis(at, 3, 0)
    out = _OUT[:, np.newaxis]
    # What bites into a hole may leave little of its side.
    level = _OUT * _quantile(out * (y - steep[..., np.newaxis] * x), _OUTERMOST)
    # The hole's last points lie on the first pixel of ink, whose blur reaches far in.
    level = level + _OUT * (thick / 2 - 0.5)
    low, high = x[..., 0] - 2 - thick, x[..., -1] + 2 + thick
    is_line = thick <= _THICKEST * np.ptp(x, axis=3)
    thick, steep = (np.broadcast_to(one, level.shape) for one in (thick + 1, steep))
    return tuple(
        [
            Ruling(start, end, np.array(curve), float(wide))
            for start, end, *curve, wide in np.stack(
                [low, high, steep, level, thick], 3
            )[:, way][is_line[:, way]].tolist()
        ]
        for way in (0, 1)
    )
