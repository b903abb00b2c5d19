"""Ticks of a teacher, which look like ones: two strokes that meet at the foot."""

import numpy as np

from hwdigits.reader.ink.bodies import LEAST_PX
from hwdigits.reader.ink.marks import Marks

# The second stroke is so many times as long as the first, leans so far to the right,
# px a px up, and the first begins so far left of the foot, in its own heights, and so
# far above it, of the mark's height.
_LONGER, _LEANS, _BEGINS = 1.25, 0.25, 0.2
_LEAST, _MOST = 0.1, 0.6
# In widths of the stroke it begins so far left of the foot where the mark is a tick for
# sure, and so far beside such a one.
_SURE, _BESIDE = 1.1, 0.7
# What stays with a tick of its box's sides lies within so many px outside and inside.
_OUTSIDE_PX, _INSIDE_PX = 9, 2
# So much of the ink lies near them: within so many stroke widths, and so much of the
# mark's height, for a hand that is quick bends them.
_ON_THEM, _WITHIN, _BENT = 0.95, 0.6, 0.04


def are(marks: Marks, cells: np.ndarray) -> np.ndarray:
    """Bool `[N]`: which of the marks are ticks.

    Args:
        marks: N of them.
        cells: the printed box that each stands in, x, y, width and height, int
            `[N, 4]`, px; 0 in none. What touches its sides, or leaves it, has some of
            them with it.
    """
    begins = np.zeros(len(marks))
    for one in np.flatnonzero(marks.boxes[:, 3] >= LEAST_PX):
        inside = marks.inside(one)
        if cells[one].any():
            inside = _without_sides(inside, marks.boxes[one], cells[one])
        begins[one] = _begins(inside, marks.stroke[one])
    return begins >= (_BESIDE if (begins >= _SURE).any() else _SURE)


def _begins(inside, stroke):
    """How far left of its foot a tick begins, in stroke widths; 0 for what is none."""
    high, thick = inside.shape[0], max(round(stroke), 1)
    # Ends lie in the middle of a stroke, half of its width from where the ink ends.
    foot, end = _middle(inside[-thick:], high - thick), _middle(inside[:thick], 0)
    second = end - foot
    if second[0] <= 0 or second[0] < _LEANS * -second[1]:  # as of most digits
        return 0
    first = _middle(inside[:, :thick], 0) - foot
    if not _LEAST * high <= -first[1] <= _MOST * high:
        return 0
    if -first[0] < max(_BEGINS * -first[1], _BESIDE * stroke):
        return 0
    if np.hypot(*second) < _LONGER * np.hypot(*first):
        return 0
    y, x = np.nonzero(inside)
    points = np.column_stack([x, y]) - foot
    off = np.minimum(_off(points, first), _off(points, second))
    is_on = off <= _WITHIN * stroke + _BENT * high
    return -first[0] / stroke if is_on.mean() >= _ON_THEM else 0


def _without_sides(inside, box, cell):
    """The ink of a mark but for what lies about the sides of its cell."""
    ink = inside.copy()
    for axis, lines in ((0, ink.T), (1, ink)):
        after = np.arange(len(lines)) + box[axis] - cell[axis]
        within = np.minimum(after, cell[2 + axis] - 1 - after)
        lines[(within >= -_OUTSIDE_PX) & (within < _INSIDE_PX)] = False
    rows, columns = (np.flatnonzero(ink.any(axis)) for axis in (1, 0))
    if not len(rows):
        return inside
    return ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


def _middle(part, top):
    """x, y of the ink in a part of a mark, which begins so far down."""
    y, x = np.nonzero(part)
    return np.array((x.mean(), y.mean() + top))


def _off(points, stroke):
    """How far each point is from a stroke that begins at 0, px."""
    along = np.clip(points @ stroke / (stroke @ stroke), 0, 1)
    return np.hypot(*(points - along[:, np.newaxis] * stroke).T)
