"""Printed lines taken off without hurting the digits that cross them."""

import dataclasses

import cv2
import numpy as np

from hwdigits.reader.ink.marks import Marks
from hwdigits.reader.printed import rulings
from hwdigits.reader.printed.ruling import LONG, SHRINK, Ruling

# Across a line its strength is what this share of it does not exceed; at its edges
# lies so much of the most. Paler lines are none.
_ALONG, _EDGE, _FAINTEST, _THINNEST = 0.6, 0.2, 14, 5
# Lines are measured in sections about so long, px of the small mask, at so many points.
_SECTION, _POINTS = 80, 24
_DRAWN = 4  # points of a section that are drawn
# What lies to this share within a window so wide around lines may be left of them.
_ON_LINES, _BESIDE = 0.85, 7
# Of a bar: its width in heights; its area in stroke widths times its height.
_SLIM, _BAR = 0.25, 1.4
_RIM = 4  # px from the side of a cell: what stands there may be of the side
# On a line, ink that is so much stronger than the line is a digit's.
_STRONGER, _STRONGER_BY = 1.35, 12


@dataclasses.dataclass(frozen=True)
class Removed:
    """A page without its printed lines.

    Attributes:
        is_ink: uint8 `[H, W]`, 255 where there is ink of no printed line. Digits keep
            what they share with one.
        limit: uint8 `[H, W]`, 0 beside lines; on them, how strong ink must be to be a
            digit's.
        around_fields: uint8 `[H, W]`, not 0 on lines of boxes and the bars of combs.
        slope: of the level lines, px down a px to the right; 0.0 without any.
        of_fields: upright ones, the sides of boxes and the bars of combs.
        cells: where the boxes are, x, y, width and height, int `[N, 4]`, px.
    """

    is_ink: np.ndarray
    limit: np.ndarray
    around_fields: np.ndarray
    slope: float
    of_fields: list[Ruling]
    cells: np.ndarray

    def are_scraps(self, marks: Marks) -> np.ndarray:
        """Bool `[N]`: which marks are rests of lines, on them and no stronger.

        Or sides of boxes: bars from one line to another.
        """
        if not self.limit.any():
            return np.zeros(len(marks), bool)
        near = cv2.dilate(self.limit, np.ones((_BESIDE, _BESIDE), np.uint8))
        flat, labels = near.ravel(), marks.labels.ravel()
        on = np.flatnonzero((flat > 0) & (labels > 0))
        owner = labels[on]
        count = int(marks.numbers.max(initial=0)) + 1
        many = np.bincount(owner, minlength=count)[marks.numbers]
        limit = np.bincount(owner, flat[on], count)[marks.numbers] / np.maximum(many, 1)
        lies_on = many >= _ON_LINES * marks.area
        sides = _are_sides(marks, near) & (self.boxes_around(marks) < 0)
        return (lies_on | sides) & (marks.strength <= limit)

    def boxes_around(self, marks: Marks) -> np.ndarray:
        """int `[N]`: in which of the cells a mark's middle is; -1: in none."""
        if not len(self.cells):
            return np.full(len(marks), -1)
        x, y, wide, high = self.cells.T
        off_x, off_y = (
            (marks.boxes[:, axis] + marks.boxes[:, 2 + axis] / 2)[:, np.newaxis] - start
            for axis, start in enumerate((x, y))
        )
        inside = (off_x > _RIM) & (off_x < wide - _RIM) & (off_y > 0) & (off_y < high)
        return np.where(inside.any(1), inside.argmax(1), -1)

    def cells_around(self, marks: Marks) -> np.ndarray:
        """int `[N, 4]`: the cell around a mark, as in `cells`; 0 in none."""
        return np.append(self.cells, np.zeros((1, 4), int), 0)[self.boxes_around(marks)]


def _are_sides(marks, near):
    """Bool `[N]`: straight upright bars that begin and end near lines."""
    x, y, wide, high = marks.boxes.T
    middle = x + wide // 2
    stands = (near[y, middle] > 0) & (near[y + high - 1, middle] > 0)
    straight = marks.area <= _BAR * marks.stroke * high
    return stands & straight & (wide <= np.maximum(_SLIM * high, 2 * marks.stroke))


