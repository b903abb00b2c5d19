"""The sides of cells: boxes of forms and tables, rectangular holes in the ink."""

import cv2
import numpy as np

from hwdigits.reader.ruling import Ruling

# A hole is a cell where its hull fills so much of a rectangle. That of a 0 fills 0.79.
_RECTANGULAR, _LEAST_CELL, _THICKEST = 0.92, 10, 0.4
# Beside so many cells of its size, give or take that share, a hole may fill less.
_COMPANY, _ALIKE, _BITTEN = 2, 0.15, 0.6
_LEAST_LONE = 20  # px; the loop of a 4 may be a rectangle too
_MOST_CELLS = 200  # more are squared paper, whose lines are long


def sides(mask: np.ndarray) -> tuple[list[Ruling], list[Ruling]]:
    """(level, upright) sides of all cells.

    Args:
        mask: uint8 `[h, w]`, 255 where there is ink, of half the page's size.
    """
    contours, nesting = cv2.findContours(mask, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_SIMPLE)
    holes = [
        cv2.convexHull(contour)
        for contour, (*_, parent) in zip(
            contours, nesting[0] if contours else (), strict=True
        )
        if parent >= 0 and min(cv2.boundingRect(contour)[2:]) >= _LEAST_CELL
    ]
    cells = [_cell(mask, hull) for hull in _rectangular(holes)]
    cells = [cell for cell in cells if cell is not None]
    level, upright = [], []
    if len(cells) <= _MOST_CELLS:
        for corners, thick in cells:
            _add_sides(level, upright, corners, corners.mean(0), thick)
    return level, upright


def _rectangular(holes):
    """Hulls that are rectangles, and those of the same size beside them.

    A digit that touches its box bites into the hole.
    """
    if not holes:
        return []
    around = [cv2.minAreaRect(hull)[1] for hull in holes]
    areas = np.array([cv2.contourArea(hull) for hull in holes])
    fill = areas / np.maximum(np.prod(around, 1), 1)
    sizes = np.array([cv2.boundingRect(hull)[2:] for hull in holes])  # [N, 2]
    sure = fill >= _RECTANGULAR
    alike = (np.abs(sizes[:, np.newaxis] - sizes) <= _ALIKE * sizes).all(2)
    similar = alike[:, sure].sum(1) - sure
    lone = sure & ((similar > 0) | (sizes.min(1) >= _LEAST_LONE))
    chosen = lone | ((similar >= _COMPANY) & (fill >= _BITTEN))
    return [hull for hull, is_cell in zip(holes, chosen, strict=True) if is_cell]


def _cell(mask, hull):
    """(corners, thickness of its line), or None where the line is none."""
    corners = _corners(hull)
    thick = _thickness(mask, corners, corners.mean(0))
    least = min(cv2.boundingRect(hull)[2:])
    return None if thick is None or thick > _THICKEST * least else (corners, thick)


def _corners(hull):
    """float32 [4, 2] in order around a cell."""
    corners = cv2.approxPolyDP(hull, 0.04 * cv2.arcLength(hull, True), True)
    corners = corners.reshape(-1, 2).astype(np.float32)
    if len(corners) != 4:
        corners = cv2.boxPoints(cv2.minAreaRect(hull))
    away = corners - corners.mean(0)
    return corners[np.argsort(np.arctan2(away[:, 1], away[:, 0]))]


def _thickness(mask, corners, centre):
    """Of the line around a cell: the median of where ink ends beyond its sides."""
    found = []
    height, width = mask.shape
    for corner, after in zip(corners, np.roll(corners, -1, 0), strict=True):
        for share in (0.25, 0.5, 0.75):
            at = corner + share * (after - corner)
            out = (corner + after) / 2 - centre
            out = out / np.linalg.norm(out)
            steps = at + np.arange(-1, 16)[:, np.newaxis] * out
            x, y = np.rint(steps).astype(int).T
            inside = (x >= 0) & (y >= 0) & (x < width) & (y < height)
            ink = mask[y[inside], x[inside]] > 0
            if ink.any():
                first = int(ink.argmax())
                run = ink[first:]
                found.append(len(run) if run.all() else int(run.argmin()))
    return float(np.median(found)) if len(found) >= 8 else None


def _add_sides(level, upright, corners, centre, thick):
    """The four sides, moved outwards to the middle of their line."""
    for corner, after in zip(corners, np.roll(corners, -1, 0), strict=True):
        out = (corner + after) / 2 - centre
        # The corners lie on the first pixel of ink, whose blur reaches farther in.
        shift = out / np.linalg.norm(out) * (thick / 2 - 0.5)
        along = (after - corner) / np.linalg.norm(after - corner) * thick
        ends = np.array([corner - along + shift, after + along + shift])
        is_upright = abs(along[1]) > abs(along[0])
        ends = ends[:, ::-1] if is_upright else ends
        ends = ends[np.argsort(ends[:, 0])]
        curve = np.polyfit(ends[:, 0], ends[:, 1], 1)
        one = Ruling(float(ends[0, 0]), float(ends[1, 0]), curve, thick + 1)
        (upright if is_upright else level).append(one)
