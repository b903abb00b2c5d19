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
_BESIDE = 2.0  # from a long line's course to what is left of it farther on


def printed(mask: np.ndarray) -> list[Ruling]:
    """Those along x: the long ones, and what lies on their course farther on.

    Args:
        mask: uint8 `[h, w]`, 255 where there is ink, of half the page's size.
    """
    lines = _runs(mask)
    long = [one for one in lines if one.is_long]
    rest = [one for one in lines if not one.is_long and one.length >= 2 * _RUN]
    return long + [one for one in rest if any(_continues(one, of) for of in long)]


def _continues(one, long):
    ends = np.array([one.start, one.end])
    course = long.curve
    if len(course) == 3:  # a parabola runs away beyond its ends: its chord does not
        near = np.array([long.start, long.end])
        course = np.polyfit(near, long.at(near), 1)
    reach = _BESIDE + 0.005 * np.abs(ends - (long.start + long.end) / 2)
    return bool((np.abs(one.at(ends) - np.polyval(course, ends)) < reach).all())


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
