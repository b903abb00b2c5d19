"""Cells seen as holes: patches of paper that ink encloses like a box.

They are the seeds of a grid. A digit that touches its box, a broken or a pale line
loses some of them; the lines are followed from those that are found.
"""

import itertools

import cv2
import numpy as np

from hwdigits.reader.grids import nearby

# Ink is what exceeds the mean of a window so wide, as a share of the picture's longer
# side, by so much strength. Of 110 photos of puzzles 109 showed 20 of their 81 cells
# at that limit alone; a lower one closes pale lines, a higher one parts dark ones.
# Of the cells that are looked for it shows that share at least: in 181 photos of grids,
# 70 of them made up, 2 or more where it takes 4, and in 57 of 137 others less.
_WINDOW, _LIMIT, _OTHER_LIMITS, _CLEAR = 0.05, 5, (2, 12), 0.5
# So is what is narrower than this and so much stronger than its surroundings: pale
# lines beside dark ones, or out of focus.
_NARROW, _NARROW_LIMIT = 0.014, 4
_LEAST_PX = 9  # the shorter side of a hole
_MOST_SHARE = 0.5  # of the picture that one cell may fill
# The hull of a hole fills so much of the smallest rectangle around it; perspective
# takes some of that.
_RECTANGULAR = 0.84
_MOST = 900  # holes that are looked at, the largest
# Squares of one size are so nearly as wide as high and as large as most holes.
_ALIKE = 0.75
# Holes are the same where their middles are nearer than this share of a side.
_SAME = 0.3
_NONE = np.zeros((0, 4, 2), np.float32)


def find(strength: np.ndarray, least: int, most: int) -> np.ndarray:
    """Corners of holes, float32 `[N, 4, 2]`, x and y in px.

    Those of each in the order top left, top right, bottom right, bottom left, as the
    picture would be held for most of them to be upright.

    Args:
        strength: of the ink, uint8 `[H, W]`.
        least: how many are looked for; where hardly any is clear, there are none.
        most: how many squares may be; with more it is squared paper, without holes.
    """
    if min(strength.shape) < 2 * _LEAST_PX:
        return _NONE
    wide, narrow = (
        (int(share * max(strength.shape)) | 1,) * 2 for share in (_WINDOW, _NARROW)
    )
    over = cv2.subtract(strength, cv2.blur(strength, wide))
    found = list(_hulls(over > _LIMIT))
    # The others take three times as long as this mask, on a noisy picture ten times.
    if len(found) < _CLEAR * least or _squares(_of_hulls(found)) > most:
        return _NONE
    lines = cv2.morphologyEx(strength, cv2.MORPH_TOPHAT, np.ones(narrow, np.uint8))
    masks = [*(over > limit for limit in _OTHER_LIMITS), lines > _NARROW_LIMIT]
    corners = _of_hulls([*found, *(one for mask in masks for one in _hulls(mask))])
    return corners if _squares(corners) <= most else _NONE


def _of_hulls(found):
    """Corners of holes, `[N, 4, 2]`, those that are the same once; of _hulls."""
    if not found:
        return _NONE
    found = sorted(found, key=lambda one: one[0], reverse=True)[:_MOST]
    areas, angles, hulls = zip(*found, strict=True)
    corners = _corners(hulls, _turn(np.array(areas), np.deg2rad(angles)))
    return corners[_different(corners)]


def _squares(corners):
    """How many holes are squares of about one size."""
    if not len(corners):
        return 0
    sides = np.linalg.norm(corners - np.roll(corners, 1, 1), axis=2)  # [N, 4]
    pairs = sides[:, :2] + sides[:, 2:]
    usual = np.median(pairs)
    is_square = pairs.min(1) >= _ALIKE * pairs.max(1)
    is_usual = (pairs.min(1) >= _ALIKE * usual) & (pairs.max(1) <= usual / _ALIKE)
    return int((is_square & is_usual).sum())


def _hulls(is_ink):
    """(area, angle in degrees, convex hull) of holes that are nearly rectangles."""
    contours, nesting = cv2.findContours(
        _enclosed(is_ink), cv2.RETR_CCOMP, cv2.CHAIN_APPROX_SIMPLE, offset=(-1, -1)
    )
    most = _MOST_SHARE * is_ink.size
    are_holes = nesting[0, :, 3] >= 0 if contours else ()
    for contour in itertools.compress(contours, are_holes):
        _, _, wide, high = cv2.boundingRect(contour)
        if wide < _LEAST_PX or high < _LEAST_PX or wide * high > most:
            continue
        hull = cv2.convexHull(contour)
        area, (_, sides, angle) = cv2.contourArea(hull), cv2.minAreaRect(hull)
        if area >= _RECTANGULAR * sides[0] * sides[1]:
            yield area, angle, hull


def _enclosed(is_ink):
    """0 only where ink encloses paper, uint8 `[1 + H + 1, 1 + W + 1]`.

    With the paper around it, thousands of specks become one: their outlines alone took
    four times as long as the filling.
    """
    around = (1,) * 4
    mask = cv2.copyMakeBorder(is_ink.view(np.uint8), *around, cv2.BORDER_CONSTANT)
    cv2.floodFill(mask, None, (0, 0), 1)
    return mask


def _turn(areas, angles):
    """How far most holes are turned, radians, -pi/4 to pi/4."""
    # Four times the angle: a quarter turn more is the same rectangle.
    return float(np.angle((areas * np.exp(4j * angles)).sum()) / 4)


def _corners(hulls, turn):
    """The four extreme points of each along the diagonals of a rectangle so turned."""
    along, aside = np.float32(np.cos(turn)), np.float32(np.sin(turn))
    counts = [len(hull) for hull in hulls]
    first = np.cumsum([0, *counts[:-1]])
    points = np.concatenate(hulls)[:, 0].astype(np.float32)
    x, y = points.T
    owner = np.repeat(np.arange(len(hulls)), counts)
    right, low = (
        side
        / (np.maximum.reduceat(side, first) - np.minimum.reduceat(side, first))[owner]
        for side in (along * x + aside * y, along * y - aside * x)
    )
    ends = np.stack([-right - low, right - low, right + low, low - right])
    is_end = ends == np.maximum.reduceat(ends, first, axis=1)[:, owner]
    places = np.where(is_end, np.arange(len(points)), len(points))
    return points[np.minimum.reduceat(places, first, axis=1).T]


def _different(corners):
    """Indices of the first of holes that are the same."""
    middles = corners.mean(1) @ np.array([1, 1j], np.complex64)
    sides = np.linalg.norm(corners - np.roll(corners, 1, 1), axis=2)  # [N, 4]
    short, areas = sides.min(1), sides[:, ::2].sum(1) * sides[:, 1::2].sum(1)
    one, other = nearby.pairs(middles.real, middles.real, _SAME * short)
    same = (areas[one] < 1.7 * areas[other]) & (areas[other] < 1.7 * areas[one])
    same &= one < other
    near = np.abs(middles[one] - middles[other])
    same &= near < _SAME * np.minimum(short[one], short[other])
    is_first = np.ones(len(corners), bool)
    for place, later in zip(one[same].tolist(), other[same].tolist(), strict=True):
        is_first[later] &= not is_first[place]
    return np.flatnonzero(is_first)
