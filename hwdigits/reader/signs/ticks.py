"""Ticks of a teacher, which look like ones: two strokes that meet at the foot."""

import cv2
import numpy as np

from hwdigits.reader.ink.bodies import LEAST_PX
from hwdigits.reader.ink.marks import Marks

# The second stroke is so many times as long as the first, leans so far to the right,
# px a px up, and the first begins so far left of the foot, in its own heights and in
# widths of the stroke, and so far above it, of the mark's height.
_LONGER, _LEANS, _BEGINS, _APART = 1.25, 0.25, 0.2, 1.1
_LEAST, _MOST = 0.15, 0.6
# What is as long, of the mark's width, level, and as near to the upper side of its box,
# is of that.
_SIDE, _SIDE_PX = 0.45, 6
# So much of the ink lies near them: within so many stroke widths, and so much of the
# mark's height, for a hand that is quick bends them.
_ON_THEM, _WITHIN, _BENT = 0.95, 0.6, 0.04


def are(marks: Marks, tops: np.ndarray) -> np.ndarray:
    """Bool `[N]`: which of the marks are ticks.

    Args:
        marks: N of them.
        tops: of the printed box that each stands in, y of its upper side, px; -1: in
            none. Where a tick leaves its box, some of that side stays with it.
    """
    found = marks.boxes[:, 3] >= LEAST_PX
    for one in np.flatnonzero(found):
        inside = marks.inside(one)
        if tops[one] >= 0:
            inside = _without_side(inside, int(tops[one] - marks.boxes[one, 1]))
        found[one] = _is_tick(inside, marks.stroke[one])
    return found


def _is_tick(inside, stroke):
    high, thick = inside.shape[0], max(round(stroke), 1)
    # Ends lie in the middle of a stroke, half of its width from where the ink ends.
    foot, end = _middle(inside[-thick:], high - thick), _middle(inside[:thick], 0)
    second = end - foot
    if second[0] <= 0 or second[0] < _LEANS * -second[1]:  # as of most digits
        return False
    first = _middle(inside[:, :thick], 0) - foot
    if not _LEAST * high <= -first[1] <= _MOST * high:
        return False
    if -first[0] < max(_BEGINS * -first[1], _APART * stroke):
        return False
    if np.hypot(*second) < _LONGER * np.hypot(*first):
        return False
    y, x = np.nonzero(inside)
    points = np.column_stack([x, y]) - foot
    off = np.minimum(_off(points, first), _off(points, second))
    return (off <= _WITHIN * stroke + _BENT * high).mean() >= _ON_THEM


def _without_side(inside, top):
    """The ink but for a level line about so far down: the upper side of a box."""
    ink = inside.astype(np.uint8)
    line = np.ones((1, max(int(_SIDE * inside.shape[1]), 1)), np.uint8)
    side = cv2.morphologyEx(ink, cv2.MORPH_OPEN, line)
    side[np.abs(np.arange(len(side)) - top) > _SIDE_PX] = 0
    ink &= ~side
    rows, columns = (np.flatnonzero(ink.any(axis)) for axis in (1, 0))
    if not len(rows):
        return inside
    return ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1] > 0


def _middle(part, top):
    """x, y of the ink in a part of a mark, which begins so far down."""
    y, x = np.nonzero(part)
    return np.array((x.mean(), y.mean() + top))


def _off(points, stroke):
    """How far each point is from a stroke that begins at 0, px."""
    along = np.clip(points @ stroke / (stroke @ stroke), 0, 1)
    return np.hypot(*(points - along[:, np.newaxis] * stroke).T)
