"""Printed lines, found.

Two kinds: long thin straight lines (rules of lined and squared paper, the lower line of
a comb, the paper's own edge), and the sides of cells (boxes of forms and tables), which
are the borders of rectangular holes in the ink.
"""

import dataclasses

import cv2
import numpy as np

from hwdigits.reader.printed import cells, ruled, short, straight, teeth
from hwdigits.reader.printed.ruling import SHRINK, Ruling

# Strokes are narrower than _SOLID, px of the small mask, and end within _NEAR where the
# strength falls under this share of the most.
_SOLID, _NEAR, _SHARE = 11, 7, 0.5
# Lines as long as the paper, of each direction, that make it squared: no form has more
# than a dozen upright ones.
_SQUARED = 15, 10
_MARGINS = 2  # upright ones of ruled paper at most; a table has more
# A bar that spans so much of a cell, farther from its sides than this, px of the small
# mask, is none.
_SPANS, _RIM = 0.6, 3


@dataclasses.dataclass(frozen=True)
class Lines:
    """The printed lines of a page.

    Attributes:
        level, upright: the long ones, and the lower ones of combs.
        boxes: level sides of boxes.
        bars: upright ones, and bars of combs.
        cells: where the boxes are, x, y, width and height, int `[N, 4]`, px of the
            small mask; none of combs.
    """

    level: list[Ruling]
    upright: list[Ruling]
    boxes: list[Ruling]
    bars: list[Ruling]
    cells: np.ndarray


def find(is_ink: np.ndarray, strength: np.ndarray) -> Lines:
    """Looks for the printed lines of a page.

    Args:
        is_ink: uint8 `[H, W]`, 255 where there is ink.
        strength: uint8 `[H, W]`, of the ink.
    """
    height, width = is_ink.shape
    size = (max(1, width // SHRINK), max(1, height // SHRINK))
    small = cv2.resize(is_ink, size, interpolation=cv2.INTER_AREA)
    small = cv2.threshold(small, 60, 255, cv2.THRESH_BINARY)[1]
    shrunk = cv2.resize(strength, size, interpolation=cv2.INTER_AREA)
    slim = _slim(small, shrunk)
    printed, others = straight.printed(slim)
    long = straight.printed(cv2.transpose(slim))[0]
    # On such paper the stem of a 7 beside a line would be the side of a cell, and what
    # hangs from a rule the bars of a comb.
    rules, across = (
        ruled.completed(some, along)
        for some, along in ((printed, size), (long, size[::-1]))
    )
    if (rules and (across or len(long) <= _MARGINS)) or (
        len(long) >= _SQUARED[0] and len(printed) >= _SQUARED[1]
    ):
        return Lines(rules or printed, across or long, [], [], np.zeros((0, 4), int))
    # Blur fills small boxes, and faint ones show only where nothing is left out.
    level, upright, inside = cells.sides((_core(small, shrunk), small))
    # Without boxes what lies in a row may be the feet of digits.
    in_rows = short.sides if len(inside) else short.under_digits
    printed += in_rows(others)
    others = [
        one for one in others if one not in printed and not _is_through(one, inside)
    ]
    combs, bars = teeth.standing(slim, printed, others)
    bars = [bar for bar in bars if not _is_in(bar, inside)]
    return Lines(printed + combs, long, level, upright + bars, inside)


def _slim(mask, strength):
    """The strokes of a mask, without their blur, and nothing that is no stroke."""
    solid = cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones((_SOLID, _SOLID), np.uint8))
    return cv2.bitwise_and(_core(mask, strength), cv2.bitwise_not(solid))


def _core(mask, strength):
    """Without blur: what is strong beside the strongest near it."""
    near = cv2.dilate(strength, np.ones((_NEAR, _NEAR), np.uint8))
    is_core = cv2.compare(strength, cv2.multiply(near, _SHARE), cv2.CMP_GT)
    return cv2.bitwise_and(mask, is_core)


def _is_in(bar, inside):
    """Whether an upright line goes through one of the cells: there it is a stem's."""
    x, y, wide, high = inside.T
    across = bar.at(y + high / 2)
    between = (across > x + _RIM) & (across < x + wide - _RIM)
    level_with = np.abs((bar.start + bar.end) / 2 - y - high / 2) < high / 2
    return bool((between & level_with & (bar.length > _SPANS * high)).any())


def _is_through(stroke, inside):
    """Whether a level line goes through one of the cells: there it is a digit's."""
    x, y, wide, high = inside.T
    down = stroke.at(x + wide / 2)
    between = (down > y + _RIM) & (down < y + high - _RIM)
    covers = np.minimum(stroke.end, x + wide) - np.maximum(stroke.start, x)
    return bool((between & (covers > _SPANS * wide)).any())