def remove(is_ink: np.ndarray, strength: np.ndarray) -> Removed:
    """Finds printed lines and takes them off.

    Args:
        is_ink: uint8 `[H, W]`, 255 where there is ink.
        strength: uint8 `[H, W]`, of the ink.
    """
    lines = rulings.find(is_ink, strength)
    level, upright = lines.level + lines.boxes, lines.upright + lines.bars
    cells = SHRINK * lines.cells
    band, limit, fields = (np.zeros_like(is_ink) for _ in range(3))
    if not level and not upright:
        return Removed(is_ink, limit, fields, 0.0, [], cells)
    widest = [
        max(_draw(one, is_upright, strength, band, on) for one, on in some)
        for is_upright, some in (
            (False, ((lines.boxes, fields), (lines.level, limit))),
            (True, ((lines.bars, fields), (lines.upright, limit))),
        )
    ]
    limit = cv2.max(limit, fields)
    outside = cv2.bitwise_and(is_ink, cv2.bitwise_not(band))
    bridged = _bridged(outside, *widest)
    stronger = cv2.compare(strength, limit, cv2.CMP_GT)
    shared = cv2.bitwise_and(band, cv2.bitwise_or(stronger, bridged))
    left = cv2.bitwise_or(outside, cv2.bitwise_and(shared, is_ink))
    return Removed(left, limit, fields, _slope(level), lines.bars, cells)


def _slope(level):
    rise = sum(float(one.at(one.end) - one.at(one.start)) for one in level)
    return rise / max(sum(one.length for one in level), LONG)


def _bridged(outside, level_px, upright_px):
    """Where strokes on both sides of lines, as wide as these at most, would meet."""
    strokes = cv2.morphologyEx(outside, cv2.MORPH_OPEN, np.ones((2, 2), np.uint8))
    bridged = np.zeros_like(outside)
    for window in ((3 + level_px, 3), (3, 3 + upright_px)):
        if max(window) > 3:
            closed = cv2.morphologyEx(
                strokes, cv2.MORPH_CLOSE, np.ones(window, np.uint8)
            )
            bridged = cv2.bitwise_or(bridged, closed)
    return bridged


def _draw(lines, is_upright, strength, band, limit):
    """Draws lines into the band, and how strong ink must be to be a digit's there.

    Returns:
        How wide the widest is, px of the page; 0 without any.
    """
    widest = 0
    for points, wide, own in _measured(lines, is_upright, strength):
        if own >= _FAINTEST:
            cv2.polylines(band, [points], False, 255, wide, shift=4)
            most = min(255, _STRONGER * own + _STRONGER_BY)
            cv2.polylines(limit, [points], False, most, wide, shift=4)
            widest = max(widest, wide)
    return widest


