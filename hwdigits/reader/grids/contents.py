"""What stands in each cell: nothing, dirt, or marks that may be digits."""

import numpy as np

from hwdigits.reader.ink.marks import Marks
from hwdigits.reader.rows import Row

# Of a mark, what lies inside its cell; the rest has crossed a line.
_INSIDE = 0.5
# Of a digit lies inside its cell's rim, a share of the shorter side. What is left of
# a blurred line does not.
_RIM, _DEEP = 0.16, 0.35
# Heights and lengths, as shares of the cell's height or shorter side.
_LEAST_BODY, _LEAST_PART = 0.24, 0.1
# Shares of what is usual for the largest marks of this grid's cells.
_USUAL_HEIGHT, _USUAL_STRENGTH = 0.42, 0.15
# A mark that is wider than high, as half of a flat 5, counts as so much of its width
# high, where it is no bar.
_FLAT, _BAR = 0.75, 2.5
# What is left of a line lies along it: so near to the cell's edge, so thin.
_EDGE, _THIN = 0.12, 0.14


def rows(marks: Marks, tiles, is_inside: np.ndarray) -> list[list[Row]]:
    """For each row of the grid, for each cell, the marks of its digits as a Row.

    A Row without members is an empty cell.

    Args:
        marks: on the sheet of tiles.
        tiles: `tiles.Tiles`.
        is_inside: of the same.
    """
    usable, cells, bodies = _usable(marks, tiles, is_inside)
    shape = len(tiles.high_px), len(tiles.wide_px)
    members = [[[] for _ in range(shape[1])] for _ in range(shape[0])]
    for mark in np.flatnonzero(usable).tolist():
        members[cells[0][mark]][cells[1][mark]].append(mark)
    return [[_row(marks, np.array(one, int), bodies) for one in row] for row in members]


def _row(marks, members, bodies):
    if not bodies[members].any():
        return Row(np.zeros(0, int), 1.0, np.zeros(0, bool))
    order = np.argsort(
        marks.boxes[members, 0] + marks.boxes[members, 2] / 2, kind="stable"
    )
    members = members[order]
    height = float(marks.boxes[members[bodies[members]], 3].max())
    return Row(members, height, ~bodies[members])


def _usable(marks, tiles, is_inside):
    """(bool `[N]` of marks that may be of digits, their cells, which are bodies)."""
    x, y, wide, high = marks.boxes.T
    cells = tiles.cell_of(x + wide / 2, y + high / 2)
    cell_high, cell_wide = tiles.high_px[cells[0]], tiles.wide_px[cells[1]]
    short = np.minimum(cell_high, cell_wide)
    share = _share_inside(marks, is_inside)
    usable = (share >= _INSIDE) & ~_is_scrap(marks, tiles, cells, short)
    usable &= np.maximum(wide, high) >= _LEAST_PART * short
    deep = _share_inside(marks, tiles.inside(_RIM)) >= _DEEP
    tall = np.where(wide < _BAR * high, np.maximum(high, _FLAT * wide), high)
    bodies = usable & deep & (tall >= _LEAST_BODY * cell_high)
    if bodies.any():
        full = marks.area * marks.strength
        usual = bodies & (full >= 0.5 * np.median(full[bodies]))
        bodies &= tall >= _USUAL_HEIGHT * np.median(tall[usual])
        bodies &= marks.strength >= _USUAL_STRENGTH * np.median(marks.strength[usual])
    return usable, cells, bodies


def _share_inside(marks, is_inside):
    """float [N]: how much of each mark lies inside cells."""
    labels = marks.labels.ravel()
    inked = np.flatnonzero(labels)
    inked = inked[is_inside.ravel()[inked] > 0]
    count = int(marks.labels.max(initial=0)) + 1
    inside = np.bincount(labels[inked], minlength=count)
    return inside[marks.numbers] / np.maximum(marks.area, 1)


def _is_scrap(marks, tiles, cells, short):
    """Whether a mark is what is left of a line: thin, and along the cell's edge."""
    x, y, wide, high = marks.boxes.T
    left = np.array([tiles.box(0, c)[0] for c in range(len(tiles.wide_px))])[cells[1]]
    top = np.array([tiles.box(r, 0)[1] for r in range(len(tiles.high_px))])[cells[0]]
    right, bottom = left + tiles.wide_px[cells[1]], top + tiles.high_px[cells[0]]
    near, thin = _EDGE * short, _THIN * short
    beside = (x + wide - left < near + thin) | (right - x < near + thin)
    above = (y + high - top < near + thin) | (bottom - y < near + thin)
    return (beside & (wide < thin)) | (above & (high < thin))
