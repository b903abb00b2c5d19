"""Printed lines, found and taken off without hurting the digits that cross them.

Rules of lined and squared paper, the boxes and combs of forms, the paper's own edge:
thin, straight, and either longer than any stroke of a pen, or ending at one another.
"""

import dataclasses

import cv2
import numpy as np

# Lines are looked for on a mask of half the size, where they are at least 2 px thick.
_SHRINK = 2
# Lengths in px of the small mask. A run is what a line with a slope of 1 in 10 leaves of
# itself in one row of pixels.
_RUN, _SHORT, _LONG = 13, 13, 75
_GAP = 5  # that noise tears into a line
# Lengths in widths of the line. A straight pen stroke is up to 18 times as long as wide.
_SHORT_RATIO, _LONG_RATIO = 5.0, 20.0
_BEND = 0.8  # px that a printed line may deviate from a parabola, standard deviation
_STEEPEST = 0.25  # rise over run
_MEET = 6  # px between the end of a line and the line that it meets
_TOUCH, _TEETH = 3, 2  # px of the page between a line and a bar on it; bars of a comb
# On a line, ink that is so much stronger than the line is a digit's.
_STRONGER, _STRONGER_BY = 1.35, 12


@dataclasses.dataclass(frozen=True)
class Ruling:
    """A printed line, along x; of an upright one x and y are exchanged.

    Attributes:
        start, end: its ends along x, px of the small mask.
        curve: polynomial of y over x, highest degree first.
        thick: px of the small mask.
    """

    start: int
    end: int
    curve: np.ndarray
    thick: float

    @property
    def length(self) -> int:
        return self.end - self.start

    def at(self, x) -> np.ndarray:
        return np.polyval(self.curve, x)


