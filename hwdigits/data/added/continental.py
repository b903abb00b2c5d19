"""Digits as many are taught to write them outside the USA.

MNIST's writers are American: their 1 is one upright stroke and few of their sevens have
a bar. On the European continent, in Latin America and much of Asia a 1 begins with an
upstroke, as long as it is itself sometimes, and it is the bar that makes the seven. An
open 4 may be as crooked as lightning, its bar near the foot; the stem of a 9 may end in
a curl to the left; a 3 may have a level top, a 0 a slash, and an 8 is drawn as two
rings, or as an S and its way back.

Networks that had not seen these took them for others: of 43 Turkish writers' digits
(the optical digits) 71 of 1,438, most of them curled 9s and flagged 1s; of a Dutch
map's, 2,000, 42 fours of lightning for 6s.
"""

import cv2
import numpy as np

from hwdigits.data.examples import Examples
from hwdigits.reader import crops

_SHEET_PX = 112  # drawn four times as large as the frame
# Those of 1s and open 4s may be heavy: they have no loop to fill.
_STROKES_PX, _HEAVY_PX = (5, 13), (5, 18)
# Most of what is drawn are 1s, 4s and 9s, which differ most from MNIST's.
_DIGITS = (1, 4, 9, 7, 1, 4, 9, 8, 5, 4, 9, 3, 1, 4, 7, 6, 1, 5, 2, 0)
_ASTRAY = 0.03  # heights: how far a point of a form strays


def make(count: int, seed: int) -> Examples:
    """Draws `count` digits: 1, 4, 9, 7, 1, and so on.

    Returns:
        Examples, named "continental/<digit>/<number>"; seeded.
    """
    random = np.random.default_rng([seed, 17])
    labels = np.array([_DIGITS[number % len(_DIGITS)] for number in range(count)])
    images = np.zeros((count, crops.FRAME_PX, crops.FRAME_PX, 1), np.uint8)
    for number, digit in enumerate(labels):
        strokes = _strokes(digit, random)
        pen_px = int(random.integers(*_HEAVY_PX if digit in (1, 4) else _STROKES_PX))
        images[number, ..., 0] = crops.framed(_drawn(strokes, pen_px, random))
    names = [f"continental/{digit}/{number}" for number, digit in enumerate(labels)]
    return Examples(images, labels.astype(np.int64), np.array(names, dtype=str))


def _strokes(digit, random):
    """What the pen passes, a list of `[N, 2]`, in heights of the digit."""
    if digit in _FORMS:
        return _of_a_form(_FORMS[digit], random)
    exact = [np.array(stroke) for stroke in _OWN[digit](random)]
    return [stroke + random.normal(0, _ASTRAY / 2, stroke.shape) for stroke in exact]


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
    corner = (random.uniform(-0.75, -0.45), random.uniform(0.35, 0.88))
    end = (random.uniform(-0.1, 0.12), corner[1] + random.uniform(-0.12, 0.06))
    if corner[1] < 0.62 and random.random() < 0.4:  # in one go
        return [[top, corner, end, (end[0] - random.uniform(0.05, 0.4), 1.0)]]
    leg = end[0] - random.uniform(0.03, 0.3)
    above = end[1] - random.uniform(0.05, 0.35)
    lean = random.uniform(-0.05, 0.25) * (1 - above)
    return [[top, corner, end], [(leg, above), (leg - lean, 1.0)]]


def _nine(random):
    """A loop, nearly closed, and a stem, which curls to the left at most feet.

    Where it does not the loop is small, and a heavy pen may fill it.
    """
    is_straight = random.random() < 0.3
    wide = random.uniform(0.08, 0.2) if is_straight else random.uniform(0.17, 0.32)
    high = random.uniform(0.18, 0.28)
    turn = np.linspace(random.uniform(-0.6, 0.8), 2 * np.pi - 0.2, 14)
    loop = np.column_stack([-wide + wide * np.cos(turn), high - high * np.sin(turn)])
    if is_straight:
        foot = random.normal(-0.05, 0.06), 1.0
        return [[*loop.tolist(), (0.0, high), foot]]
    foot = random.uniform(0.5, 1.1) * wide  # how far the curl reaches, half of it
    ends = np.linspace(0, random.uniform(0.6, 1.15) * np.pi, 8)
    deep = random.uniform(0.12, 0.32)
    stem = random.normal(-0.02, 0.03)
    curl = np.column_stack(
        [stem - foot + foot * np.cos(ends), 1 - deep + deep * np.sin(ends)]
    )
    return [[*loop.tolist(), (0.0, high), *curl.tolist()]]


