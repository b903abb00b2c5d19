"""Homework: numbers below each other, with what stands before and behind them.

Before them letters with a bracket, boxes to tick or circles to fill in; behind them a
teacher's ticks and crosses.
"""

import cv2
import numpy as np

from hwdigits.data.examples import Examples
from hwdigits.data.pages import paper, pen, writing
from hwdigits.data.pages.words import Words

_HEIGHT_PX, _PITCH, _MOST_DIGITS, _MOST_ROWS = (34, 64), (1.7, 2.4), 5, 7
_BEFORE = ("nothing", "letters", "boxes", "circles")
_CIRCLES = 4  # before each number; one of them is filled in
# Of pages so many are marked, and of their rows so many with a tick, the rest crossed.
_MARKED, _TICKED = 0.6, 0.7
# In heights of a digit: room before the numbers and behind them; a box or a circle; how
# large ticks and crosses are, and how wide the pen is that draws them.
_ROOM = {"nothing": 0.5, "letters": 2.6, "boxes": 2.0, "circles": 6.0}
_WIDE = 8.0  # room for a number and what is behind it, at least
_BEHIND, _SIDE, _MARK, _PEN = (0.5, 1.0), (0.7, 0.95), (0.8, 1.3), (0.06, 0.11)
_PRINTED = (0.25, 0.25, 0.28)  # of light that comes back
_RED = (0.8, 0.15, 0.2)


def rows(
    random: np.random.Generator,
    examples: Examples,
    area: tuple[int, int, int, int],
    sheet: np.ndarray,
    words: Words,
) -> list[list[pen.Mark]]:
    """Numbers, each with its letter before it where it has one.

    Args:
        random: draws everything.
        examples: the digits to write.
        area: x0, y0, x1, y1 of the part of the sheet to write on, px.
        sheet: float32 `[H, W, 3]`; what is printed and marked is drawn there.
        words: of which letters are.
    """
    x0, y0, x1, y1 = area
    before = str(random.choice(_BEFORE))
    low, high = np.log(_HEIGHT_PX)
    most = min((y1 - y0) / 3, (x1 - x0) / (_ROOM[before] + _WIDE))
    height = min(float(np.exp(random.uniform(low, high))), most)
    hand = writing.hand(random, examples, height)
    is_marked = random.random() < _MARKED
    start = x0 + height * _ROOM[before] + random.uniform(0, 0.2) * (x1 - x0)
    pitch, foot, lines = height * random.uniform(*_PITCH), y0 + 1.4 * height, []
    side = height * random.uniform(*_SIDE)
    while foot <= y1 - 0.3 * height and len(lines) < _MOST_ROWS:
        number = writing.number(hand, start, foot, x1 - 2.5 * height, _MOST_DIGITS)
        left = start - height * (_ROOM[before] - 0.4)
        item = []
        if before == "letters":
            item = [_letter(words, len(lines), left, foot, height)]
        elif before != "nothing":
            _choose(random, sheet, before, (left, foot), side)
        if number and is_marked:
            end = max(mark.x + mark.cover.shape[1] for mark in number)
            _judge(random, sheet, end + height * random.uniform(*_BEHIND), foot, height)
        lines.append(item + number)
        foot += pitch
    return [line for line in lines if line]


def _letter(words, place, left, foot, height):
    mark = words.item("abcdefgh"[place] + ")", height)
    mark.x, mark.y = round(left), round(foot + 0.15 * height) - mark.cover.shape[0]
    return mark


def _choose(random, sheet, kind, corner, side):
    """A box, ticked or not, or circles, one of them filled in."""
    (x, y), cover = corner, np.zeros(sheet.shape[:2], np.uint8)
    if kind == "circles":
        chosen, radius = int(random.integers(_CIRCLES)), round(side / 2)
        for place in range(_CIRCLES):
            middle = round(x + side * (0.5 + 1.4 * place)), round(y - side / 2)
            filled = cv2.FILLED if place == chosen else 2
            cv2.circle(cover, middle, radius, 255, filled, cv2.LINE_AA)
    else:
        far = round(x + side), round(y)
        cv2.rectangle(cover, (round(x), round(y - side)), far, 255, 2, cv2.LINE_AA)
        if random.random() < 0.5:
            _tick(random, cover, x + 0.4 * side, y - 0.15 * side, side)
    paper.print_lines(sheet, cover, _PRINTED)


def _judge(random, sheet, x, foot, height):
    """A teacher's tick or cross."""
    cover, high = np.zeros(sheet.shape[:2], np.uint8), height * random.uniform(*_MARK)
    if random.random() < _TICKED:
        _tick(random, cover, x + 0.3 * high, foot, high)
    else:
        for start, end in (((0, -0.8), (0.7, 0)), ((0.7, -0.8), (0, 0))):
            _stroke(random, cover, (x, foot), [start, end], high)
    paper.print_lines(sheet, cover, _RED)


def _tick(random, cover, x, foot, high):
    begin = -random.uniform(0.15, 0.4), -random.uniform(0.25, 0.5)
    end = random.uniform(0.4, 0.9), -1.0
    _stroke(random, cover, (x, foot), [begin, (0, 0), end], high)


def _stroke(random, cover, origin, points, high):
    at = origin + high * np.array(points, float)
    wide = max(2, round(high * random.uniform(*_PEN)))
    cv2.polylines(cover, [np.rint(16 * at).astype(np.int32)], False, 255, wide, 16, 4)
