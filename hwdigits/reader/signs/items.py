"""Lists: a letter or a number and a bracket before what is listed, as a) or 1).

A bracket that nothing opens may be a one. Where several rows begin with a mark or two,
a bracket and a space, it is none; and what stands before it are letters, unless it
counts the rows.
"""

from typing import NamedTuple

import numpy as np

from hwdigits.reader.ink.marks import Marks
from hwdigits.reader.lattice import SPACE, Candidate
from hwdigits.reader.rows import Row
from hwdigits.reader.signs import bars

# Before the space stand so many marks at most, the bracket among them. It is so high,
# in heights of a digit, and bent so far to the right, in its own.
_MOST, _HIGH, _BENT = 4, 0.75, 0.04
_ROWS, _SHARE = 3, 0.5  # so many rows begin so, and so much of all
# In the others the bracket may be one mark with its letter, which ends where most do,
# but for so many heights of a digit.
_IN_LINE = 0.5
_COUNTS = 0.6  # of the rows, whose numbers are one more than the last
_NOWHERE = np.inf, -np.inf


class _Word(NamedTuple):
    """What stands before a row's first space: where it ends and its last mark begins,
    px, whether that is a bracket, and how high a digit of the row is."""

    last: float
    end: float
    is_item: bool
    height: float


def are_none(
    rows: list[Row], read: list[tuple[list[Candidate], list[int]]], marks: Marks
) -> list[np.ndarray]:
    """Which of what was read of each row stands for its item, bool `[K]` each.

    Args:
        rows: of the page.
        read: of each what is taken for digits, from left to right, and as which.
        marks: of the page.
    """
    words = [_first_word(row, marks) for row in rows]
    items = [word for word in words if word and word.is_item]
    spans = [_NOWHERE] * len(rows)
    if len(items) >= max(_ROWS, _SHARE * len(rows)):
        counts = _count(
            [_number(*one, word) for one, word in zip(read, words, strict=True)]
        )
        end = float(np.median([word.end for word in items]))
        spans = [_span(word, end, counts) for word in words]
    return [
        np.array([start <= (one.box[0] + one.box[2]) / 2 <= end for one in some], bool)
        for (some, _), (start, end) in zip(read, spans, strict=True)
    ]


def _first_word(row, marks):
    """None for a row without a space, or with many marks before it."""
    boxes = marks.boxes[row.members]
    right = np.maximum.accumulate(boxes[:, 0] + boxes[:, 2])
    spaces = np.flatnonzero(boxes[1:, 0] - right[:-1] > SPACE * row.height)
    if not len(spaces) or spaces[0] >= _MOST:
        return None
    place = int(spaces[0])
    is_high = boxes[place, 3] >= _HIGH * row.height
    opens, closes = (
        bars.bent_right(marks.inside(row.members[one])) for one in (0, place)
    )
    is_item = bool(place > 0 and is_high and closes >= _BENT and opens > -_BENT)
    return _Word(float(boxes[place, 0]), float(right[place]), is_item, row.height)


def _number(candidates, digits, word):
    """What was read before the bracket; None for nothing, or without one."""
    if not (word and word.is_item):
        return None
    middle = (word.last + word.end) / 2
    both = zip(candidates, digits, strict=True)
    before = "".join(str(digit) for one, digit in both if one.box[2] <= middle)
    return int(before) if before else None


def _count(numbers):
    """Whether they go up by one from row to row, mostly."""
    steps = np.diff([number for number in numbers if number is not None])
    return len(steps) > 0 and (steps == 1).mean() >= _COUNTS


def _span(word, end, counts):
    """From where to where there is no digit, px."""
    if word and word.is_item:
        return (word.last if counts else -np.inf), word.end
    if word and not counts and abs(word.end - end) <= _IN_LINE * word.height:
        return -np.inf, word.end
    return _NOWHERE
