"""Short level lines that lie in a row: sides of boxes, and one under each digit."""

import numpy as np

from hwdigits.reader.printed.ruling import Ruling
from hwdigits.reader.printed.straight import BESIDE, STEEPEST

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


def sides(lines: list[Ruling]) -> list[Ruling]:
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
    if not before.end - BESIDE <= one.start <= before.start + _APART * usual:
        return False
    pair = before, one
    middle = [(each.start + each.end) / 2 for each in pair]
    level = [each.at(x) for each, x in zip(pair, middle, strict=True)]
    # From one middle to the other no course would go that is flat and near to both.
    most = STEEPEST * abs(middle[1] - middle[0]) + 2 * BESIDE
    if abs(level[1] - level[0]) >= most:
        return False
    rise, at_0 = _course_of(*_ends_of(*pair)).tolist()
    off = (y - rise * x - at_0 for x, y in zip(middle, level, strict=True))
    return max(map(abs, off)) < BESIDE and abs(rise) < STEEPEST


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
        and np.abs(np.polyval(course, x) - y).mean() < BESIDE
    )


def _are_even(starts, share=_MOST_EVEN):
    """Whether that share of gaps is the usual one, or twice or three times that."""
    gaps = np.diff(starts)
    usual = np.median(gaps)
    off = np.abs(gaps - usual * np.maximum(np.rint(gaps / usual), 1))
    return (off <= max(_UNEVEN_PX, _UNEVEN * usual)).mean() >= share
