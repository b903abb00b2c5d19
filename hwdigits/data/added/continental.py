"""Digits as many write them outside the USA: flagged 1, crossed 7, open 4, curled 9.

MNIST's writers are American: their 1 is one upright stroke and few of their sevens have
a bar. On the European continent, in Latin America and much of Asia a 1 begins with an
upstroke, as long as it is itself sometimes, and it is the bar that makes the seven. An
open 4 may be as crooked as lightning, and the stem of a 9 may end in a curl to the
left, which a network that had seen MNIST's took for a 3: of 43 Turkish writers' digits
(the optical digits) it misread 71 of 1,438, most of them such 9s and flagged 1s.
"""

import cv2
import numpy as np

from hwdigits.data.examples import Examples
from hwdigits.reader import crops

_SHEET_PX = 112  # drawn four times as large as the frame
_STROKES_PX = (5, 13)
_DIGITS = (1, 7, 1, 4, 9)


def make(count: int, seed: int) -> Examples:
    """Draws `count` digits: 1, 7, 1, 4, 9, and so on.

    Returns:
        Examples, named "continental/<digit>/<number>"; seeded.
    """
    random = np.random.default_rng([seed, 17])
    labels = np.array([_DIGITS[number % len(_DIGITS)] for number in range(count)])
    images = np.zeros((count, crops.FRAME_PX, crops.FRAME_PX, 1), np.uint8)
    for number, digit in enumerate(labels):
        strokes = _STROKES[digit](random)
        images[number, ..., 0] = crops.framed(_drawn(strokes, random))
    names = [f"continental/{digit}/{number}" for number, digit in enumerate(labels)]
    return Examples(images, labels.astype(np.int64), np.array(names, dtype=str))


def _one(random):
    """An upstroke from the left to the top, and down; some stand on a foot.

    Coordinates are in heights of the digit, from its upper right to the lower left.
    """
    length = random.uniform(0.22, 0.75)
    angle = np.radians(random.uniform(28, 58))  # from the upright
    start = (-length * np.sin(angle), length * np.cos(angle))
    lean = random.normal(0, 0.06)
    strokes = [[start, (random.normal(0, 0.02), 0.0), (lean, 1.0)]]
    if random.random() < 0.2:
        half = random.uniform(0.15, 0.3)
        strokes.append([(lean - half, 1.0), (lean + half, 1 + random.normal(0, 0.02))])
    return strokes


def _seven(random):
    """A level top, some with a hook at its left, a slanting leg, and the bar."""
    width, rise = random.uniform(0.4, 0.7), random.normal(0, 0.05)
    foot = (-width * random.uniform(0.3, 0.95), 1.0)
    bend = (foot[0] * random.uniform(0.5, 0.75), random.uniform(0.4, 0.55))
    top = [(-width, rise), (0.0, 0.0)]
    if random.random() < 0.4:
        top.insert(0, (-width, rise + random.uniform(0.05, 0.18)))
    middle = bend[0], bend[1] + random.uniform(-0.05, 0.05)
    half, tilt = random.uniform(0.16, 0.33), random.normal(0, 0.07)
    bar = [(middle[0] - half, middle[1] + tilt), (middle[0] + half, middle[1] - tilt)]
    return [[*top, bend, foot], bar]


def _four(random):
    """Down to the left, level to the right, and a leg that begins on it or above."""
    top = (random.uniform(-0.55, -0.05), 0.0)
    corner = (random.uniform(-0.75, -0.5), random.uniform(0.35, 0.62))
    end = (random.uniform(-0.1, 0.12), corner[1] + random.uniform(-0.12, 0.12))
    if random.random() < 0.4:  # in one go
        return [[top, corner, end, (end[0] - random.uniform(0.05, 0.4), 1.0)]]
    leg = end[0] - random.uniform(0.08, 0.25)
    above = end[1] - random.uniform(0.05, 0.35)
    return [[top, corner, end], [(leg, above), (leg - random.uniform(-0.05, 0.25), 1)]]


def _nine(random):
    """A loop, nearly closed, and a stem that curls to the left at its foot."""
    wide, high = random.uniform(0.17, 0.32), random.uniform(0.18, 0.28)
    turn = np.linspace(random.uniform(-0.6, 0.8), 2 * np.pi - 0.2, 14)
    loop = np.column_stack([-wide + wide * np.cos(turn), high - high * np.sin(turn)])
    foot = random.uniform(0.5, 1.1) * wide  # how far the curl reaches, half of it
    ends = np.linspace(0, random.uniform(0.6, 1.15) * np.pi, 8)
    deep = random.uniform(0.12, 0.32)
    stem = random.normal(-0.02, 0.03)
    curl = np.column_stack(
        [stem - foot + foot * np.cos(ends), 1 - deep + deep * np.sin(ends)]
    )
    return [[*loop.tolist(), (0.0, high), *curl.tolist()]]


def _drawn(strokes, random):
    """float32 [112, 112], 0..1: smooth strokes of one pen, slanted."""
    sheet = np.zeros((_SHEET_PX, _SHEET_PX), np.uint8)
    width = int(random.integers(*_STROKES_PX))
    slant = random.normal(0, 0.12)
    for stroke in strokes:
        points = np.array(stroke) + random.normal(0, 0.015, (len(stroke), 2))
        points[:, 0] -= slant * points[:, 1]
        x, y = (points * 76 + (70, 18)).T
        path = np.rint(np.column_stack([x, y]) * 8).astype(np.int32)
        cv2.polylines(sheet, [path], False, 255, width, cv2.LINE_AA, shift=3)
    return _rounded(sheet).astype(np.float32) / 255


def _rounded(sheet):
    """Corners as a quick pen leaves them."""
    blurred = cv2.GaussianBlur(sheet, (0, 0), 2.5)
    return np.clip((blurred.astype(np.int32) - 96) * 4, 0, 255).astype(np.uint8)


_STROKES = {1: _one, 4: _four, 7: _seven, 9: _nine}
