"""Crosses among digits: signs of sums, plus and times, which look like a four.

What is cut out and brought to one size hides that such a sign is small; but all its ink
lies on two straight lines through its middle, which hardly a digit shows.
"""

import numpy as np

from hwdigits.reader.ink.marks import Marks
from hwdigits.reader.rows import Row

# A cross is so high at most, in heights of a digit in its row, and one side at most so
# many times as long as the other.
_HIGHEST, _LONGER = 0.95, 2.0
_WIDEST = 0.3  # a stroke, of its longer side: fatter ones hide where they run
# So much of its ink lies on the lines: within so many stroke widths, and so much of its
# longer side, of their middles; of low ones, of so many heights of a digit, within the
# second. Of 150 fonts of hands 19 of 20 plus and times signs are found so, and two of
# three letters x; of MNIST's digits one in 600, and of low ones one in 50 (the model is
# sure of two in three of these, which stay digits).
_ON_LINES = 0.9
_WITHIN, _LOW, _WITHIN_LOW = (0.4, 0.04), 0.8, (0.5, 0.05)
_ANGLE = 55  # degrees at least at which they cross
# Each of the four arms is so long at least, of the longest; what lies farther from the
# middle than so much of it tells where they point.
_ARM, _TELLS = 0.5, 0.45
_DIRECTIONS = 36  # of lines, that are told apart
_SMOOTH = np.exp(-((np.arange(-4, 5) / 1.5) ** 2) / 2)


def are(row: Row, marks: Marks) -> np.ndarray:
    """Which of a row's members are crosses beside digits, bool `[members]`.

    Where nothing but crosses stands there is no sum: then none is.
    """
    _, _, wide, high = marks.boxes[row.members].T
    may_be = (high <= _HIGHEST * row.height) & ~marks.boxed[row.members]
    may_be &= np.maximum(wide, high) <= _LONGER * np.minimum(wide, high)
    may_be &= marks.stroke[row.members] <= _WIDEST * np.maximum(wide, high)
    found = np.zeros(len(may_be), bool)
    for place in np.flatnonzero(may_be):
        mark = row.members[place]
        is_low = high[place] < _LOW * row.height
        strokes, share = _WITHIN_LOW if is_low else _WITHIN
        within = strokes * marks.stroke[mark] + share * max(wide[place], high[place])
        found[place] = _is_cross(marks.inside(mark), within)
    return found & (~found & ~row.is_part).any()


def _is_cross(inside, within):
    """Whether nearly all ink is `within` so many px of two lines that cross."""
    y, x = np.nonzero(inside)
    right, up = x - x.mean(), y.mean() - y
    far = np.hypot(right, up)
    longest = far.max()
    tells = far > _TELLS * longest
    on_lines = np.zeros(len(x), bool)
    for angle in _two_lines(np.arctan2(up[tells], right[tells])):
        along = right * np.cos(angle) + up * np.sin(angle)
        is_on = np.abs(right * np.sin(angle) - up * np.cos(angle)) <= within
        ends = along[is_on].max(initial=0), -along[is_on].min(initial=0)
        if min(ends) < _ARM * longest:
            return False
        on_lines |= is_on
    return on_lines.mean() >= _ON_LINES


def _two_lines(angles):
    """The two directions, 0..pi, in which most points lie, far enough apart."""
    places = (angles % np.pi * (_DIRECTIONS / np.pi)).astype(int) % _DIRECTIONS
    often = np.bincount(places, minlength=_DIRECTIONS)
    often = np.convolve(np.pad(often, 4, "wrap"), _SMOOTH, "valid")
    first, half = int(often.argmax()), _DIRECTIONS // 2
    apart = np.abs((np.arange(_DIRECTIONS) - first + half) % _DIRECTIONS - half)
    second = int(np.where(apart * 180 >= _ANGLE * _DIRECTIONS, often, -1).argmax())
    return [(one + 0.5) * np.pi / _DIRECTIONS for one in (first, second)]
