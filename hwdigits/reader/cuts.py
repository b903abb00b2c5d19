"""Where digits that touch could be cut apart: seams from top to bottom.

A seam goes down a mark a row at a time, straight or to one side, and prefers paper to
ink. So it finds its way between digits that reach over each other, and crosses their
ink where that is thinnest.
"""

import dataclasses

import numpy as np

MOST = 12  # cuts that are tried on a mark
# What a seam pays for a step on paper, and for one to the side, in px of ink.
_STEP, _ASIDE = 0.03, 0.04
_PLACES = (0.25, 0.5, 0.75)  # shares of the mark's height that seams start out from
_CROSSING = 3.0  # stroke widths of ink that a cut may cross
# Of the ink of one digit: what a cut must leave on both sides, and what lies between
# two cuts that are not the same.
_LEFT_OVER, _APART = 0.15, 0.08


@dataclasses.dataclass(frozen=True)
class Cut:
    """A seam through a mark.

    Attributes:
        path: int `[H]`, in each row of the mark's box the x, px of the page, where its
            right side begins.
        top: y of the first row, px of the page.
        ink_px: how much ink it crosses.
    """

    path: np.ndarray
    top: int
    ink_px: float

    def right_of(self, x: np.ndarray, y: np.ndarray) -> np.ndarray:
        """Whether points lie to the right of it."""
        rows = np.minimum(np.maximum(y - self.top, 0), len(self.path) - 1)
        return x >= self.path[rows]


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
    ink = inside.sum()
    digit_ink = min(ink, ink * height / inside.shape[1])
    before = np.cumsum(inside, axis=1) - inside  # ink to the left, in each row
    rows = np.arange(len(inside))
    paths = _seams(inside)
    crossed = inside[rows, paths].sum(1)
    left = before[rows, paths].sum(1)
    good = np.minimum(left, ink - left) >= _LEFT_OVER * digit_ink
    good &= crossed <= _CROSSING * stroke
    order = np.argsort(crossed, kind="stable")
    left, apart, chosen = left.tolist(), _APART * digit_ink, []
    for one in order[good[order]].tolist():
        if all(abs(left[other] - left[one]) >= apart for other in chosen):
            chosen.append(one)
    chosen = sorted(chosen[:MOST], key=left.__getitem__)
    x, y = corner
    return [Cut(x + paths[one], y, float(crossed[one])) for one in chosen]


def _seams(inside):
    """The cheapest through each of many points, int [seams, H]."""
    cost = inside.astype(np.float32) + _STEP
    last = len(cost) - 1
    total = _cheapest(np.stack([cost, cost[::-1]], 1))  # [H, 2, 1 + W + 1]
    starts, points = [], []
    for row in (int(share * len(cost)) for share in _PLACES):
        price = total[row, 0] + total[last - row, 1]
        price[1:-1] -= cost[row]
        here = price[1:-1]
        lowest = np.flatnonzero((here <= price[:-2]) & (here < price[2:]))
        starts += [row] * len(lowest)
        points.append(lowest)
    starts, points = np.array(starts), np.concatenate(points)
    down, up = _steps(total).swapaxes(0, 1)
    above = _followed(down, starts, points)
    below = _followed(up, last - starts[::-1], points[::-1])[::-1, ::-1]
    return np.where(np.arange(len(cost))[:, np.newaxis] <= starts, above, below).T


def _cheapest(cost):
    """What ways from the top to each point cost, inf outside.

    Args:
        cost: of each point of some pictures, `[H, pictures, W]`.

    Returns:
        `[H, pictures, 1 + W + 1]`.
    """
    high, many, wide = cost.shape
    total = np.full((high, many, wide + 2), np.inf, np.float32)
    total[0, :, 1:-1] = cost[0]
    for row in range(1, high):
        above = total[row - 1]
        way = np.minimum(above[:, :-2], above[:, 2:])
        way += _ASIDE
        np.minimum(way, above[:, 1:-1], out=way)
        np.add(way, cost[row], out=total[row, :, 1:-1])
    return total


def _steps(total):
    """From each point the step aside to the row above, -1, 0 or 1, [H - 1, ..., W]."""
    above = total[:-1]
    left, right = above[..., :-2] + _ASIDE, above[..., 2:] + _ASIDE
    step = np.where(right < left, 1, -1)
    return step * (above[..., 1:-1] > np.minimum(left, right))


def _followed(steps, starts, points):
    """The ways from the top to points, int [rows, points]; 0 below these.

    Args:
        steps: of `_steps`, `[rows - 1, W]`.
        starts: rows of the points, in order.
        points: where they are there.
    """
    path = np.zeros((len(steps) + 1, len(points)), int)
    path[starts, np.arange(len(points))] = points
    first = np.searchsorted(starts, np.arange(len(path))).tolist()
    for row in range(starts[-1], 0, -1):
        here = path[row, first[row] :]
        path[row - 1, first[row] :] = here + steps[row - 1].take(here)
    return path
