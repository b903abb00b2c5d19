"""Long thin straight lines: rules, squares, combs, the paper's own edge."""

from typing import NamedTuple

import cv2
import numpy as np

from hwdigits.reader import marks
from hwdigits.reader.printed.ruling import LONG, Ruling

# px of the small mask. A run is what a line with a slope of 1 in 10 leaves in a row.
_RUN = 13
_GAP = 5  # that noise tears into a line
_SHORT_RATIO = 6.0  # length of a run in widths of the line
_BEND = 0.8  # that a printed line may deviate from a parabola, standard deviation
# The factor of its x² is this at most. Of the upper side of a circle that was drawn
# around a number it is more.
_MOST_BENT = 0.0008
_STEEPEST = 0.25  # rise over run
_UNIT = 320.0  # px in which x is counted while lines are fitted
# From a line's course to its other parts, px, and so much more for each px farther on.
_BESIDE, _BEND_ON = 2.0, 0.005
# Sides of boxes in a row: at least so many, of which each begins at most so many of
# their lengths behind the one before; and they cover that share of the whole.
_ROW, _APART, _COVERED = 4, 1.6, 0.6
# They begin evenly apart, most of them to so many px and so much of the usual gap: the
# feet of four digits do not.
_UNEVEN_PX, _UNEVEN, _MOST_EVEN = 1.5, 0.05, 0.6
# Short lines under a digit each are as long as each other to that share, so many times
# as long as thick, and that many of them.
_SAME_LENGTH, _SLIM, _MOST_SAME = 0.12, 7.0, 0.75
# Boxes have two of them: most sides lie over or under one as long, to that share of
# their length, and so many lengths from it. The bars of four digits may lie in a row.
_AS_LONG, _OTHER_SIDE, _MOST_PAIRED = 0.25, (0.3, 3.0), 0.6


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
        reach = _BESIDE + _BEND_ON * np.abs(ends - (line.start + line.end) / 2)
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


def in_rows(lines: list[Ruling]) -> list[Ruling]:
    """Those that lie behind one another as the sides of boxes in a row do."""
    return [
        one
        for row in _behind_another(lines)
        if _is_row(row) and _have_other_side(row, lines)
        for one in row
    ]


def under_digits(lines: list[Ruling]) -> list[Ruling]:
    """Those in rows of short lines, one for a digit each: `_ _ _ _`."""
    return [one for row in _behind_another(lines) if _are_printed(row) for one in row]


def _are_printed(row):
    """Whether lines are as long and as thin as each other, and evenly apart."""
    length, thick, start = np.array(
        [(one.length, one.thick, one.start) for one in row]
    ).T
    alike = np.abs(length / np.median(length) - 1) < _SAME_LENGTH
    slim = length >= _SLIM * thick
    return (
        (alike & slim).sum() >= max(_ROW, _MOST_SAME * len(row))
        and _are_even(start, _MOST_SAME)
        and _is_row(row)
    )


def _behind_another(lines):
    """Rows of at least _ROW lines, each behind the one before, on one course."""
    lines = sorted(lines, key=lambda one: one.start)
    longest = max((one.length for one in lines), default=0)
    rows, open_rows = [], []
    for one in lines:
        # The others' last lines end so far behind that nothing follows them any more.
        open_rows = [row for row in open_rows if _may_go_on(row[-1], one, longest)]
        for row in open_rows:
            if _follows(one, row[-1]):
                row.append(one)
                break
        else:
            rows.append([one])
            open_rows.append(rows[-1])
    return [row for row in rows if len(row) >= _ROW]


def _have_other_side(row, lines):
    """Whether most of a row's lines are upper or lower sides, by the others there."""
    (start, long, y), (starts, longs, ys) = (
        np.array([(one.start, one.length, one.at(one.start)) for one in some]).T
        for some in (row, lines)
    )
    shares = (
        np.abs(np.subtract.outer(own, others)) / long[:, np.newaxis]
        for own, others in ((start, starts), (long, longs), (y, ys))
    )
    behind, longer, apart = shares
    near, far = _OTHER_SIDE
    alike = (behind < _AS_LONG) & (longer < _AS_LONG) & (apart > near) & (apart < far)
    return alike.any(1).mean() >= _MOST_PAIRED


def _may_go_on(last, one, longest):
    """Whether a line that begins where one does, or behind, may follow the last."""
    return one.start <= last.start + _APART * (longest + last.length) / 2


def _follows(one, before):
    """Whether a line of the same kind lies on the course of another, a box farther."""
    usual = (one.length + before.length) / 2
    if not before.end - _BESIDE <= one.start <= before.start + _APART * usual:
        return False
    pair = before, one
    middle = [(each.start + each.end) / 2 for each in pair]
    level = [each.at(x) for each, x in zip(pair, middle, strict=True)]
    # From one middle to the other no course would go that is flat and near to both.
    most = _STEEPEST * abs(middle[1] - middle[0]) + 2 * _BESIDE
    if abs(level[1] - level[0]) >= most:
        return False
    rise, at_0 = _course_of(*_ends_of(*pair)).tolist()
    off = (y - rise * x - at_0 for x, y in zip(middle, level, strict=True))
    return max(map(abs, off)) < _BESIDE and abs(rise) < _STEEPEST


def _ends_of(*lines):
    x = np.array([end for one in lines for end in (one.start, one.end)])
    return x, np.concatenate([one.at(np.array([one.start, one.end])) for one in lines])


def _course_of(x, y):
    """(rise over run, y at 0) of the line through points, by least squares.

    np.polyfit takes ten times as long for so few, and squared paper has thousands.
    """
    middle = x.mean()
    off = x - middle
    rise = (off @ y) / (off @ off)
    return np.array([rise, y.mean() - rise * middle])


def _is_row(row):
    lengths = np.array([one.length for one in row])
    whole = row[-1].end - row[0].start
    alike = np.abs(lengths - np.median(lengths)) < 0.25 * np.median(lengths)
    x, y = _ends_of(*row)
    course = _course_of(x, y)
    return (
        alike.sum() >= _ROW
        and _are_even(np.array([one.start for one in row]))
        and lengths.sum() >= _COVERED * whole
        and np.abs(np.polyval(course, x) - y).mean() < _BESIDE
    )


def _are_even(starts, share=_MOST_EVEN):
    """Whether that share of gaps is the usual one, or twice or three times that."""
    gaps = np.diff(starts)
    usual = np.median(gaps)
    off = np.abs(gaps - usual * np.maximum(np.rint(gaps / usual), 1))
    return (off <= max(_UNEVEN_PX, _UNEVEN * usual)).mean() >= share


def _runs(mask):
    """All straight thin runs along x."""
    ready = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones((1, _GAP), np.uint8))
    ready = cv2.dilate(ready, np.ones((2, 1), np.uint8))
    runs = cv2.morphologyEx(ready, cv2.MORPH_OPEN, np.ones((1, _RUN), np.uint8))
    labels, stats = marks.connected(runs)
    wide, high, area = stats[:, 2], stats[:, 3], stats[:, 4]
    thin = area / np.maximum(wide, 1) - 1
    good = (wide >= _RUN) & (wide >= _SHORT_RATIO * thin)
    good &= high <= _STEEPEST * wide + 3 * thin + 3
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
