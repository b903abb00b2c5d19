"""Numbers that are circled, framed, underlined or marked, one a line."""

import cv2
import numpy as np

from hwdigits.data.examples import Examples
from hwdigits.data.pages import paper, pen, writing

_HEIGHT_PX, _PITCH, _MOST_DIGITS = (34, 84), (2.2, 3.0), 6
# What is around a number, how often.
_AROUND = ("nothing", "circle", "frame", "line", "marker")
_SHARES = (0.3, 0.25, 0.12, 0.18, 0.15)
# In heights of a digit: how far a circle and a frame are off the number; a line below
# it, a second one below that, and how wobbly they are; how high a marker's band is.
_OFF, _BELOW, _AGAIN, _WOBBLE, _BAND = (0.3, 0.5), (0.12, 0.35), 0.2, 0.04, (0.8, 1.3)
_TWICE = 0.4  # share of lines
_ROOM = 0.9  # around a number, for a circle around six digits
_TURNS = (0.94, 1.1)  # of a circle, which may stay open, or go on
# Of light that comes back: red, green, blue. A fresh marker leaves hardly any of one.
_PALE = ((0.98, 0.97, 0.4), (0.96, 0.64, 0.8), (0.6, 0.95, 0.74), (1.0, 0.8, 0.5))
_FRESH = ((0.98, 0.96, 0.1), (0.98, 0.35, 0.65), (0.4, 0.96, 0.25), (0.98, 0.6, 0.12))
_MARKERS = _PALE + _FRESH


def rows(
    random: np.random.Generator,
    examples: Examples,
    area: tuple[int, int, int, int],
) -> list[list[pen.Mark]]:
    """Numbers below each other, with room for what goes around them.

    Args:
        random: draws everything.
        examples: the digits to write.
        area: x0, y0, x1, y1 of the part of the sheet to write on, px.
    """
    x0, y0, x1, y1 = area
    low, high = np.log(_HEIGHT_PX)
    height_px = min(float(np.exp(random.uniform(low, high))), (y1 - y0) / 4)
    hand = writing.hand(random, examples, height_px)
    room = height_px * _ROOM
    foot, lines = y0 + height_px + room, []
    while foot + room <= y1 and (not lines or random.random() < 0.85):
        start = x0 + room + random.uniform(0, 0.3) * (x1 - x0)
        line = writing.number(hand, start, foot, x1 - room, _MOST_DIGITS)
        lines += [line] if line else []
        foot += height_px * random.uniform(*_PITCH)
    return lines


def draw_around(
    sheet: np.ndarray,
    lines: list[list[pen.Mark]],
    random: np.random.Generator,
    level: str,
) -> None:
    """Draws what is around the numbers on the sheet, float32 `[H, W, 3]`, in place."""
    ink = pen.ink(random, level)
    for line in lines:
        around = str(random.choice(_AROUND, p=_SHARES))
        cover = np.zeros(sheet.shape[:2], np.uint8)
        colour = tuple(1 - ink.absorbs)
        if around == "marker":
            colour = _MARKERS[random.integers(len(_MARKERS))]
            _mark(random, cover, line)
        elif around != "nothing":
            _STROKES[around](random, cover, line)
        paper.print_lines(sheet, cover, colour)


def _bounds(line):
    """x0, y0, x1, y1 of a number, and the height of its digits."""
    x0, y0 = min(mark.x for mark in line), min(mark.y for mark in line)
    x1 = max(mark.x + mark.cover.shape[1] for mark in line)
    y1 = max(mark.y + mark.cover.shape[0] for mark in line)
    return x0, y0, x1, y1, float(np.median([mark.cover.shape[0] for mark in line]))


def _stroke(cover, points, height):
    """Draws a line of the pen through points, float `[N, 2]`."""
    wide = max(2, round(0.09 * height))
    fixed = [np.rint(16 * np.asarray(points)).astype(np.int32)]
    cv2.polylines(cover, fixed, False, 255, wide, cv2.LINE_AA, 4)


def _circle(random, cover, line):
    x0, y0, x1, y1, height = _bounds(line)
    off = height * random.uniform(*_OFF)
    # As wide as its box at the corners of the number, nearly.
    across, down = 0.6 * (x1 - x0) + off, 0.6 * (y1 - y0) + off
    turn = random.uniform(0, 2 * np.pi)
    at = turn + np.linspace(0, 2 * np.pi * random.uniform(*_TURNS), 64)
    uneven = 1 + _WOBBLE * np.sin(at + random.uniform(0, 2 * np.pi))
    middle = (x0 + x1) / 2, (y0 + y1) / 2
    around = np.stack([across * np.cos(at), down * np.sin(at)], 1)
    _stroke(cover, middle + uneven[:, np.newaxis] * around, height)


def _frame(random, cover, line):
    x0, y0, x1, y1, height = _bounds(line)
    off = height * random.uniform(*_OFF)
    x0, y0, x1, y1 = x0 - off, y0 - off, x1 + off, y1 + off
    corners = np.array([(x0, y0), (x1, y0), (x1, y1), (x0, y1), (x0, y0)])
    corners += random.normal(0, _WOBBLE * height, corners.shape)
    _stroke(cover, corners, height)


def _underline(random, cover, line):
    x0, _, x1, y1, height = _bounds(line)
    below = y1 + height * random.uniform(*_BELOW)
    for number in range(1 + (random.random() < _TWICE)):
        y = below + number * _AGAIN * height
        points = np.array([(x0 - 0.1 * height, y), (x1 + 0.1 * height, y)])
        _stroke(cover, points + random.normal(0, _WOBBLE * height, (2, 2)), height)


def _mark(random, cover, line):
    """A marker's band over the number."""
    x0, y0, x1, y1, height = _bounds(line)
    ends = [[x0 - 0.2 * height, (y0 + y1) / 2], [x1 + 0.2 * height, (y0 + y1) / 2]]
    ends += random.normal(0, 2 * _WOBBLE * height, (2, 2))
    start, end = (tuple(point) for point in np.rint(ends).astype(int).tolist())
    wide = round(height * random.uniform(*_BAND))
    cv2.line(cover, start, end, 255, wide, cv2.LINE_AA)


_STROKES = {"circle": _circle, "frame": _frame, "line": _underline}
