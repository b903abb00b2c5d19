"""Long thin straight lines: rules, squares, combs, the paper's own edge."""

from typing import NamedTuple

import cv2
import numpy as np

from hwdigits.reader.ink import marks
from hwdigits.reader.printed.ruling import LONG, Ruling

# px of the small mask. A run is what a line with a slope of 1 in 10 leaves in a row.
_RUN = 13
_GAP = 5  # that noise tears into a line
_SHORT_RATIO = 6.0  # length of a run in widths of the line
_BEND = 0.8  # that a printed line may deviate from a parabola, standard deviation
# The factor of its x² is this at most. Of the upper side of a circle that was drawn
# around a number it is more.
_MOST_BENT = 0.0008
STEEPEST = 0.25  # rise over run
_UNIT = 320.0  # px in which x is counted while lines are fitted
# From a line's course to its other parts, px, and so much more for each px farther on.
BESIDE, _BEND_ON = 2.0, 0.005


def printed(mask: np.ndarray) -> tuple[list[Ruling], list[Ruling]]:
    """(printed lines along x; other straight strokes along x).

    Printed are the long ones, each as one line with all that lies on its course.

    Args:
        mask: uint8 `[h, w]`, 255 where there is ink, of half the page's size.
    """
    runs = sorted(_runs(mask), key=lambda one: -one.length)
    places = _Places.of(runs)
    is_free = np.ones(len(runs), bool)
    lines = [
        _grown(number, runs, places, is_free)
        for number, one in enumerate(runs)
        if one.is_long and is_free[number]
    ]
    return lines, [one for one, free in zip(runs, is_free, strict=True) if free]


class _Places(NamedTuple):
    """Of R runs, so that lines through several of them are found quickly.

    Attributes:
        ends: x of each one's ends, `[R, 2]`.
        levels: y there.
        length, thick: `[R]`.
        moments: of each one's ends and middle, by its length, what the equations of a
            parabola through several are summed from, `[R, 3, 4]`.
    """

    ends: np.ndarray
    levels: np.ndarray
    length: np.ndarray
    thick: np.ndarray
    moments: np.ndarray

    @classmethod
    def of(cls, runs):
        sizes = [(one.start, one.end, *one.curve, one.thick) for one in runs]
        start, end, bend, rise, level, thick = np.array(sizes).reshape(-1, 6).T
        x = np.stack([start, (start + end) / 2, end])
        y = (bend * x + rise) * x + level
        t = x / _UNIT - 1
        known = np.stack([t * t, t, np.ones_like(t), y])  # [4, 3, R]
        moments = np.einsum("ipr,jpr,r->rij", known[:3], known, end - start)
        return cls(x[::2].T, y[::2].T, end - start, thick, moments)

    def joined(self, parts):
        """One line through all of these, numbers of runs."""
        equations = self.moments[parts].sum(0)
        a, b, c = np.linalg.solve(equations[:, :3], equations[:, 3]).tolist()
        curve = np.array([a / _UNIT**2, (b - 2 * a) / _UNIT, a - b + c])
        ends, length, thick = self.ends[parts], self.length[parts], self.thick[parts]
        order = np.argsort(thick)
        half = np.searchsorted(length[order].cumsum(), length.sum() / 2)
        thick = float(thick[order[half]])
        return Ruling(float(ends.min()), float(ends.max()), curve, thick)


def _grown(number, runs, places, is_free):
    """A long line with all free ones that lie on its course; these are then taken."""
    line, parts = runs[number], [number]
    is_free[number] = False
    free = np.flatnonzero(is_free)
    ends, levels = places.ends[free], places.levels[free]
    while True:
        reach = BESIDE + _BEND_ON * np.abs(ends - (line.start + line.end) / 2)
        on = (np.abs(levels - _course(line, ends)) < reach).all(1)
        gaps = np.maximum(line.start - ends[:, 1], ends[:, 0] - line.end)
        on &= gaps <= places.length[parts].sum()
        if not on.any():
            return line
        parts += free[on].tolist()
        is_free[free[on]] = False
        free, ends, levels = free[~on], ends[~on], levels[~on]
        line = places.joined(parts)


