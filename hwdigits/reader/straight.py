"""Long thin straight lines: rules, squares, combs, the paper's own edge."""

import cv2
import numpy as np

from hwdigits.reader.ruling import LONG, Ruling

# px of the small mask. A run is what a line with a slope of 1 in 10 leaves in a row.
_RUN = 13
_GAP = 5  # that noise tears into a line
_SHORT_RATIO = 6.0  # length of a run in widths of the line
_BEND = 0.8  # that a printed line may deviate from a parabola, standard deviation
_STEEPEST = 0.25  # rise over run
# From a line's course to its other parts, px, and so much more for each px farther on.
_BESIDE, _BEND_ON = 2.0, 0.005
# Sides of boxes in a row: at least so many, of which each begins at most so many of
# their lengths behind the one before; and they cover that share of the whole.
_ROW, _APART, _COVERED = 4, 1.6, 0.6


def printed(mask: np.ndarray) -> tuple[list[Ruling], list[Ruling]]:
    """(printed lines along x; other straight strokes along x).

    Printed are the long ones, each as one line with all that lies on its course.

    Args:
        mask: uint8 `[h, w]`, 255 where there is ink, of half the page's size.
    """
    rest = sorted(_runs(mask), key=lambda one: -one.length)
    lines = []
    while rest and rest[0].is_long:
        line, rest = _grown(rest[0], rest[1:])
        lines.append(line)
        rest.sort(key=lambda one: not one.is_long)  # keeps the longest first
    return lines, rest


def _grown(line, others):
    """(a long line with what lies on its course; the others)."""
    parts = [line]
    while True:
        added = _next(line, parts, others)
        if not added:
            return line, others
        parts += added
        others = [one for one in others if one not in added]
        line = _joined(parts)


def _next(line, parts, others):
    """Those of the others that lie on a line's course, and not too far from it."""
    if not others:
        return []
    ends = np.array([(one.start, one.end) for one in others])
    levels = np.array([(one.at(one.start), one.at(one.end)) for one in others])
    reach = _BESIDE + _BEND_ON * np.abs(ends - (line.start + line.end) / 2)
    on = (np.abs(levels - _course(line, ends)) < reach).all(1)
    gaps = np.maximum(line.start - ends[:, 1], ends[:, 0] - line.end)
    near = gaps <= sum(one.length for one in parts)
    return [others[place] for place in np.flatnonzero(on & near)]


def _course(line, x):
    """y at x: a parabola runs away beyond its ends, its chord does not."""
    ends = np.array([line.start, line.end])
    low, high = line.at(ends)
    chord = low + (high - low) / max(line.length, 1) * (x - line.start)
    inside = (x >= line.start) & (x <= line.end)
    return np.where(inside, line.at(x), chord)


def _joined(parts):
    """One line through all parts."""
    x = np.array([(one.start, (one.start + one.end) / 2, one.end) for one in parts])
    y = np.concatenate([one.at(each) for one, each in zip(parts, x, strict=True)])
    lengths = np.array([one.length for one in parts])
    curve = np.polyfit(x.ravel(), y, 2, w=np.repeat(np.sqrt(lengths), 3))
    order = np.argsort([one.thick for one in parts])
    half = np.searchsorted(lengths[order].cumsum(), lengths.sum() / 2)
    thick = parts[order[half]].thick
    return Ruling(float(x.min()), float(x.max()), curve, thick)


def in_rows(lines: list[Ruling]) -> list[Ruling]:
    """Those that lie behind one another as the sides of boxes in a row do."""
    lines = sorted(lines, key=lambda one: one.start)
    rows = []
    for one in lines:
        for row in rows:
            if _follows(one, row[-1]):
                row.append(one)
                break
        else:
            rows.append([one])
    return [one for row in rows if _is_row(row) for one in row]


def _follows(one, before):
    """Whether a line of the same kind lies on the course of another, a box farther."""
    usual = (one.length + before.length) / 2
    if not before.end - _BESIDE <= one.start <= before.start + _APART * usual:
        return False
    course = np.polyfit(*_ends_of(before, one), 1)
    middle = np.array([(each.start + each.end) / 2 for each in (before, one)])
    off = [
        each.at(x) - np.polyval(course, x)
        for each, x in zip((before, one), middle, strict=True)
    ]
    return bool(np.abs(off).max() < _BESIDE and abs(course[0]) < _STEEPEST)


def _ends_of(*lines):
    x = np.array([end for one in lines for end in (one.start, one.end)])
    return x, np.concatenate([one.at(np.array([one.start, one.end])) for one in lines])


def _is_row(row):
    lengths = np.array([one.length for one in row])
    whole = row[-1].end - row[0].start
    alike = np.abs(lengths - np.median(lengths)) < 0.25 * np.median(lengths)
    course = np.polyfit(*_ends_of(*row), 1)
    x, y = _ends_of(*row)
    return (
        alike.sum() >= _ROW
        and lengths.sum() >= _COVERED * whole
        and np.abs(np.polyval(course, x) - y).mean() < _BESIDE
    )


def _runs(mask):
    """All straight thin runs along x."""
    ready = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones((1, _GAP), np.uint8))
    ready = cv2.dilate(ready, np.ones((2, 1), np.uint8))
    runs = cv2.morphologyEx(ready, cv2.MORPH_OPEN, np.ones((1, _RUN), np.uint8))
    _, labels, stats, _ = cv2.connectedComponentsWithStats(runs, ltype=cv2.CV_32S)
    wide, high, area = stats[:, 2], stats[:, 3], stats[:, 4]
    thin = area / np.maximum(wide, 1) - 1
    good = (wide >= _RUN) & (wide >= _SHORT_RATIO * thin)
    good &= high <= _STEEPEST * wide + 3 * thin + 3
    good[0] = False
    found = []
    for number in np.flatnonzero(good):
        ruling = _fitted(labels, stats[number], number, max(thin[number], 1.0))
        if ruling is not None:
            found.append(ruling)
    return found


def _fitted(labels, stat, number, thick):
    """A mark as a line, or None where it is not straight."""
    x, y, wide, high = stat[:4]
    inside = labels[y : y + high, x : x + wide] == number
    count = np.maximum(inside.sum(0), 1)
    middles = y - 0.5 + (np.arange(high) @ inside) / count
    columns = np.arange(x, x + wide)
    curve = np.polyfit(columns, middles, 2 if wide >= LONG else 1)
    off = middles - np.polyval(curve, columns)
    straight = np.abs(off) < 3
    if straight.mean() < 0.8 or off[straight].std() > _BEND:
        return None
    return Ruling(int(x), int(x + wide), curve, float(thick))
