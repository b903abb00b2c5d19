"""The grid's lines taken off without hurting the digits that touch or cross them."""

import cv2
import numpy as np

# Each side of each cell is measured by itself: at so many places along it, its ends
# left out, and so far to both sides, in cells.
_PLACES, _ALONG, _REACH = 24, (0.06, 0.94), 0.16
# Across a side, its strength is what this share of the places do not exceed; it ends
# where so much of its most is left. Weaker ones are none.
_SHARE, _EDGE, _FAINTEST = 0.4, 0.25, 8
# On a line, ink that is so much stronger than the line is a digit's.
_STRONGER, _STRONGER_BY = 1.35, 14
_WIDEST = 0.22  # in cells
_STROKE_PX = 3  # a bridge over a line is so wide, at least


def without_lines(is_ink, strength, cells):
    """Ink that is no line of the grid.

    Args:
        is_ink: uint8 `[H, W]`, 255 where there is ink.
        strength: uint8 `[H, W]`, of it.
        cells: float `[rows, columns, 2, 2, 2]`, their corners, px of the same picture.

    Returns:
        uint8 `[H, W]`, 255 where there is ink of digits; what they share with a line
        is left to them.
    """
    band, limit = np.zeros_like(is_ink), np.zeros_like(is_ink)
    widest = [
        _drawn(sides, apart, strength, band, limit)
        for sides, apart in zip(_sides(cells), _sizes(cells), strict=True)
    ]
    outside = cv2.bitwise_and(is_ink, cv2.bitwise_not(band))
    bridged = _bridged(outside, *widest)
    stronger = cv2.compare(strength, limit, cv2.CMP_GT)
    shared = cv2.bitwise_and(band, cv2.bitwise_or(stronger, bridged))
    return cv2.bitwise_or(outside, cv2.bitwise_and(shared, is_ink))


def strongest(own: np.ndarray) -> np.ndarray:
    """How strong a line of that strength is at most; what is stronger is a digit's."""
    return np.minimum(255, _STRONGER * own + _STRONGER_BY)


def _bridged(outside, level_px, upright_px):
    """Where strokes on both sides of a line would meet."""
    strokes = cv2.morphologyEx(outside, cv2.MORPH_OPEN, np.ones((2, 2), np.uint8))
    over_level = np.ones((level_px + 2, _STROKE_PX), np.uint8)
    over_upright = np.ones((_STROKE_PX, upright_px + 2), np.uint8)
    return cv2.bitwise_or(
        cv2.morphologyEx(strokes, cv2.MORPH_CLOSE, over_level),
        cv2.morphologyEx(strokes, cv2.MORPH_CLOSE, over_upright),
    )


def _sides(cells):
    """(level, upright) sides, `[N, 2, 2]`: both ends, x and y; shared ones once."""
    level = cells.reshape(-1, 2, 2)
    upright = cells.swapaxes(2, 3).reshape(-1, 2, 2)
    return tuple(
        np.unique(some.round(2).reshape(-1, 4), axis=0).reshape(-1, 2, 2)
        for some in (level, upright)
    )


def _sizes(cells):
    """(height, width) of most cells, px: what lies across level and upright sides."""
    return (
        float(np.median(np.linalg.norm(np.diff(cells, axis=axis), axis=-1)))
        for axis in (2, 3)
    )


def _drawn(sides, cell, strength, band, limit):
    """Draws sides of cells into the band, and how strong a digit's ink must be there.

    Returns:
        The width of most lines, px.
    """
    starts, ends = sides[:, 0], sides[:, 1]
    way = ends - starts
    across = np.stack([-way[:, 1], way[:, 0]], 1)
    across /= np.maximum(np.linalg.norm(across, axis=1, keepdims=True), 1e-6)
    first, last, own = _measured(starts, way, across, strength, cell)
    middle = ((first + last) / 2)[:, np.newaxis] * across
    wide = np.clip(last - first + 1, 2, max(_WIDEST * cell, 3))
    most = strongest(own)
    beyond = 0.04 * way  # so that no corner is left between two sides
    lines = np.stack([starts - beyond + middle, ends + beyond + middle], 1)
    lines = np.rint(lines * 16).astype(np.int32)
    for line, px, one in zip(lines, np.rint(wide).astype(int), most, strict=True):
        cv2.polylines(band, [line], False, 255, int(px), shift=4)
        cv2.polylines(limit, [line], False, float(one), int(px), shift=4)
    return round(float(np.quantile(wide, 0.9)))


def _measured(starts, way, across, strength, cell):
    """(first and last px across that is line, its strength) of each side."""
    reach = max(4, round(_REACH * cell))
    shares = np.linspace(*_ALONG, _PLACES)[:, np.newaxis, np.newaxis]
    steps = np.arange(-reach, reach + 1.0)[:, np.newaxis, np.newaxis, np.newaxis]
    points = starts + shares * way + steps * across  # [steps, places, sides, 2]
    flat = points.reshape(-1, len(starts), 2).astype(np.float32)
    values = cv2.remap(strength, flat, None, cv2.INTER_LINEAR)
    # NumPy parts 32 bits four times as fast as it sorts 8.
    values = values.reshape(len(steps), _PLACES, -1).astype(np.int32)
    place = int(_SHARE * _PLACES)
    profile = np.partition(values, place, axis=1)[:, place].astype(float)
    profile = np.maximum(profile - profile.min(0), 0)  # [steps, sides]
    near = slice(reach // 2, -(reach // 2) or None)
    peak = reach // 2 + profile[near].argmax(0)
    sides = np.arange(profile.shape[1])
    own = profile[peak, sides]
    is_line = profile > np.maximum(_EDGE * own, _FAINTEST / 2)
    is_line[peak, sides] = True
    index = np.arange(len(steps))[:, np.newaxis]
    before = np.where(~is_line & (index < peak), index, -1).max(0) + 1
    after = np.where(~is_line & (index > peak), index, len(steps)).min(0) - 1
    return before - reach, after - reach, own
