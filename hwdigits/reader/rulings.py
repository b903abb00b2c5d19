"""Printed lines, found and taken off without hurting the digits that cross them.

Two kinds: long thin straight lines (rules of lined and squared paper, the lower line of
a comb, the paper's own edge), and the sides of cells (boxes of forms and tables), which
are the borders of rectangular holes in the ink.
"""

import dataclasses

import cv2
import numpy as np

# Lines are looked for on a mask of half the size; lengths are px of it, if not said
# otherwise. A run is what a line with a slope of 1 in 10 leaves of itself in a row.
_SHRINK = 2
_RUN, _LONG = 13, 75
_GAP = 5  # that noise tears into a line
# Lengths in widths of the line: a straight pen stroke has up to 18.
_SHORT_RATIO, _LONG_RATIO = 6.0, 20.0
_BEND = 0.8  # that a printed line may deviate from a parabola, standard deviation
_STEEPEST = 0.25  # rise over run
_BESIDE = 2.0  # from a long line's course to what is left of it farther on
# A hole is a cell where its hull fills so much of a rectangle. That of a 0 fills 0.79.
_RECTANGULAR, _LEAST_CELL, _THICKEST = 0.92, 10, 0.25
_MOST_CELLS = 200  # more are squared paper, whose lines are long
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

    start: float
    end: float
    curve: np.ndarray
    thick: float

    @property
    def length(self) -> float:
        return self.end - self.start

    @property
    def is_long(self) -> bool:
        """Longer than any stroke of a pen."""
        return self.length >= max(_LONG, _LONG_RATIO * self.thick)

    def at(self, x) -> np.ndarray:
        """y at x."""
        return np.polyval(self.curve, x)


def find(is_ink: np.ndarray) -> tuple[list[Ruling], list[Ruling]]:
    """(level lines, upright lines) of a page.

    Args:
        is_ink: uint8 `[H, W]`, 255 where there is ink.
    """
    height, width = is_ink.shape
    size = (max(1, width // _SHRINK), max(1, height // _SHRINK))
    small = cv2.resize(is_ink, size, interpolation=cv2.INTER_AREA)
    small = np.where(small > 60, 255, 0).astype(np.uint8)
    level, upright = _sides_of_cells(small)
    level += _printed(_straight(small))
    upright += _printed(_straight(np.ascontiguousarray(small.T)))
    return level, upright


def _printed(lines):
    """The long ones, and what lies on their course farther on."""
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


def _sides_of_cells(mask):
    """(level, upright) sides of all rectangular holes in the ink."""
    contours, nesting = cv2.findContours(mask, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_SIMPLE)
    level, upright = [], []
    for contour, (*_, parent) in zip(
        contours, nesting[0] if contours else (), strict=True
    ):
        _, _, wide, high = cv2.boundingRect(contour)
        if parent < 0 or min(wide, high) < _LEAST_CELL:
            continue
        corners = _corners(contour)
        if corners is None:
            continue
        thick = _thickness(mask, corners, corners.mean(0))
        if thick is not None and thick <= _THICKEST * min(wide, high):
            _add_sides(level, upright, corners, corners.mean(0), thick)
        if len(level) > 2 * _MOST_CELLS:
            return [], []
    return level, upright


def _corners(contour):
    """float [4, 2] in order around a hole, or None where it is no cell."""
    hull = cv2.convexHull(contour)
    rectangle = cv2.minAreaRect(hull)
    area = rectangle[1][0] * rectangle[1][1]
    if cv2.contourArea(hull) < _RECTANGULAR * area:
        return None
    corners = cv2.approxPolyDP(hull, 0.04 * cv2.arcLength(hull, True), True)
    corners = corners.reshape(-1, 2).astype(np.float32)
    corners = corners if len(corners) == 4 else cv2.boxPoints(rectangle)
    away = corners - corners.mean(0)
    return corners[np.argsort(np.arctan2(away[:, 1], away[:, 0]))]


def _thickness(mask, corners, centre):
    """Of the line around a cell: the median of where ink ends beyond its sides."""
    found = []
    height, width = mask.shape
    for corner, after in zip(corners, np.roll(corners, -1, 0), strict=True):
        for share in (0.25, 0.5, 0.75):
            at = corner + share * (after - corner)
            out = (corner + after) / 2 - centre
            out = out / np.linalg.norm(out)
            steps = at + np.arange(-1, 16)[:, np.newaxis] * out
            x, y = np.rint(steps).astype(int).T
            inside = (x >= 0) & (y >= 0) & (x < width) & (y < height)
            ink = mask[y[inside], x[inside]] > 0
            if ink.any():
                first = int(ink.argmax())
                run = ink[first:]
                found.append(len(run) if run.all() else int(run.argmin()))
    return float(np.median(found)) if len(found) >= 8 else None


def _add_sides(level, upright, corners, centre, thick):
    """The four sides, moved outwards to the middle of their line."""
    for corner, after in zip(corners, np.roll(corners, -1, 0), strict=True):
        out = (corner + after) / 2 - centre
        # The corners lie on the first pixel of ink, whose blur reaches farther in.
        shift = out / np.linalg.norm(out) * (thick / 2 - 0.5)
        along = (after - corner) / np.linalg.norm(after - corner) * thick
        ends = np.array([corner - along + shift, after + along + shift])
        is_upright = abs(along[1]) > abs(along[0])
        ends = ends[:, ::-1] if is_upright else ends
        ends = ends[np.argsort(ends[:, 0])]
        curve = np.polyfit(ends[:, 0], ends[:, 1], 1)
        one = Ruling(float(ends[0, 0]), float(ends[1, 0]), curve, thick + 1)
        (upright if is_upright else level).append(one)


def _straight(mask):
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
    curve = np.polyfit(columns, middles, 2 if wide >= _LONG else 1)
    off = middles - np.polyval(curve, columns)
    straight = np.abs(off) < 3
    if straight.mean() < 0.8 or off[straight].std() > _BEND:
        return None
    return Ruling(int(x), int(x + wide), curve, float(thick))


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
    return _without_teeth(left, [one for one in level if one.is_long])


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
        on = (middle > one.start - _TOUCH) & (middle < one.end + _TOUCH)
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
    along = np.linspace(one.start - 1, one.end, 2 + int(one.length) // 8)
    points = np.stack([along, one.at(along)], 1) * _SHRINK + 0.5
    if is_upright:
        points = points[:, ::-1]
    own = _own_strength(points, is_upright, strength, _width(one) / 2)
    line = [np.rint(points * 16).astype(np.int32)]
    thick = round(_width(one))
    cv2.polylines(band, line, False, 255, thick, shift=4)
    most = min(255, _STRONGER * own + _STRONGER_BY)
    cv2.polylines(limit, line, False, most, thick, shift=4)


def _own_strength(points, is_upright, strength, reach):
    """How strong a line is: across it the most, along it the median."""
    steps = np.arange(-reach, reach + 1)
    moves = np.zeros((len(steps), 1, 2))
    moves[:, 0, 0 if is_upright else 1] = steps
    height, width = strength.shape
    at = np.rint(points + moves).astype(int).clip(0, (width - 1, height - 1))
    return float(np.median(strength[at[..., 1], at[..., 0]].max(0)))