def find(is_ink: np.ndarray) -> tuple[list[Ruling], list[Ruling]]:
    """(level lines, upright lines) of a page.

    Args:
        is_ink: uint8 `[H, W]`, 255 where there is ink.
    """
    height, width = is_ink.shape
    size = (max(1, width // _SHRINK), max(1, height // _SHRINK))
    small = cv2.resize(is_ink, size, interpolation=cv2.INTER_AREA)
    small = cv2.compare(small, 60, cv2.CMP_GT)
    level, upright = _straight(small), _straight(np.ascontiguousarray(small.T))
    return _printed(level, upright)


def _straight(mask):
    """All straight thin runs along x."""
    ready = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones((1, _GAP), np.uint8))
    ready = cv2.dilate(ready, np.ones((2, 1), np.uint8))
    runs = cv2.morphologyEx(ready, cv2.MORPH_OPEN, np.ones((1, _RUN), np.uint8))
    _, labels, stats, _ = cv2.connectedComponentsWithStats(runs, ltype=cv2.CV_32S)
    wide, high, area = stats[:, 2], stats[:, 3], stats[:, 4]
    thin = area / np.maximum(wide, 1) - 1
    good = (wide >= _SHORT) & (wide >= _SHORT_RATIO * thin)
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
    curve = np.polyfit(columns, middles, 2 if wide >= _LONG else 1)
    off = middles - np.polyval(curve, columns)
    straight = np.abs(off) < 3
    if straight.mean() < 0.8 or off[straight].std() > _BEND:
        return None
    return Ruling(int(x), int(x + wide), curve, float(thick))


def _printed(level, upright):
    """Of both directions, the lines that no pen drew."""
    if not level or not upright:
        return tuple(
            [one for one in some if _is_long(one)] for some in (level, upright)
        )
    x, y = _crossings(level, upright)
    long = [np.array([_is_long(one) for one in some]) for some in (level, upright)]
    ends = [_ends_that_meet(x, level), _ends_that_meet(y.T, upright)]
    corners = [ends[0] & ends[1].any(0).T, ends[1] & ends[0].any(0).T]
    kept = [np.ones(len(some), bool) for some in (level, upright)]
    for _ in range(3):  # a side ends at a long line, or in the corner of a box
        kept = [
            long[this]
            | (ends[this] & long[1 - this] | corners[this] & kept[1 - this])
            .any(2)
            .all(0)
            for this in (0, 1)
        ]
    return tuple(
        [one for one, keep in zip(some, keeps, strict=True) if keep]
        for some, keeps in zip((level, upright), kept, strict=True)
    )


def _is_long(one):
    return one.length >= _LONG and one.length >= _LONG_RATIO * one.thick


def _crossings(level, upright):
    """(x, y), two float [level, upright]: where lines meet, nan where they do not."""
    middle = np.array([(one.start + one.end) / 2 for one in upright])
    first = [one.at(m) for one, m in zip(upright, middle, strict=True)]
    x = np.tile(first, (len(level), 1))
    for _ in range(2):
        y = np.stack([one.at(x[i]) for i, one in enumerate(level)])
        x = np.stack([one.at(y[:, j]) for j, one in enumerate(upright)], 1)
    ends = np.array([(one.start, one.end) for one in level])
    apart = (x < ends[:, :1] - _MEET) | (x > ends[:, 1:] + _MEET)
    ends = np.array([(one.start, one.end) for one in upright]).T
    apart |= (y < ends[:1] - _MEET) | (y > ends[1:] + _MEET)
    x[apart] = y[apart] = np.nan
    return x, y


def _ends_that_meet(along, lines):
    """bool [2, lines, partners]: whether a line's start, and its end, meet a partner.

    Args:
        along: where it meets each, float [lines, partners].
        lines: Rulings.
    """
    ends = np.array([(one.start, one.end) for one in lines]).T[..., np.newaxis]
    return np.abs(along - ends) <= _MEET


def remove(is_ink: np.ndarray, strength: np.ndarray) -> np.ndarray:
    """The same mask without printed lines; digits keep what they share with a line.

    Args:
        is_ink: uint8 `[H, W]`, 255 where there is ink.
        strength: uint8 `[H, W]`, of the ink.
    """
    level, upright = find(is_ink)
    if not level and not upright:
        return is_ink
    band, limit = np.zeros_like(is_ink), np.zeros_like(is_ink)
    bridged = np.zeros_like(is_ink)
    for lines, is_upright in ((level, False), (upright, True)):
        for one in lines:
            _draw(one, is_upright, strength, band, limit)
    outside = cv2.bitwise_and(is_ink, cv2.bitwise_not(band))
    strokes = cv2.morphologyEx(outside, cv2.MORPH_OPEN, np.ones((2, 2), np.uint8))
    for lines, is_upright in ((level, False), (upright, True)):
        if lines:
            across = 3 + int(np.ceil(max(_width(one) for one in lines)))
            window = np.ones((3, across) if is_upright else (across, 3), np.uint8)
            closed = cv2.morphologyEx(strokes, cv2.MORPH_CLOSE, window)
            bridged = cv2.bitwise_or(bridged, closed)
    stronger = cv2.compare(strength, limit, cv2.CMP_GT)
    shared = cv2.bitwise_and(band, cv2.bitwise_or(stronger, bridged))
    left = cv2.bitwise_or(outside, cv2.bitwise_and(shared, is_ink))
    return _without_teeth(left, [one for one in level if _is_long(one)])


def _without_teeth(left, level):
    """The same without the upright bars that stand on level lines, as on combs."""
    if not level:
        return left
    _, labels, stats, _ = cv2.connectedComponentsWithStats(left, ltype=cv2.CV_32S)
    x, y, wide, high, area = stats.T
    bar = (high > 1.6 * wide) & (area > 0.6 * wide * high)
    tooth = np.zeros(len(stats), bool)
    for one in level:
        middle = (x + wide / 2) / _SHRINK
        line = one.at(middle) * _SHRINK
        reach = _width(one) / 2 + _TOUCH
        on = (middle > one.start - _MEET) & (middle < one.end + _MEET)
        on &= (np.abs(y + high - line) < reach) | (np.abs(y - line) < reach)
        on &= bar & (wide <= 1.5 * _width(one))
        if on.sum() >= _TEETH:
            tooth |= on
    tooth[0] = False
    if not tooth.any():
        return left
    return np.where(tooth[labels], 0, left).astype(np.uint8)


def _width(one):
    """px of the page that a line covers, with its blurred edges."""
    return _SHRINK * min(one.thick, 5) + 3


def _draw(one, is_upright, strength, band, limit):
    """Draws a line into the band, and how strong ink must be to be a digit's there."""
    along = np.linspace(one.start - 1, one.end, 2 + one.length // 8)
    points = np.stack([along, one.at(along)], 1) * _SHRINK + 0.5
    if is_upright:
        points = points[:, ::-1]
    height, width = strength.shape
    at = np.rint(points).astype(int).clip(0, (width - 1, height - 1))
    own = float(np.median(strength[at[:, 1], at[:, 0]]))
    line = [np.rint(points * 16).astype(np.int32)]
    thick = round(_width(one))
    cv2.polylines(band, line, False, 255, thick, shift=4)
    most = min(255, _STRONGER * own + _STRONGER_BY)
    cv2.polylines(limit, line, False, most, thick, shift=4)
