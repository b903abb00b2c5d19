"""Form fields: what stands in them is meant, words printed beside them are not.

A form says what belongs into its boxes, in letters smaller than the digits in them, to
the left or above. What stands beside the fields and is as large as the digits is
somebody's writing, and stays.
"""

import dataclasses

import numpy as np

from hwdigits.reader.ink.marks import Marks, distances
from hwdigits.reader.printed.removal import Removed
from hwdigits.reader.printed.ruling import SHRINK

# A mark stands in a field between two upright lines no farther off and no higher than
# so many of its heights, on which its lower end lies, give or take such shares of its
# height. What is higher are the sides of the paper.
_FAR, _HIGHEST, _ABOVE, _BELOW = 4.0, 4.0, 0.1, 0.3
# A cell of a comb is open above: so high over the line, in its widths and in heights of
# the mark, there may be a digit. Its bars end level, give or take such a share.
_HIGH, _DEEP, _LEVEL = 0.75, 2.0, 0.2
_LEAST_PX = 12  # height of what may be a digit
_LEAST_IN_FIELDS = 2
# Of the usual height of what stands in the fields. On made-up forms letters have less
# than half of it, and nobody writes a digit so much smaller beside his own.
_SMALL = 0.72
# So near to what stands in a field, in usual heights, is a stroke of it.
_STROKE = 0.3
# Where a box is printed something is to be expected, as faint as it may be.
_MEANT = 1.3
# A box is for one digit if it is not wider than so many of its heights.
_FOR_ONE = 1.3


def judged(marks: Marks, ruled: Removed) -> Marks:
    """Marks without words beside fields, and what is known of those in fields.

    Faint ones there are clearer by a share, and those in boxes are `boxed`.

    Args:
        marks: N of them, px of the page.
        ruled: the page without its printed lines.
    """
    boxed = _are_boxed(marks, ruled)
    inside = boxed | _are_in_fields(marks.boxes, ruled.of_fields)
    clarity = np.where(inside, _MEANT * marks.clarity, marks.clarity)
    marks = dataclasses.replace(marks, clarity=clarity, boxed=boxed)
    return marks.take(~_are_words(marks.boxes, inside))


def _are_boxed(marks, ruled):
    """Whether each stands in a box that is for one digit."""
    wide, high = ruled.cells[:, 2:].T
    for_one = np.append(wide <= _FOR_ONE * high, False)  # the last one: in no box
    return for_one[ruled.boxes_around(marks)]


def _are_words(boxes, inside):
    high = boxes[:, 3]
    digits = inside & (high >= _LEAST_PX)
    if digits.sum() < _LEAST_IN_FIELDS:
        return np.zeros(len(boxes), bool)
    usual = np.quantile(high[digits], 0.5, method="lower")
    small = ~inside & (high < _SMALL * usual)
    for one in np.flatnonzero(small).tolist():
        near = distances(boxes[one], boxes[digits]).min()
        small[one] = near > _STROKE * usual
    return small


def _are_in_fields(boxes, upright):
    if not upright:
        return np.zeros(len(boxes), bool)
    x, y, wide, high = boxes.T[..., np.newaxis].astype(float)  # [N, 1]
    middle, foot = x + wide / 2, y + high
    tops, ends = (
        SHRINK * np.array([getattr(line, end) for line in upright])
        for end in ("start", "end")
    )
    # Where each line is beside each mark, [N, lines].
    at = np.stack(
        [
            SHRINK * line.at(y[:, 0] / SHRINK + high[:, 0] / (2 * SHRINK))
            for line in upright
        ]
    ).T
    near = (foot <= ends + _BELOW * high) & (np.abs(at - middle) <= _FAR * high)
    near &= ends - tops <= _HIGHEST * high
    beside = near & (foot >= tops - _ABOVE * high)
    between = (beside & (at < middle)).any(1) & (beside & (at > middle)).any(1)
    near &= foot >= ends - _DEEP * high
    return between | _are_above(at, ends, middle[:, 0], foot[:, 0], near)


def _are_above(at, ends, middle, foot, near):
    """Whether marks stand between two bars of a comb, above their tops."""
    off = at - middle[:, np.newaxis]
    left = np.where(near & (off < 0), off, -np.inf).argmax(1)
    right = np.where(near & (off > 0), off, np.inf).argmin(1)
    every = np.arange(len(at))
    wide = off[every, right] - off[every, left]
    is_pair = (near[every, left] & near[every, right] & (wide > 0)) & (
        np.abs(ends[left] - ends[right]) <= _LEVEL * wide
    )
    return is_pair & (foot >= ends[right] - _HIGH * wide)
