"""Pictures that are no digit, for a network that must say so.

What stands in boxes and beside rows of digits on people's pages: letters, marks, halves
of digits, two digits in one box, digits crossed out, scribbles and patches of texture.
All are drawn or cut here, from the digits at hand; what looks like a digit (O, l, S, Z,
a ring, an upright stroke) is left out.
"""

import cv2
import numpy as np

from hwdigits.data.examples import NOT_A_DIGIT, Examples
from hwdigits.reader import crops

# Those that look like no digit.
LETTERS = "ACEFGHKLMNPRTUVWXadefhkmnrtuvwx"
_MARKS = "+=#*?%&@~$<>^{}[]"
_FONTS = (
    *(cv2.FONT_HERSHEY_SIMPLEX, cv2.FONT_HERSHEY_DUPLEX, cv2.FONT_HERSHEY_COMPLEX),
    *(cv2.FONT_HERSHEY_SCRIPT_SIMPLEX, cv2.FONT_HERSHEY_SCRIPT_COMPLEX),
)
# Halves that are no other digit (half an 8 is a 0 or a 3, the top of a 2 or 3 is a 7):
# digit -> what may be cut, in quarter turns from the top.
_HALVES = {0: (0, 2), 2: (0,), 4: (2,), 5: (2,)}
_SHEET_PX = 112  # drawn four times as large as the frame
_STROKES_PX = (6, 13)  # there; MNIST's pens are 6 to 19


def make(digits: Examples, count: int, seed: int) -> Examples:
    """Draws `count` pictures that are no digit, a like number of each kind.

    Args:
        digits: whose halves and pairs are taken; give held-out ones for testing.
        count: how many.
        seed: the same arguments give the same pictures.

    Returns:
        Examples with label NOT_A_DIGIT, named "negative/<kind>/<number>".
    """
    random = np.random.default_rng([seed, NOT_A_DIGIT])
    kinds = list(KINDS)
    images = np.zeros((count, crops.FRAME_PX, crops.FRAME_PX, 1), np.uint8)
    names = []
    for number in range(count):
        kind = kinds[number % len(kinds)]
        while not images[number].any():  # a cut may have left nothing
            sheet = KINDS[kind](digits, random)
            images[number, ..., 0] = crops.framed(sheet.astype(np.float32) / 255)
        names.append(f"negative/{kind}/{number}")
    labels = np.full(count, NOT_A_DIGIT, np.int64)
    return Examples(images, labels, np.array(names, dtype=str))


def _letter(digits, random):
    del digits
    return _written(random.choice(list(LETTERS)), random)


def _mark(digits, random):
    del digits
    if random.random() < 0.3:
        return _dash(random)
    return _written(random.choice(list(_MARKS)), random)


def _written(text, random):
    """Text in one of OpenCV's stroke fonts, slanted."""
    sheet = np.zeros((_SHEET_PX, _SHEET_PX), np.uint8)
    width = int(random.integers(*_STROKES_PX))
    font = int(random.choice(_FONTS))
    cv2.putText(sheet, str(text), (28, 84), font, 2.2, 255, width, cv2.LINE_AA)
    slant = random.uniform(-0.3, 0.3)
    matrix = np.array([[1, slant, -slant * _SHEET_PX / 2], [0, 1, 0]])
    return cv2.warpAffine(sheet, matrix, sheet.shape[::-1])


def _dash(random):
    """One or two strokes that are nearly level: a minus, an equals sign, a rule."""
    sheet = np.zeros((_SHEET_PX, _SHEET_PX), np.uint8)
    width = int(random.integers(*_STROKES_PX))
    for y in random.choice((40, 56, 76), random.integers(1, 3), replace=False):
        ends = y + random.integers(-8, 9, 2)
        cv2.line(sheet, (16, ends[0]), (96, ends[1]), 255, width, cv2.LINE_AA)
    return sheet


def _half(digits, random):
    """Half of a digit: 40 to 55 % of its ink's height or width are gone."""
    digit = random.choice(list(_HALVES))
    members = digits.take(np.flatnonzero(digits.labels == digit))
    half = _trimmed(_one(members, random)).copy()
    turned = np.rot90(half, random.choice(_HALVES[digit]))  # a view: the half is cut
    turned[: round(len(turned) * random.uniform(0.40, 0.55))] = 0
    return half


def _pair(digits, random):
    """Two digits side by side, apart, touching or overlapping a little."""
    first, second = (_trimmed(_one(digits, random)) for _ in range(2))
    gap = int(random.integers(-3, 5))
    sheet = np.zeros((28, first.shape[1] + second.shape[1] + max(gap, 0)), np.uint8)
    sheet[: len(first), : first.shape[1]] = first
    place = sheet[28 - len(second) :, first.shape[1] + gap :][:, : second.shape[1]]
    np.maximum(place, second[:, : place.shape[1]], out=place)
    return sheet


def _crossed_out(digits, random):
    """A digit under strokes from side to side: more than the bar of a seven."""
    sheet = cv2.resize(_one(digits, random), (_SHEET_PX, _SHEET_PX))
    width = int(random.integers(*_STROKES_PX))
    for _ in range(random.integers(3, 6)):
        left, right = random.integers(20, 92, 2)
        cv2.line(sheet, (14, int(left)), (98, int(right)), 255, width, cv2.LINE_AA)
    return sheet


def _scribble(digits, random):
    """A pen going to and fro, too often for a digit."""
    del digits
    points = random.integers(14, 98, (random.integers(11, 22), 2)).astype(np.float32)
    smooth = cv2.resize(points, (2, 200), interpolation=cv2.INTER_CUBIC)
    sheet = np.zeros((_SHEET_PX, _SHEET_PX), np.uint8)
    width = int(random.integers(*_STROKES_PX))
    cv2.polylines(
        sheet, [np.rint(smooth).astype(np.int32)], False, 255, width, cv2.LINE_AA
    )
    return sheet


def _texture(digits, random):
    """What a threshold leaves of paper, wood or a shadow: patches."""
    del digits
    coarse = random.random((random.integers(4, 15), random.integers(4, 15)))
    field = cv2.resize(
        coarse.astype(np.float32), (_SHEET_PX, _SHEET_PX), interpolation=cv2.INTER_CUBIC
    )
    inked = field > np.quantile(field, random.uniform(0.5, 0.85))
    return (255 * inked).astype(np.uint8)


def _one(digits, random):
    return digits.images[random.integers(len(digits)), ..., 0]


def _trimmed(ink):
    rows, columns = np.flatnonzero(ink.max(1)), np.flatnonzero(ink.max(0))
    return ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


KINDS = {
    "letter": _letter,
    "mark": _mark,
    "half": _half,
    "pair": _pair,
    "crossed_out": _crossed_out,
    "scribble": _scribble,
    "texture": _texture,
}