def _course(line, x):
    """y at x: a parabola runs away beyond its ends, its chord does not."""
    inside = np.minimum(np.maximum(x, line.start), line.end)
    rise = (line.at(line.end) - line.at(line.start)) / max(line.length, 1)
    return line.at(inside) + rise * (x - inside)


def _runs(mask):
    """All straight thin runs along x."""
    ready = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones((1, _GAP), np.uint8))
    ready = cv2.dilate(ready, np.ones((2, 1), np.uint8))
    runs = cv2.morphologyEx(ready, cv2.MORPH_OPEN, np.ones((1, _RUN), np.uint8))
    labels, stats = marks.connected(runs)
    wide, high, area = stats[:, 2], stats[:, 3], stats[:, 4]
    thin = area / np.maximum(wide, 1) - 1
    good = (wide >= _RUN) & (wide >= _SHORT_RATIO * thin)
    good &= high <= STEEPEST * wide + 3 * thin + 3
    good[0] = False
    return _fitted(labels, stats[good, :4], np.flatnonzero(good), thin[good])


def _fitted(labels, boxes, numbers, thin):
    """Those of the labelled marks that are straight, as lines."""
    owner, x, y = _middles(labels, boxes, numbers)
    wide = boxes[:, 2].astype(float)
    curves = _curves(owner, (boxes[:, 0] + (wide - 1) / 2, wide / 2), x, y)
    bend, rise, level = curves.T[:, owner]
    off = y - ((bend * x + rise) * x + level)
    near = np.abs(off) < 3
    many = np.maximum(np.bincount(owner, near, len(boxes)), 1)
    mean = np.bincount(owner, off * near, len(boxes)) / many
    square = np.bincount(owner, off * off * near, len(boxes)) / many
    straight = (many >= 0.8 * wide) & (square - mean * mean <= _BEND**2)
    straight &= np.abs(curves[:, 0]) <= _MOST_BENT
    return [
        Ruling(
            float(boxes[one, 0]),
            float(boxes[one, 0] + wide[one]),
            curves[one],
            max(float(thin[one]), 1.0),
        )
        for one in np.flatnonzero(straight)
    ]


def _middles(labels, boxes, numbers):
    """(which mark, x, y) of the middle of each column of each mark."""
    place = np.full(int(labels.max()) + 1, -1)
    place[numbers] = np.arange(len(numbers))
    inked = np.flatnonzero(labels > 0)
    owner = place[labels.ravel()[inked]]
    inked, owner = inked[owner >= 0], owner[owner >= 0]
    y, x = np.divmod(inked, labels.shape[1])
    wide = boxes[:, 2]
    first = np.cumsum(wide) - wide  # of a mark's columns, one mark after the other
    column = first[owner] + x - boxes[owner, 0]
    total = int(wide.sum())
    many = np.maximum(np.bincount(column, minlength=total), 1)
    middle = np.bincount(column, y, total) / many - 0.5
    owner = np.repeat(np.arange(len(boxes)), wide)
    across = np.arange(total) - np.repeat(first - boxes[:, 0], wide)
    return owner, across.astype(float), middle


def _curves(owner, frames, x, y):
    """Parabolas, of short marks straight lines, [marks, 3]: all least squares at once.

    Args:
        frames: middle and half the width of each mark: x is counted in them.
    """
    middle, half = frames
    t = (x - middle[owner]) / half[owner]
    square = t * t
    powers = [np.ones_like(t), t, square, square * t, square * square]
    sums = [np.bincount(owner, power, len(half)) for power in powers]
    matrix = np.stack([[sums[4 - i - j] for j in range(3)] for i in range(3)])
    matrix = matrix.transpose(2, 0, 1)  # [marks, 3, 3]
    right = [np.bincount(owner, y * power, len(half)) for power in powers[2::-1]]
    right = np.stack(right, 1)
    short = 2 * half < LONG
    matrix[short, 0], matrix[short, :, 0], right[short, 0] = 0, 0, 0
    matrix[short, 0, 0] = 1
    a, b, c = np.linalg.solve(matrix, right[..., np.newaxis])[..., 0].T
    a, b = a / half**2, b / half
    return np.stack([a, b - 2 * a * middle, c - b * middle + a * middle**2], 1)
