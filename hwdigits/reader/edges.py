"""What the edges of a cut-out cut off beside its digits: sides of cells, other lines.

A digit that was cut out closely reaches the edges, too: nothing is a rest unless other
marks stand clear of them.
"""

import numpy as np

from hwdigits.reader.ink.marks import Marks
from hwdigits.reader.photo.sheets import Sheet
from hwdigits.reader.rows import Row

_NEAR_PX = 3  # what ends nearer to an edge reaches it
_INSIDE = 0.3  # of a cut-out's height, what stands in a cell has at least
# Beside so many digits that stand clear, a side of a cell is so many times as high as
# wide, and ends so much farther out, in heights of a digit, than any of them; or so
# little of it is left, in widths of their strokes.
_CLEAR, _BAR, _FARTHER, _THIN = 2, 2.5, 0.1, 0.7
# Rests of other lines lie beyond the digits, and these so far from the edge, in
# heights of one: the bar of a five that was cut out closely may reach it.
_APART = 0.15


def are_rests(marks: Marks, rows: list[Row], sheet: Sheet) -> np.ndarray | None:
    """Bool `[N]`: which of a cut-out's marks are no more than that.

    None where nothing as high as a digit stands clear of the edges.

    Args:
        marks: N of them.
        rows: as they were found, with the rests.
        sheet: the cut-out, on a margin.
    """
    boxes, (left, top, right, bottom) = marks.boxes, sheet.within
    x, y, wide, high = boxes.T
    reached = np.array(
        [
            x <= left + _NEAR_PX,
            x + wide >= right - _NEAR_PX,
            y <= top + _NEAR_PX,
            y + high >= bottom - _NEAR_PX,
        ]
    )
    is_inside = ~reached.any(0) & (high >= _INSIDE * (bottom - top))
    if not is_inside.any():
        return None
    # From top to bottom a digit may go that was cut out closely.
    across = reached[0] & reached[1]
    around = (reached.sum(0) > 1) & (_held(boxes, boxes[is_inside]) >= _CLEAR)
    bars = _are_bars(marks, rows, reached)
    return across | around | bars | _are_of_others(marks, rows, reached, top, bottom)


def _held(boxes, others):
    """int `[N]`: how many of the others each of N boxes has in it."""
    corners, inner = (
        np.hstack([some[:, :2], some[:, :2] + some[:, 2:]]) for some in (boxes, others)
    )
    farther = np.sign([-1, -1, 1, 1]) * (corners[:, np.newaxis] - inner)
    return (farther > 0).all(2).sum(1)


def _are_bars(marks, rows, reached):
    """Bool `[N]`: sides of a cell, at the ends of rows."""
    are = np.zeros(len(marks), bool)
    for row in rows:
        clear = _clear(row, reached)
        if len(clear) < _CLEAR:
            continue
        y, high = marks.boxes[clear][:, 1::2].T
        far = _FARTHER * row.height
        highest, lowest = y.min() - far, (y + high).max() + far
        thin = _THIN * np.median(marks.stroke[clear])
        for one in row.members[[0, -1]].tolist():
            _, y, wide, high = marks.boxes[one].tolist()
            *beside, above, below = reached[:, one].tolist()
            are[one] = high >= _BAR * wide and (
                (above and y < highest)
                or (below and y + high > lowest)
                or (any(beside) and wide < thin)
            )
    return are


def _are_of_others(marks, rows, reached, top, bottom):
    """Bool `[N]`: what is left of the lines above and below."""
    clear = np.concatenate([np.zeros(0, int), *(_clear(row, reached) for row in rows)])
    if len(clear) < _CLEAR:
        return np.zeros(len(marks), bool)
    _, y, _, high = marks.boxes.T
    highest, lowest = np.median(y[clear]), np.median((y + high)[clear])
    far, middle = _APART * (lowest - highest), y + high / 2
    above = reached[2] & (middle < highest) & (highest > top + far)
    below = reached[3] & (middle > lowest) & (lowest < bottom - far)
    return above | below


def _clear(row, reached):
    """Its digits that reach no edge."""
    digits = row.members[~row.is_part]
    return digits[~reached[:, digits].any(0)]
