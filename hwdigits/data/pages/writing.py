"""Rows of digits, or one: which ones, and where each stands on the sheet."""

import dataclasses

import numpy as np

from hwdigits.data.examples import Examples
from hwdigits.data.pages import pen
from hwdigits.data.pages.paper import Ruling
from hwdigits.data.pages.words import Words

# By eye, on photos by several people: the pen's width and the gaps between digits are
# shares of the digits' height. Felt pens in small boxes are the widest.
_PEN = (0.055, 0.22)
_LEAST_PEN_PX = 1.8
_MOST_DIGITS, _MOST_LINES = 12, 6
_TOUCHING = {"scan": 0.0, "phone": 0.03, "hard": 0.10}  # share of the gaps
# Of those who write in a hurry; and how far digits go into each other then, at most, in
# their heights.
_HURRIED, _OVERLAP = 0.35, 0.06
_HEIGHT_PX = {"scan": (30, 80), "phone": (31, 90), "hard": (28, 90)}
_PITCH = {"scan": (1.6, 2.6), "phone": (1.6, 2.6), "hard": (1.4, 2.2)}
# Of the rows beside which words stand, so many begin with one; and so many heights of a
# digit after it.
_BEGUN, _AFTER = 0.6, (0.4, 1.6)
_ALONE = 0.15, 0.8  # height of a digit that is alone, in shorter sides of the area
_NUMBER_GAP = (0.15, 0.4)  # between digits of a number alone, in their heights
_ROW_SLANT = {"scan": 0.006, "phone": 0.018, "hard": 0.03}  # rise over run


@dataclasses.dataclass(frozen=True)
class Hand:
    """How one person writes on one page.

    Args:
        random: draws everything below, and each digit.
        examples: the digits to write.
        height_px: of a digit, on the sheet.
        pen_px: the pen's width.
        slant: leaning to the right, as a share of the height.
        touching: share of the gaps that are closed.
        overlap: how far digits go into each other there, at most, in their heights.
    """

    random: np.random.Generator
    examples: Examples
    height_px: float
    pen_px: float
    slant: float
    touching: float = 0.0
    overlap: float = 0.0

    def digit(self, digit: int | None = None) -> pen.Mark:
        """An example of that digit, or any, with its own small size, slant and turn."""
        random, some = self.random, np.arange(len(self.examples))
        if digit is not None:
            some = np.flatnonzero(self.examples.labels == digit)
        chosen = int(some[random.integers(len(some))])
        size_px = self.height_px * float(np.clip(random.normal(1, 0.06), 0.85, 1.15))
        shear = self.slant + random.normal(0, 0.04)
        angle = np.radians(random.normal(0, 1.8))
        image = self.examples.images[chosen, :, :, 0]
        cover = pen.stroke(image, size_px, self.pen_px, shear, angle)
        return pen.Mark(int(self.examples.labels[chosen]), cover)


def hand(
    random: np.random.Generator,
    examples: Examples,
    height_px: float,
    touching: float = 0.0,
    overlap: float = 0.0,
) -> Hand:
    """A hand with a pen and a slant of its own."""
    widest = height_px * np.exp(random.uniform(*np.log(_PEN)))
    slant = float(np.clip(random.normal(0, 0.06), -0.15, 0.15))
    pen_px = max(widest, _LEAST_PEN_PX)
    return Hand(random, examples, height_px, pen_px, slant, touching, overlap)


def rows(
    random: np.random.Generator,
    examples: Examples,
    level: str,
    area: tuple[int, int, int, int],
    ruling: Ruling,
    words: Words | None = None,
    hurried: bool = False,
) -> list[list[pen.Mark]]:
    """One to six rows of one to twelve digits, inside the area, top to bottom.

    Args:
        random: draws everything.
        examples: the digits to write.
        level: one of `pages.LEVELS`.
        area: x0, y0, x1, y1 of the part of the sheet to write on, px.
        ruling: of the paper; on ruled paper people write on the rules.
        words: of which some rows begin with one; None: no words.
        hurried: whether digits often touch.
    """
    x0, y0, x1, y1 = area
    feet, height_px = baselines(random, level, (y0, y1), ruling)
    touching, overlap = (_HURRIED, _OVERLAP) if hurried else (_TOUCHING[level], 0.0)
    writer = hand(random, examples, height_px, touching, overlap)
    slant = random.normal(0, _ROW_SLANT[level] / 2)
    left = random.uniform(x0, x0 + 0.3 * (x1 - x0))
    lines = []
    for baseline in feet:
        start = max(left + random.normal(0, 0.4) * height_px, x0)
        path = _path(random, start, baseline, slant, writer, level)
        lines.append(_row(writer, words, start, path, area))
    return [line for line in lines if line]


def one(
    random: np.random.Generator,
    examples: Examples,
    area: tuple[int, int, int, int],
) -> list[list[pen.Mark]]:
    """A single digit, mostly a large one, anywhere inside the area."""
    x0, y0, x1, y1 = area
    height_px = min(x1 - x0, y1 - y0) * random.uniform(*_ALONE)
    mark = hand(random, examples, height_px).digit()
    high, wide = mark.cover.shape
    mark.x = round(random.uniform(x0, max(x1 - wide, x0)))
    mark.y = round(random.uniform(y0, max(y1 - high, y0)))
    return [[mark]]


