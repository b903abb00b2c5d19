"""Combs: boxes that are open above, a line below them and short bars between."""

import cv2
import numpy as np

from hwdigits.reader.photo import paper
from hwdigits.reader.printed import rulings
from hwdigits.reader.printed.ruling import SHRINK, Ruling

# px of half the picture: how far a bar's foot may be off its line.
_REACH = 3
# How much the distances between bars may differ from most of them.
_UNEVEN = 0.35
# What the bars of a comb do not show is how high its boxes are: in distances between
# bars, and in heights of its highest bar.
_HIGH, _OVER_BARS = 1.2, 1.4


def cells(ink: paper.Ink, least: int) -> np.ndarray | None:
    """Corners of the longest comb's boxes, and of others with as many below or above.

    Args:
        ink: of a picture.
        least: how many boxes a comb has.

    Returns:
        Float `[combs, boxes, 2, 2, 2]`, px of the picture, from top to bottom; None
        without a comb.
    """
    is_ink = cv2.compare(ink.strength, ink.least, cv2.CMP_GT)
    lines = rulings.find(is_ink, ink.strength)
    level, bars = lines.boxes + lines.level, lines.bars
    combs = [comb for line in level if (comb := _standing(line, bars)) is not None]
    longest = max(map(len, combs), default=0) - 1
    if longest < least:
        return None
    alike = [_corners(comb) for comb in combs if len(comb) == longest + 1]
    alike.sort(key=_middle)
    kept = alike[:1]
    for one in alike[1:]:
        high = np.ptp(kept[-1][..., 1])
        if _middle(one) - _middle(kept[-1]) > high / 2:  # else the same line, twice
            kept.append(one)
    return SHRINK * np.stack(kept)


def _standing(line: Ruling, bars: list[Ruling]) -> list[Ruling] | None:
    """Bars that stand evenly on a line, from left to right."""
    on = [
        bar
        for bar in bars
        if abs(line.at(bar.at(bar.end)) - bar.end) <= _REACH + line.thick
        and line.start - _REACH <= bar.at(bar.end) <= line.end + _REACH
    ]
    on.sort(key=lambda bar: bar.at(bar.end))
    if len(on) < 3:
        return None
    apart = np.diff([bar.at(bar.end) for bar in on])
    usual = np.median(apart)
    even = np.abs(apart - usual) <= _UNEVEN * usual
    return on if even.all() else None


def _corners(comb):
    """Float [boxes, 2, 2, 2]: above and below, left and right, x and y."""
    feet = np.array([(bar.at(bar.end), bar.end) for bar in comb])
    pitch = float(np.median(np.diff(feet[:, 0])))
    high = max(_HIGH * pitch, _OVER_BARS * max(bar.length for bar in comb))
    tops = np.array([(bar.at(bar.end - high), bar.end - high) for bar in comb])
    ends = np.stack([tops, feet])  # [2, bars, 2]
    return np.stack([ends[:, :-1], ends[:, 1:]], 2).swapaxes(0, 1)


def _middle(corners):
    return float(corners[..., 1].mean())
