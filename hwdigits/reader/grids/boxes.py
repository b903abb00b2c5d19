"""Boxes that stand apart, as those of a post code: there is paper between them."""

import cv2
import numpy as np

from hwdigits.reader.grids import joining
from hwdigits.reader.grids.bending import Bend

# Between two boxes there are their lines and, in the middle, so much of their strength
# at most; of so many neighbours.
_PALE, _MOSTLY = 0.45, 0.6
_ACROSS, _ALONG = 9, 7  # points that are looked at between two holes
_GAP = 0.45  # between boxes, in lengths of their sides
_BEYOND = 0.04  # of a side: holes end where their lines begin
# Of the cells between the outer ones so many are there; the others were not seen, for
# a digit touches their box.
_THERE = 0.7


def are_apart(strength: np.ndarray, corners: np.ndarray) -> bool:
    """Whether there is paper between neighbours, and not a line.

    Args:
        strength: of the ink, uint8 `[H, W]`.
        corners: of joined holes, float `[N, 4, 2]`.
    """
    beside, below = joining.neighbours(corners)
    sides = [
        corners[pairs[:, which]][:, ends]
        for pairs, near, far in ((beside, (1, 2), (0, 3)), (below, (3, 2), (0, 1)))
        for which, ends in ((0, near), (1, far))
    ]
    first = np.concatenate(sides[0::2])  # [pairs, 2, 2]
    second = np.concatenate(sides[1::2])
    if not len(first):
        return False
    along = np.linspace(0.2, 0.8, _ALONG)[:, np.newaxis, np.newaxis]
    start, end = (
        side[:, 0] + along * (side[:, 1] - side[:, 0]) for side in (first, second)
    )
    way = np.linspace(0, 1, _ACROSS)[:, np.newaxis, np.newaxis, np.newaxis]
    points = (start + way * (end - start)).reshape(-1, len(first), 2)
    values = cv2.remap(strength, points.astype(np.float32), None, cv2.INTER_LINEAR)
    values = np.median(values.reshape(_ACROSS, _ALONG, -1), axis=1)  # [across, pairs]
    middle = values[_ACROSS // 2 - 1 : _ACROSS // 2 + 2].min(0)
    return bool((middle <= _PALE * values.max(0)).mean() >= _MOSTLY)


def joined(corners: np.ndarray) -> joining.Patch:
    """The largest patch of boxes that stand apart, `corners` of holes `[N, 4, 2]`."""
    return next(joining.patches(corners, _GAP))


def cells(patch: joining.Patch) -> np.ndarray | None:
    """Corners of boxes in rows and columns, float `[rows, columns, 2, 2, 2]`.

    Those that were not seen are put where the others say that they must be. None where
    too many were not.
    """
    middles = patch.places.mean(1)
    column, row = (_places(middles[:, axis], patch.cell[axis]) for axis in (0, 1))
    shape = row.max() + 1, column.max() + 1
    if len(patch.corners) < _THERE * shape[0] * shape[1] or max(shape) < 2:
        return None
    flat = patch.corners.reshape(-1, 2)
    bend = Bend(patch.places.reshape(-1, 2), flat, None, 2)
    left, right = (_means(patch.places[:, end, 0], column) for end in (0, 1))
    top, bottom = (_means(patch.places[:, end, 1], row) for end in (0, 3))
    x = np.stack([left, right], 1)[np.newaxis, :, np.newaxis, :]
    y = np.stack([top, bottom], 1)[:, np.newaxis, :, np.newaxis]
    found = bend(np.stack(np.broadcast_arrays(x, y), -1))
    corners = patch.corners[:, [0, 1, 3, 2]].reshape(-1, 2, 2, 2)
    away = corners - corners.mean((1, 2), keepdims=True)
    found[row, column] = corners + _BEYOND * away
    return found


def _places(middles, cell_px):
    """int [N]: the number of the row or column of each, from 0."""
    order = np.argsort(middles)
    number = np.cumsum(np.diff(middles[order], prepend=middles[order[0]]) > cell_px / 2)
    found = np.empty(len(middles), int)
    found[order] = number
    return found


def _means(values, number):
    return np.bincount(number, values) / np.bincount(number)