def number(
    hand: Hand, start: float, foot: float, end: float, most: int
) -> list[pen.Mark]:
    """One to `most` digits side by side from x `start`, as far as there is room.

    Args:
        hand: that writes them.
        start, end: between which they stand, px.
        foot: y of the baseline, px.
        most: how many digits.
    """
    random, line, cursor = hand.random, [], start
    gap_px = hand.height_px * random.uniform(*_NUMBER_GAP)
    for _ in range(int(random.integers(1, most + 1))):
        mark = hand.digit()
        high, wide = mark.cover.shape
        mark.x = round(cursor)
        mark.y = round(foot + random.normal(0, 0.03) * hand.height_px) - high
        if cursor + wide > end:
            break
        line.append(mark)
        cursor += wide + max(gap_px, 3)
    return line


def baselines(
    random: np.random.Generator,
    level: str,
    span: tuple[float, float],
    ruling: Ruling,
) -> tuple[list[float], float]:
    """Heights of the baselines on the sheet, and of the digits, px."""
    top, bottom = span
    wanted = int(random.integers(1, _MOST_LINES + 1))
    low, high = np.log(_HEIGHT_PX[level])
    height_px = min(float(np.exp(random.uniform(low, high))), (bottom - top) / 2)
    if ruling.style == "ruled":
        height_px = min(max(height_px, 0.45 * ruling.pitch_px), 0.8 * ruling.pitch_px)
        # Room above the first for a slanted row; a small sheet may have no such rule.
        rules = ruling.between(top + 1.6 * height_px, bottom - 0.2 * height_px)
        every = 1 if random.random() < 0.7 else 2
        rules = rules[int(random.integers(0, max(len(rules) - wanted, 1))) :: every]
        if rules:
            return [y - 0.04 * height_px for y in rules[:wanted]], height_px
    pitch = height_px * random.uniform(*_PITCH[level])
    # Room above for a digit and its jitter.
    room = bottom - top - 1.5 * height_px
    count = min(wanted, 1 + int(room // pitch))
    first = top + 1.4 * height_px + random.uniform(0, room - (count - 1) * pitch)
    return [first + row * pitch for row in range(count)], height_px


def _path(random, start, baseline, slant, writer, level):
    """The baseline as a function of x: slanted and a little wavy."""
    own = slant + random.normal(0, _ROW_SLANT[level] / 6)
    swing = writer.height_px * random.uniform(0, 0.08)
    length = writer.height_px * random.uniform(8, 20)
    phase = random.uniform(0, 2 * np.pi)
    return lambda x: (
        baseline + own * (x - start) + swing * np.sin(x / length * 2 * np.pi + phase)
    )


def _row(writer, words, start, path, area):
    random = writer.random
    _, y0, x1, y1 = area
    usual = writer.height_px * random.uniform(0.15, 0.75)
    line, cursor, word = [], start, None
    if words is not None and random.random() < _BEGUN:
        word = words.word(writer.height_px)
        height, width = word.cover.shape
        word.x, word.y = round(cursor), round(path(cursor)) - height
        if cursor + width <= x1 and word.y >= y0 and path(cursor) <= y1:
            line.append(word)
            cursor += width + writer.height_px * random.uniform(*_AFTER)
    for _ in range(int(random.integers(1, _MOST_DIGITS + 1))):
        mark = writer.digit()
        height, width = mark.cover.shape
        mark.x = round(cursor)
        if line and line[-1] is not word and random.random() < writer.touching:
            mark.x = _touching(line[-1], mark)
            if writer.overlap:
                mark.x -= round(writer.height_px * random.uniform(0, writer.overlap))
        baseline = path(mark.x) + random.normal(0, 0.04) * writer.height_px
        mark.y = round(baseline) - height
        if mark.x + width > x1 or mark.y < y0 or baseline > y1:
            break
        line.append(mark)
        cursor = mark.x + width + _gap(random, usual, writer.height_px)
    return line


def _gap(random, usual, height_px):
    """Never so small that the digits could run into one."""
    return max(usual * random.uniform(0.6, 1.4), 0.1 * height_px, 3.0)


def _touching(before, mark):
    """Where the digit's left side meets the right side of the one before, in x.

    Their heights are taken as aligned at the baseline. They go into each other by a
    third of a width at most, which may be too little to meet.
    """
    rows = min(len(before.cover), len(mark.cover))
    right = before.x + _last_ink(before.cover[-rows:])
    left = _last_ink(mark.cover[-rows:, ::-1], missing=-np.inf)
    width = mark.cover.shape[1]
    meeting = np.max(right - (width - 1 - left)) - 1
    farthest = before.x + before.cover.shape[1] - width // 3
    return round(max(meeting, farthest))


def _last_ink(cover, missing=-np.inf):
    """Of every row the index of its last ink; `missing` where there is none."""
    is_ink = cover > 0.4
    last = cover.shape[1] - 1 - np.argmax(is_ink[:, ::-1], axis=1)
    return np.where(is_ink.any(axis=1), last, missing)
