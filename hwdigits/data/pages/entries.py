"""Dates, telephone numbers, prices, times, sums: digits with signs between them."""

import itertools

import cv2
import numpy as np

from hwdigits.data.examples import NOT_A_DIGIT, Examples
from hwdigits.data.pages import pen, writing
from hwdigits.data.pages.paper import Ruling

# D is a day, M a month, Y a year's four digits, # any digit, N a number sign; a space
# is one. Of sums: the largest number, and the sign.
_FORMS = {
    "entries": (
        *("D/M/Y", "M/D/Y", "D.M.Y", "Y-M-D", "+## ### ######", "(###) ### ####"),
        *("###-####", "###,##", "####.##", "##:##", "### + ##", "####-####-####"),
    ),
    "amounts": (
        *("N##.###N", "N#.###N", "N###N", "N###.###,##N", "=###.###=", "=##,##="),
        *("##.###,-", "#.###,-", "###,-", "#.###.###", "###.###", "#####", "##,##"),
    ),
    "sums": ("99+", "99-", "99x", "99:", "9+", "9-", "9x"),
}
# As people's fonts have them, in heights of a digit; a slash's lean is px a px up.
_SLASH_LEANS, _SLASH_RISES = (0.42, 0.14), (0.15, 0.13)
_BRACKET_RISES, _BRACKET_BENT = (0.2, 0.12), (0.13, 0.04)
_DASH_WIDE, _PLUS_WIDE, _COMMA_HIGH = (0.3, 0.55), (0.45, 0.65), (0.18, 0.32)
_NUMBER_WIDE, _NUMBER_APART, _NUMBER_LEAN = (0.65, 0.95), (0.22, 0.36), (0.0, 0.25)
_NUMBER_OPEN = 1.8  # its strokes are so many pen widths apart
_TIMES_WIDE, _TIMES_HIGH, _EQUALS_APART = (0.35, 0.6), (0.35, 0.65), (0.15, 0.3)
_SPACE, _GAP = (0.45, 0.9), (0.12, 0.35)
_FINE = 4  # signs are drawn so many times as large


def rows(
    random: np.random.Generator,
    examples: Examples,
    level: str,
    area: tuple[int, int, int, int],
    ruling: Ruling,
    kind: str,
) -> list[list[pen.Mark]]:
    """One to six rows, each of the first such form, in any order, that fits the area.

    Args:
        random, examples, level, area, ruling: as for `writing.rows`.
        kind: "entries"; "amounts", as on cheques; or "sums" of two numbers, with what
            they make.
    """
    x0, y0, x1, y1 = area
    baselines, height_px = writing.baselines(random, level, (y0, y1), ruling)
    hand = writing.hand(random, examples, height_px)
    gap_px = height_px * random.uniform(*_GAP)
    lines = []
    for baseline in baselines:
        start = x0 + random.uniform(0, 0.15) * (x1 - x0)
        tried = (
            _row(hand, form, start, baseline, gap_px)
            for form in random.permutation(_FORMS[kind])
        )
        fitting = (
            line for line in tried if all(_is_inside(mark, area) for mark in line)
        )
        lines += itertools.islice(fitting, 1)
    return lines


def _is_inside(mark, area):
    x0, y0, x1, y1 = area
    high, wide = mark.cover.shape
    return x0 <= mark.x <= x1 - wide and y0 <= mark.y <= y1 - high


def _row(hand, form, start, baseline, gap_px):
    random, line, cursor = hand.random, [], start
    for one in _text(random, form):
        if one == " ":
            cursor += hand.height_px * random.uniform(*_SPACE)
            continue
        if one.isdecimal():
            mark, below = hand.digit(int(one)), 0.0
        else:
            cover, below = _sign(one, random, hand)
            mark = pen.Mark(NOT_A_DIGIT, cover)
        high, wide = mark.cover.shape
        foot = baseline + below + random.normal(0, 0.03) * hand.height_px
        mark.x, mark.y = round(cursor), round(foot) - high
        line.append(mark)
        cursor += wide + max(gap_px * random.uniform(0.7, 1.3), 3.0)
    return line


def _text(random, form):
    """A form filled in."""
    if form in _FORMS["sums"]:
        return _sum(random, int(form[:-1]), form[-1])
    filled = {
        "D": f"{random.integers(1, 32):02d}",
        "M": f"{random.integers(1, 13):02d}",
        "Y": str(random.integers(1950, 2040)),
    }
    parts = (filled.get(one, one) for one in form)
    return "".join(str(random.integers(10)) if one == "#" else one for one in parts)