_OWN = {1: _one, 4: _four, 7: _seven, 9: _nine}

# Of the others, the forms that MNIST's writers seldom use: the points that a smooth pen
# passes, x,y in hundredths of the height; | lifts it.
_RIGHT = (0.6, 0.0)  # their upper right
_FORMS = {
    0: (
        # with a slash; open above
        "30,0 4,20 2,70 30,100 56,70 55,20 30,0 | 56,8 4,92",
        "28,6 4,20 2,70 30,100 56,70 55,20 40,2 22,0",
    ),
    2: (
        # like a Z; with a loop in its foot; like a swan
        "3,16 28,0 50,16 38,50 3,100 | 3,100 56,97",
        "5,20 30,0 52,18 40,50 10,93 1,84 16,77 36,94 62,90",
        "12,34 3,16 25,0 46,20 30,60 2,94 25,92 58,98",
    ),
    3: (
        # with a level top
        "4,3 50,0 | 50,0 22,38 | 22,38 50,46 55,74 34,98 1,88",
    ),
    5: (
        # its top apart; bent like an S; square; with a bowl that nearly closes
        "12,2 7,43 | 20,0 60,-3 | 7,43 34,36 52,64 36,96 0,92",
        "52,3 22,6 12,36 40,44 50,72 30,98 0,90",
        "55,0 6,0 | 6,0 5,46 | 5,46 40,43 54,72 35,99 0,97",
        "52,4 24,4 11,30 38,44 51,72 28,98 5,86 12,58",
        "54,0 14,3 9,40 | 9,40 42,40 54,70 28,98 3,86 6,66",
    ),
    6: (
        # with a straight stem, slanting or upright; with a level top
        "45,0 14,42 3,76 26,100 50,78 30,56 6,70",
        "10,0 4,45 5,85 28,100 50,78 30,55 6,68",
        "42,3 16,2 | 16,2 4,50 6,86 28,100 52,76 30,53 6,64",
    ),
    8: (
        # two rings; an S and straight back; open above; like an hourglass
        "30,0 10,22 30,46 50,22 30,0 | 30,46 3,72 30,100 56,72 30,46",
        "50,14 28,0 7,18 30,46 54,76 28,100 5,80 | 5,80 50,14",
        "58,4 32,44 6,76 28,100 50,76 30,46 10,20 34,0",
        "50,6 8,5 | 8,5 52,94 | 52,94 5,95 | 5,95 50,6",
    ),
}


def _of_a_form(forms, random):
    """One of a digit's forms, wider or narrower; where strokes meet they still do."""
    form = forms[random.integers(len(forms))]
    strokes = [stroke.split() for stroke in form.split("|")]
    placed, widening = {}, (random.uniform(0.75, 1.2), 1.0)
    for name in form.replace("|", "").split():
        exact = np.array(name.split(","), float) / 100
        placed[name] = exact - _RIGHT + random.normal(0, _ASTRAY, 2)
    curves = (_smooth(np.array([placed[name] for name in one])) for one in strokes)
    return [curve * widening for curve in curves]


def _smooth(points):
    """Catmull and Rom's curve through points, eight steps from one to the next."""
    ends = 2 * points[0] - points[1], 2 * points[-1] - points[-2]
    around = np.stack([ends[0], *points, ends[1]])[:, np.newaxis]
    before, first, second, after = (around[i : len(points) - 1 + i] for i in range(4))
    t = np.linspace(0, 1, 8)[:, np.newaxis]
    curve = first + t / 2 * (
        (second - before)
        + t * (2 * before - 5 * first + 4 * second - after)
        + t**2 * (3 * (first - second) + after - before)
    )
    return curve.reshape(-1, 2)


def _drawn(strokes, pen_px, random):
    """float32 [112, 112], 0..1: strokes of one pen, slanted."""
    sheet = np.zeros((_SHEET_PX, _SHEET_PX), np.uint8)
    slant = random.normal(0, 0.12)
    for stroke in strokes:
        along, down = stroke.T
        x, y = (along - slant * down) * 76 + 70, down * 76 + 18
        path = np.rint(np.column_stack([x, y]) * 8).astype(np.int32)
        cv2.polylines(sheet, [path], False, 255, pen_px, cv2.LINE_AA, shift=3)
    return _rounded(sheet).astype(np.float32) / 255


def _rounded(sheet):
    """Corners as a quick pen leaves them."""
    blurred = cv2.GaussianBlur(sheet, (0, 0), 2.5)
    return np.clip((blurred.astype(np.int32) - 96) * 4, 0, 255).astype(np.uint8)
