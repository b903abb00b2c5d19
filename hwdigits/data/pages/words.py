"""Words before rows of digits, by hand or printed: what stands beside numbers."""

import pathlib

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from hwdigits.data.examples import NOT_A_DIGIT
from hwdigits.data.pages import pen

# Those that look like no digit in most hands, and stand on the line.
_LETTERS = "AEHKMNRWadehkmnruvwx"
_MOST_LETTERS = 7
_HEIGHT = (0.85, 1.25)  # of a capital, in heights of a digit
_SIZE_PX = 96  # at which a font's capitals are measured


class Words:
    """Words in one font.

    Args:
        random: draws them.
        font: its file; None for the font that comes with Pillow.
    """

    def __init__(self, random: np.random.Generator, font: pathlib.Path | None):
        self._random, self._font = random, font
        capital_px = len(_drawn("H", face(font, _SIZE_PX)))
        self._size = _SIZE_PX * random.uniform(*_HEIGHT) / max(capital_px, 1)

    def word(self, height_px: float) -> pen.Mark:
        """Any letters, beside digits of that height; its label says that it is none."""
        count = int(self._random.integers(1, _MOST_LETTERS + 1))
        return self.item("".join(self._random.choice(list(_LETTERS), count)), height_px)

    def item(self, text: str, height_px: float) -> pen.Mark:
        """The same of a text, as `a)`."""
        size_px = self._size * height_px
        return pen.Mark(NOT_A_DIGIT, _drawn(text, face(self._font, size_px)))


def face(font: pathlib.Path | None, size_px: float) -> ImageFont.FreeTypeFont:
    """A font of that size; None for the one that comes with Pillow."""
    if font is None:
        return ImageFont.load_default(size_px)
    return ImageFont.truetype(str(font), size_px)


def _drawn(text, face):
    """Coverage, float32 `[h, w]`, 0..1, cropped; some fonts lack some letters."""
    left, top, right, bottom = face.getbbox(text)
    margin = round(0.5 * face.size)  # cursive hands reach out of their boxes
    room = round(right - left + 2 * margin), round(bottom - top + 2 * margin)
    cover = Image.new("L", room)
    ImageDraw.Draw(cover).text((margin - left, margin - top), text, 255, face)
    values = np.asarray(cover, np.float32) / 255
    x, y, wide, high = cv2.boundingRect(pen.is_inked(values).astype(np.uint8))
    return values[y : y + max(high, 1), x : x + max(wide, 1)]