def _measured(lines, is_upright, strength):
    """(points, width with blurred edges, strength) of each line.

    It is where it shows in most of its sections: in others there are digits on it.
    Points are int32 `[N, 2]`, sixteenths of a px of the page, the width is px of it.
    """
    if not lines:
        return
    axis = 0 if is_upright else 1
    counts = np.array([max(1, round(one.length / _SECTION)) for one in lines])
    points = _points(lines, is_upright, counts)
    thick = np.array([one.thick for one in lines])
    reach = np.repeat(thick, counts)
    steps, across = _across(points, axis, strength, reach)
    # Farther off are digits.
    near = np.abs(steps)[:, np.newaxis] <= reach.astype(int) + 1
    peaks = np.where(near, across, -1).argmax(0)  # [sections]
    peak = across[peaks, np.arange(len(peaks))]
    owns = _medians(peak, counts)
    first, last = _edges(across, peaks, np.repeat(owns, counts))
    ends = np.cumsum(counts)
    middles = _without_outliers((steps[first] + steps[last]) / 2, ends)
    most = SHRINK * np.minimum(thick, 5) + 3
    wide = np.clip(_medians(last - first, counts) + 2, _THINNEST, most)
    points[..., axis] += _between(middles, ends)
    # A line bends so little that some of its points draw it.
    points = np.rint(16 * points).astype(np.int32)
    drawn = points[:, :: _POINTS // _DRAWN]
    wide = np.rint(wide).astype(int)
    for end, count, own, px in zip(
        *(some.tolist() for some in (ends, counts, owns, wide)), strict=True
    ):
        some = drawn[end - count : end].reshape(-1, 2)
        yield np.concatenate([some, points[end - 1, -1:]]), px, own


def _medians(values, counts):
    """Of so many values after each other, float `[lines]`, all at once."""
    line = np.repeat(np.arange(len(counts)), counts)
    values = values[np.lexsort((values, line))]
    first = np.cumsum(counts) - counts
    low, high = first + (counts - 1) // 2, first + counts // 2
    return (values[low] + values[high]) / 2


def _points(lines, is_upright, counts):
    """float [sections, _POINTS, 2]: x and y on the page, of so many sections a line."""
    many = counts * _POINTS
    line = np.repeat(np.arange(len(lines)), many)
    place = np.arange(len(line)) - (np.cumsum(many) - many)[line]
    start, end = (
        np.array([getattr(one, name) for one in lines]) for name in ("start", "end")
    )
    along = (start - 1)[line] + place * ((end - start + 1) / (many - 1))[line]
    curves = np.zeros((3, len(lines)))
    for one, curve in enumerate(line.curve for line in lines):
        curves[3 - len(curve) :, one] = curve
    bend, rise, level = curves[:, line]
    points = np.stack([along, (bend * along + rise) * along + level], 1)
    points = SHRINK * points + 0.5
    return (points[:, ::-1] if is_upright else points).reshape(-1, _POINTS, 2)


def _between(middles, ends):
    """float [sections, _POINTS]: from the middle of one section to the next's.

    Args:
        middles: how far off the line is in each section.
        ends: of each line, the section after its last one.
    """
    starts = np.append(0, ends[:-1])
    before, after = np.roll(middles, 1), np.roll(middles, -1)
    before[starts], after[ends - 1] = middles[starts], middles[ends - 1]
    before, here, after = (one[:, np.newaxis] for one in (before, middles, after))
    place = (np.arange(_POINTS) + 0.5) / _POINTS - 0.5
    return here + np.where(place < 0, here - before, after - here) * place


def _across(points, axis, strength, thick):
    """(steps across a line, px; strength there `[steps, sections]`, -1 too far off)."""
    reach = (SHRINK * thick).astype(int) + 3
    steps = np.arange(-reach.max(), reach.max() + 1)
    height, width = strength.shape
    most = np.array([width, height]) - 1
    least = np.array([0, 0])
    least[axis], most[axis] = reach.max(), max(most[axis] - reach.max(), reach.max())
    x, y = np.rint(points).astype(int).clip(least, most).transpose(2, 0, 1)
    moves = steps * (1, width)[axis]
    at = (y * width + x) + moves[:, np.newaxis, np.newaxis]
    # [steps, sections, points]; NumPy parts 32 bits three times as fast as 8.
    values = strength.take(at, mode="clip").astype(np.int32)
    middle = int(_ALONG * _POINTS)
    across = np.partition(values, middle, axis=2)[..., middle].astype(float)
    across[np.abs(steps)[:, np.newaxis] > reach] = -1
    return steps, across


def _edges(across, peaks, own):
    """The first and last step of each section that belong to the line at its peak."""
    far = np.arange(len(across))[:, np.newaxis]
    padded = np.concatenate([across, np.full_like(across[:1], -1)])
    ends = []
    for way in (-1, 1):
        at = peaks + way * far
        at[(at < 0) | (at >= len(across))] = len(across)
        values = np.take_along_axis(padded, at, 0)
        lowest = np.minimum.accumulate(values)
        # Where it rises again, the next line begins.
        out = (lowest <= np.maximum(_EDGE * own, _FAINTEST)) | (
            values > lowest + _EDGE * own
        )
        ends.append(peaks + way * np.maximum(out.argmax(0) - 1, 0))
    return ends


def _without_outliers(middles, ends):
    """Each the median of itself and its neighbours in its line."""
    before, after = np.roll(middles, 1), np.roll(middles, -1)
    starts = np.append(0, ends[:-1])
    before[starts], after[ends - 1] = middles[starts], middles[ends - 1]
    return np.sort([before, middles, after], axis=0)[1]
