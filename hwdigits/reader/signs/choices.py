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
# in it. Columns and rows with so much ink are its sides.
_THERE, _NEAR, _SQUARE, _LEAST_SIDE, _INKED = 0.9, 0.04, 1.3, 0.5, 0.55
# So many are as large, but for so much: nobody writes zeros like that.
_CIRCLES, _BOXES, _ALIKE = 3, 2, 0.08


def are(marks: Marks) -> np.ndarray:
    """Bool `[N]`: which of the marks are, with what touches them."""
    wide, high = marks.boxes[:, 2:].T
    may_be = (high >= LEAST_PX) & (marks.stroke <= _LINE * high)
    may_be &= np.maximum(wide, high) <= np.minimum(wide, high) / _LEAST_SIDE
    large = np.flatnonzero(may_be)
    inside = [marks.inside(one) for one in large]
    circles = np.array([_circle_px(ink) for ink in inside], float)
    boxes = np.array([_box_px(ink) for ink in inside], float)
    found = np.zeros(len(marks), bool)
    found[large] = _are_alike(circles, _CIRCLES) | _are_alike(boxes, _BOXES)
    return found


def _are_alike(sizes, least):
    """Bool: which of them so many have; 0 is none."""
    off = np.abs(np.subtract.outer(sizes, sizes))
    return (sizes > 0) & ((off <= np.maximum(_ALIKE * sizes, 1)).sum(1) >= least)


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


def _box_px(inside):
    """How large a box there is; 0 where there is none."""
    columns = np.flatnonzero(inside.mean(0) >= _INKED)
    rows = np.flatnonzero(inside.mean(1) >= _INKED)
    if not len(columns) or not len(rows):
        return 0
    (left, right), (top, bottom) = columns[[0, -1]], rows[[0, -1]]
    short, long = sorted((right - left + 1, bottom - top + 1))
    if short < _LEAST_SIDE * max(inside.shape) or long > _SQUARE * short:
        return 0
    near = max(1, round(_NEAR * long))
    ink = inside[top : bottom + 1, left : right + 1]
    sides = ink[:, :near], ink[:, -near:], ink[:near].T, ink[-near:].T
    there = min(side.any(1).mean() for side in sides)
    return (short + long) / 2 if there >= _THERE else 0