def _sum(random, most, sign):
    """Right, of numbers as in the first years of school; none is below 0."""
    small, large = sorted(random.integers(1, most + 1, 2).tolist())
    first, made = {
        "+": (large, large + small),
        "-": (large, large - small),
        "x": (large, large * small),
        ":": (large * small, large),
    }[sign]
    return f"{first} {sign} {small} = {made}"


def _sign(one, random, hand):
    """(its cover, float32 `[h, w]`, 0..1; how far its foot lies below the baseline)."""
    high = hand.height_px
    # Strokes from x, y to x, y, in heights, y upwards from the baseline; 0 long ones
    # are dots.
    if one == "/":
        rise = max(random.normal(*_SLASH_RISES), -0.1)
        lean = max(random.normal(*_SLASH_LEANS), 0.15) + hand.slant
        low, up = -rise / 2, 1 + rise / 2
        strokes = [[(0, low), (lean * (up - low), up)]]
    elif one in "()":
        rise = max(random.normal(*_BRACKET_RISES), 0.0)
        bent = max(random.normal(*_BRACKET_BENT), 0.06) * (1 if one == ")" else -1)
        share = np.linspace(0, 1, 13)
        y = -rise / 2 + (1 + rise) * share
        x = 4 * bent * share * (1 - share) * (1 + rise) + hand.slant * y
        strokes = [list(zip(x, y, strict=True))]
    elif one in "-+":
        wide = random.uniform(*(_DASH_WIDE if one == "-" else _PLUS_WIDE))
        middle = random.uniform(0.42, 0.58)
        strokes = [[(0, middle), (wide, middle + random.normal(0, 0.03))]]
        if one == "+":
            up = wide / 2
            strokes.append([(up, middle - up), (up, middle + up)])
    elif one == "=":
        wide, half = random.uniform(*_DASH_WIDE), random.uniform(*_EQUALS_APART) / 2
        strokes = [
            [(0, 0.5 + up), (wide, 0.5 + up + random.normal(0, 0.03))]
            for up in (half, -half)
        ]
    elif one == "x":
        wide, up = random.uniform(*_TIMES_WIDE), random.uniform(*_TIMES_HIGH)
        low = random.uniform(0, 0.6 - up / 2)
        lean = hand.slant * up
        strokes = [[(0, low), (wide + lean, low + up)], [(lean, low + up), (wide, low)]]
    elif one == "N":
        strokes = _number_sign(random, hand)
    elif one == ",":
        long = random.uniform(*_COMMA_HIGH)
        strokes = [[(0, -0.65 * long), (0.4 * long, 0.35 * long)]]
    else:
        strokes = [[(0, 0.03), (0, 0.03)]]
        if one == ":":
            strokes.append([(0, 0.5), (0, 0.5)])
    return _drawn(strokes, high, hand.pen_px)


def _number_sign(random, hand):
    """Two strokes down, and two across them."""
    pen = hand.pen_px / hand.height_px
    half = max(random.uniform(*_NUMBER_APART), _NUMBER_OPEN * pen) / 2
    wide = max(random.uniform(*_NUMBER_WIDE), 4 * half)
    lean = hand.slant + random.uniform(*_NUMBER_LEAN)
    down = [[(x - lean / 2, 0), (x + lean / 2, 1)] for x in (-half, half)]
    across = [[(-wide / 2, 0.5 + up), (wide / 2, 0.5 + up)] for up in (-half, half)]
    ends = random.normal(0, 0.04, (4, 2, 2))
    return [np.array(some) + off for some, off in zip(down + across, ends, strict=True)]


def _drawn(strokes, high_px, pen_px):
    """(cover, how far it reaches below 0) of strokes, in `high_px`."""
    points = [np.array(some, float) * (high_px, -high_px) for some in strokes]
    every = np.concatenate(points)
    margin = pen_px / 2 + 1
    corner, far = every.min(0) - margin, every.max(0) + margin
    wide, high = np.ceil(far - corner).astype(int)
    fine = np.zeros((high * _FINE, wide * _FINE), np.uint8)
    for some in points:
        at = np.rint((some - corner) * _FINE).astype(np.int32)
        cv2.polylines(fine, [at], False, 255, max(1, round(pen_px * _FINE)))
    cover = cv2.resize(fine, (wide, high), interpolation=cv2.INTER_AREA)
    return cover.astype(np.float32) / 255, corner[1] + high
