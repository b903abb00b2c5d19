"""Printed lines, found and taken off without hurting the digits that cross them.

Two kinds: long thin straight lines (rules of lined and squared paper, the lower line of
a comb, the paper's own edge), and the sides of cells (boxes of forms and tables), which
are the borders of rectangular holes in the ink.
"""

import cv2
import numpy as np

from hwdigits.reader import cells, straight
from hwdigits.reader.ruling import SHRINK, Ruling

_TOUCH, _TEETH = 3, 2  # px of the page between a line and a bar on it; bars of a comb
_SQUARED = 8  # long lines each way, at least, of squared paper
# On a line, ink that is so much stronger than the line is a digit's.
_STRONGER, _STRONGER_BY = 1.35, 12


def find(is_ink: np.ndarray) -> tuple[list[Ruling], list[Ruling]]:
    """(level lines, upright lines) of a page.

    Args:
        is_ink: uint8 `[H, W]`, 255 where there is ink.
    """
    height, width = is_ink.shape
    size = (max(1, width // SHRINK), max(1, height // SHRINK))
    small = cv2.resize(is_ink, size, interpolation=cv2.INTER_AREA)
    small = np.where(small > 60, 255, 0).astype(np.uint8)
    level, upright = cells.sides(small)
    level += straight.printed(small)
    upright += straight.printed(np.ascontiguousarray(small.T))
    return level, upright


def remove(is_ink: np.ndarray, strength: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(the same mask without printed lines; where forms' lines ran, 255).

    Digits keep what they share with a line.

    Args:
        is_ink: uint8 `[H, W]`, 255 where there is ink.
        strength: uint8 `[H, W]`, of the ink.
    """
    level, upright = find(is_ink)
    band, limit = np.zeros_like(is_ink), np.zeros_like(is_ink)
    if not level and not upright:
        return is_ink, band
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
    level = [one for one in level if one.is_long]
    is_squared = min(len(level), sum(one.is_long for one in upright)) >= _SQUARED
    return _without_teeth(left, level), np.zeros_like(band) if is_squared else band


def _without_teeth(left, level):
    """The same without the upright bars that stand on level lines, as on combs."""
    if not level:
        return left
    _, labels, stats, _ = cv2.connectedComponentsWithStats(left, ltype=cv2.CV_32S)
    x, y, wide, high, area = stats.T
    bar = (high > 1.6 * wide) & (area > 0.6 * wide * high)
    tooth = np.zeros(len(stats), bool)
    for one in level:
        middle = (x + wide / 2) / SHRINK
        line = one.at(middle) * SHRINK
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
    return SHRINK * min(one.thick, 5) + 3


def _draw(one, is_upright, strength, band, limit):
    """Draws a line into the band, and how strong ink must be to be a digit's there."""
    along = np.linspace(one.start - 1, one.end, 2 + int(one.length) // 8)
    points = np.stack([along, one.at(along)], 1) * SHRINK + 0.5
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
