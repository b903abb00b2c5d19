"""Words by hand among rows of digits: what people write beside numbers."""

import pathlib

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from hwdigits.data.added.negatives import NOT_A_DIGIT
from hwdigits.data.pages import pen

# Those of which no part looks like a digit in most hands, and none goes below the line.
_LETTERS = "AEHKMNRWadehkmnruvwx"
_MOST_LETTERS = 7
_HEIGHT = (0.85, 1.25)  # of a capital, in heights of a digit
_SIZE_PX = 96  # at which a hand's capitals are measured


class Words:
    """Words in one hand.

    Args:
        random: draws them.
        font: the file of the hand.
        height_px: of a digit.
    """

    def __init__(
        self, random: np.random.Generator, font: pathlib.Path, height_px: float
    ):
        self._random = random
        capital = _drawn("H", ImageFont.truetype(str(font), _SIZE_PX))
        scale = height_px * random.uniform(*_HEIGHT) / max(len(capital), 1)
        self._face = ImageFont.truetype(str(font), _SIZE_PX * scale)

    def word(self) -> pen.Mark:
        """Any letters; its label says that it is no digit."""
        count = int(self._random.integers(1, _MOST_LETTERS + 1))
        text = "".join(self._random.choice(list(_LETTERS), count))
        return pen.Mark(NOT_A_DIGIT, _drawn(text, self._face))


def _drawn(text, face):
    """Coverage, float32 `[h, w]`, 0..1, cropped; some fonts lack some letters."""
    left, top, right, bottom = face.getbbox(text)
    margin = round(0.5 * face.size)  # cursive hands reach out of their boxes
    room = round(right - left + 2 * margin), round(bottom - top + 2 * margin)
    cover = Image.new("L", room)
    ImageDraw.Draw(cover).text((margin - left, margin - top), text, 255, face)
    values = np.asarray(cover, np.float32) / 255
    x, y, wide, high = cv2.boundingRect((values > 0.4).astype(np.uint8))
    return values[y : y + max(high, 1), x : x + max(wide, 1)]
