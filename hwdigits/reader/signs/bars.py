"""Bars that are no ones: slashes and brackets, by those that they stand among.

What is cut out and brought to one size shows neither how high it was nor how the others
beside it lean. A slash leans more than its writer's digits and is higher, and two of
them make a date; a bracket is bent.
"""

import itertools

import cv2
import numpy as np

from hwdigits.reader.ink.marks import Marks
from hwdigits.reader.lattice import Candidate

# What may be one is read as.
_READ_AS = 1, 6, 9
# A bar has ink in one place in nearly every line of px, and is so narrow in most of
# them, of its height.
_ONE_PLACE, _WIDTH = 0.95, 0.3
# So many on each side tell how high and upright digits are, and so many at least; of
# upright ones the middle of all digits leans so much to the right.
_BESIDE, _LEAST_BESIDE, _LEAN = 3, 2, 0.12
# (mean, deviation) of ones, and of what is none: how much farther they lean than the
# others, px a px, how much higher they are, and how far their middle is bent aside, in
# heights. Ones: MNIST's, on made-up pages. Slashes, brackets: of 150 fonts of hands.
_ONE_LEANS, _SLASH_LEANS = (0.1, 0.2), (0.42, 0.16)
_ONE_RISES, _OTHER_RISES = (-0.03, 0.09), (0.18, 0.17)
_ONE_BENT, _BRACKET_BENT = (0.0, 0.035), (0.13, 0.05)
# Past these, the two ends of what is measured well, nothing more is told.
_LEANS, _RISES = (-0.3, 0.7), (-0.1, 0.4)
# The top and bottom of a mark, and its middle, as shares of its height.
_ENDS, _MIDDLE = (0.2, 0.8), (0.35, 0.65)
# To a row with slashes there are so many without; in it so many of the bars are some.
_ROWS, _BARS = 60, 0.25
# A row in twenty is a date; of numbers that have ones in two places and make one
# without them there is one in a thousand. How far a date's slashes and two ones lean
# apart, as deviations; and what is no slash by these odds makes no date.
_DATES, _SLASHES_APART, _ONES_APART, _LEAST_ODDS = 1000 / 20, 0.12, 0.3, 0.1


def are_none(
    row: list[Candidate], digits: list[int], marks: Marks, slope: float
) -> np.ndarray:
    """How probable it is that each of a row is a slash or a bracket, float `[K]`.

    Args:
        row: what is taken for digits, from left to right.
        digits: what they were read as.
        marks: of the page.
        slope: of its rows, px down a px to the right.
    """
    inked = [_inside(one, marks) for one in row]
    bars = [
        place
        for place, (one, digit) in enumerate(zip(row, digits, strict=True))
        if digit in _READ_AS and not (one.left or one.right) and _is_bar(inked[place])
    ]
    odds = np.zeros(len(row))
    if not bars:
        return odds
    leans = [_leans(ink) + slope for ink in inked]
    for place in bars:
        beside = [*range(max(place - _BESIDE, 0), place), *range(place + 1, len(row))]
        beside = beside[: min(place, _BESIDE) + _BESIDE]
        if len(beside) >= _LEAST_BESIDE:
            usual = np.median([*(leans[other] for other in beside), _LEAN, _LEAN])
            rises = _rises(row[place], [row[other] for other in beside], slope)
            bent = abs(_bent(inked[place], leans[place] - slope))
            odds[place] = _odds(leans[place] - usual, rises, bent)
    share = 1 - _BARS + _BARS * odds
    has_some = share.prod() / (share.prod() + _ROWS)
    none = has_some * _BARS * odds / share
    for pair in _dates(digits, [one for one in bars if odds[one] > _LEAST_ODDS]):
        apart = _log_odds(
            leans[pair[0]] - leans[pair[1]], (0, _SLASHES_APART), (0, _ONES_APART)
        )
        date = _DATES * odds[pair].prod() * np.exp(apart)
        if date > 1:  # it has no others
            none[:] = 0
        none[pair] = np.maximum(none[pair], date / (1 + date))
    return none


def bent_right(inside: np.ndarray) -> float:
    """How far the middle of a bar, bool `[h, w]`, lies right of its ends, in heights.

    0.0 for what is no bar.
    """
    ink = inside.view(np.uint8)
    return _bent(ink, _leans(ink)) if _is_bar(ink) else 0.0


def _inside(one, marks):
    """uint8 [h, w], 1 where the ink of its marks is."""
    x0, y0, x1, y1 = one.box
    labels = marks.labels[y0:y1, x0:x1]
    inside = np.zeros(labels.shape, bool)
    for mark in one.marks:  # mostly one; np.isin takes five times as long
        inside |= labels == int(marks.numbers[mark])
    return inside.view(np.uint8)


def _is_bar(inside):
    high = len(inside)
    starts = np.diff(inside.astype(np.int8), axis=1, prepend=0) == 1
    is_wide = inside.sum(1) > _WIDTH * high
    return (starts.sum(1) == 1).mean() >= _ONE_PLACE and is_wide.mean() < 0.1


def _leans(inside):
    """How far it leans to the right, px a px up."""
    moments = cv2.moments(inside, binaryImage=True)
    return -moments["mu11"] / max(moments["mu02"], 1.0)


def _bent(inside, leans):
    """How far the middle lies right of both ends, in heights."""
    high = len(inside)
    y, x = np.nonzero(inside)
    share, upright = (y + 0.5) / high, x + leans * y
    top, bottom, middle = (
        upright[(share >= low) & (share <= up)]
        for low, up in ((0, _ENDS[0]), (_ENDS[1], 1), _MIDDLE)
    )
    if not all(map(len, (top, bottom, middle))):
        return 0.0
    return (middle.mean() - (top.mean() + bottom.mean()) / 2) / high


def _rises(one, beside, slope):
    """How much higher it is than those beside it on a level row, as a share."""
    tops, bottoms = (
        np.median([other.box[end] - slope * other.box[0] for other in beside])
        for end in (1, 3)
    )
    return (one.box[3] - one.box[1]) / max(bottoms - tops, 1) - 1


def _odds(leans, rises, bent):
    """Of a slash or a bracket to a one."""
    slash = _log_odds(np.clip(leans, *_LEANS), _SLASH_LEANS, _ONE_LEANS)
    bracket = _log_odds(bent, _BRACKET_BENT, _ONE_BENT)
    is_higher = _log_odds(np.clip(rises, *_RISES), _OTHER_RISES, _ONE_RISES)
    return np.exp(is_higher) * (np.exp(slash) + np.exp(bracket))


def _log_odds(value, normal, other):
    """Of one normal distribution to the other."""
    return _log(value, *normal) - _log(value, *other)


def _log(value, mean, deviation):
    return -np.log(deviation) - ((value - mean) / deviation) ** 2 / 2


def _dates(digits, bars):
    """Pairs of bars between which, and around, the others make a date."""
    for pair in itertools.combinations(bars, 2):
        first, second = pair
        parts = digits[:first], digits[first + 1 : second], digits[second + 1 :]
        if _is_date(*parts) or _is_date(*reversed(parts)):
            yield list(pair)


def _is_date(day, month, year):
    """Or month, day and year; years of four digits begin with 1 or 2."""
    is_year = len(year) == 2 or (len(year) == 4 and year[0] in (1, 2))
    if not is_year or not all(len(part) in (1, 2) for part in (day, month)):
        return False
    small, large = sorted(int("".join(map(str, part))) for part in (day, month))
    return 1 <= small <= 12 and 1 <= large <= 31
