"""Printed circles and boxes to fill in or to tick: each looks like a zero, or more."""

import cv2
import numpy as np

from hwdigits.reader.ink.bodies import LEAST_PX
from hwdigits.reader.ink.marks import Marks

# A circle is as wide as high, but for so much, and its ink is so much farther from or
# nearer to its middle than on average at most, both as shares; so wide is its line.
_ROUND, _EVEN, _LINE = 0.15, 0.12, 0.25
# Of a box, which what is in it may leave, so much of each side is there, within so much
# of it; one side is so many times as long as the other at most, and so much of what is
# in it. Columns and rows with so much ink are its sides. Where it is small, its sides
# blur, and are looked for within so many px; a zero can be such a box as well.
_THERE, _NEAR, _SQUARE, _LEAST_SIDE, _INKED = 0.9, 0.04, 1.3, 0.5, 0.55
_BLURRED_PX = 2
# Ticks seldom leave it to the left: between such shares of its height that side tells
# how it leans. Less than so much, px a px, is upright, and more is none of a box.
_MIDDLE, _UPRIGHT, _STEEP = 0.25, 0.02, 0.1
# So many are as large, but for so much: nobody writes zeros like that.
_CIRCLES, _BOXES, _ALIKE = 3, 2, 0.08
# The lines around a cell, which ends within them, are so much of its box at most.
_WITHIN = 0.25


def are(marks: Marks, cells: np.ndarray) -> np.ndarray:
    """Bool `[N]`: which of the marks are, with what touches them.

    Args:
        marks: N of them.
        cells: boxes that were taken off as such, x, y, width and height, int `[K, 4]`,
            px; those that were not are as large.
    """
    wide, high = marks.boxes[:, 2:].T
    may_be = (high >= LEAST_PX) & (marks.stroke <= _LINE * high)
    may_be &= np.maximum(wide, high) <= np.minimum(wide, high) / _LEAST_SIDE
    large = np.flatnonzero(may_be)
    inside = [marks.inside(one) for one in large]
    circles = np.array([_circle_px(ink) for ink in inside], float)
    found = np.zeros(len(marks), bool)
    found[large] = _are_alike(circles, circles, _CIRCLES)
    boxes = np.array([_boxes_px(_upright(ink)) for ink in inside], float)
    sharp, blurred = boxes.reshape(-1, 2).T
    around = blurred - cells[:, 2:].mean(1)[:, np.newaxis]
    found[large] |= ((around >= 0) & (around <= _WITHIN * blurred)).any(0)
    found[large] |= _are_alike(blurred, blurred, _BOXES) & _are_alike(blurred, sharp, 1)
    return found


def _are_alike(sizes, others, least):
    """Bool: which of the sizes so many others have; 0 is none."""
    off = np.abs(np.subtract.outer(sizes, others))
    alike = (off <= np.maximum(_ALIKE * sizes, 1)[:, np.newaxis]) & (others > 0)
    return (sizes > 0) & (alike.sum(1) >= least)


def _circle_px(inside):
    """How large a circle it is; 0 for what is none."""
    high, wide = inside.shape
    if abs(wide - high) > max(_ROUND * high, 1) or inside[high // 2, wide // 2]:
        return 0
    outlines, _ = cv2.findContours(
        inside.astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE
    )
    outline = max(outlines, key=len)[:, 0] - (np.array(inside.shape[::-1]) - 1) / 2
    radii = np.hypot(*outline.T)
    is_even = np.abs(radii - radii.mean()).max() <= max(_EVEN * radii.mean(), 1)
    return (wide + high) / 2 if is_even else 0


def _upright(inside):
    """The same turned so that its left side is upright, as far as that one is steep."""
    high, wide = inside.shape
    rows = np.arange(round(_MIDDLE * high), round((1 - _MIDDLE) * high))
    off = rows - rows.mean()
    lean = off @ inside[rows].argmax(1) / (off @ off)  # px to the right a px down
    if not _UPRIGHT < abs(lean) < _STEEP:
        return inside
    turn = np.array([[1, -lean, 0], [lean, 1, 0]])
    corners = turn[:, :2] @ [[0, wide, 0, wide], [0, 0, high, high]]
    turn[:, 2] = -corners.min(1)
    size = np.ceil(np.ptp(corners, axis=1)).astype(int).tolist()
    ink = inside.view(np.uint8)
    return cv2.warpAffine(ink, turn, size, flags=cv2.INTER_NEAREST) > 0


def _boxes_px(inside):
    """How large a box with sharp sides is, and one whose sides blur; 0 for none."""
    columns = np.flatnonzero(inside.mean(0) >= _INKED)
    rows = np.flatnonzero(inside.mean(1) >= _INKED)
    if not len(columns) or not len(rows):
        return 0, 0
    (left, right), (top, bottom) = columns[[0, -1]], rows[[0, -1]]
    short, long = sorted((right - left + 1, bottom - top + 1))
    if short < _LEAST_SIDE * max(inside.shape) or long > _SQUARE * short:
        return 0, 0
    ink = inside[top : bottom + 1, left : right + 1]
    size, least = (short + long) / 2, round(_NEAR * long)
    return tuple(
        size if _has_sides(ink, max(px, least)) else 0 for px in (1, _BLURRED_PX)
    )


def _has_sides(ink, near):
    """Whether ink lies within so many px from the edges of a box, all along them."""
    sides = ink[:, :near], ink[:, -near:], ink[:near].T, ink[-near:].T
    return min(side.any(1).mean() for side in sides) >= _THERE
