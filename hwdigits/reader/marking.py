"""The answer drawn on the photo: boxes, digits and confidences."""

import pathlib

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from hwdigits.reader.page import Cell, Digit, Page

# Legible on white, grey and dark paper: sure, doubtful, rejected. From Okabe and Ito's
# palette, which colour-blind people can tell apart too.
_SURE, _DOUBTFUL, _REJECTED = (0, 114, 178), (213, 94, 0), (204, 60, 120)
_EMPTY = (0, 158, 115)
_SURE_FROM = 0.9
_LEAST_TEXT_PX = 12


def drawn(photo: np.ndarray, page: Page, scale: float = 1.0) -> Image.Image:
    """The photo with a box around each digit, what it reads and how sure that is.

    Args:
        photo: uint8 `[H, W, 3]`, RGB.
        page: what was read.
        scale: px of this photo a px of the page's boxes.
    """
    picture = Image.fromarray(photo)
    pen = ImageDraw.Draw(picture)
    for digit in page.digits:
        if isinstance(digit, Cell):
            _draw_cell(pen, digit, scale)
        else:
            _draw(pen, digit, [side * scale for side in digit.box], picture.size)
    return picture


def _draw_cell(pen, cell: Cell, scale):
    """The cell's outline, and its text in the top left corner."""
    corners = [(x * scale, y * scale) for x, y in cell.corners]
    colour = _colour(cell) if cell.digits else _EMPTY
    pen.polygon(corners, outline=colour, width=2 if cell.digits else 1)
    if not cell.digits:
        return
    (x, y), (_, low) = corners[0], corners[3]
    font = ImageFont.load_default(max(_LEAST_TEXT_PX, 0.3 * (low - y)))
    around = pen.textbbox((x + 2, y + 1), cell.text, font=font)
    pen.rectangle(around, "white")
    pen.text((x + 2, y + 1), cell.text, colour, font)


def _draw(pen, digit: Digit, box, size):
    x, y, wide, high = box
    colour = _colour(digit)
    line_px = max(1, round(high / 25))
    ends = (x - 2, y - 2, x + wide + 1, y + high + 1)
    pen.rectangle(ends, outline=colour, width=line_px)
    font = ImageFont.load_default(max(_LEAST_TEXT_PX, min(0.4 * high, 0.06 * size[1])))
    text = f"{digit.text} {digit.confidence:.2f}"
    left, top, right, bottom = pen.textbbox((0, 0), text, font=font)
    at_x = min(max(x - 2, 0), max(size[0] - right, 0))
    above = y - 4 - bottom
    at_y = above if above >= 0 else min(y + high + 3, size[1] - bottom)
    pen.rectangle(
        (at_x + left - 1, at_y + top - 1, at_x + right + 1, at_y + bottom + 1), "white"
    )
    pen.text((at_x, at_y), text, colour, font)


def _colour(digit):
    if digit.rejected:
        return _REJECTED
    return _SURE if digit.confidence >= _SURE_FROM else _DOUBTFUL


def write(out: pathlib.Path, photo: np.ndarray, page: Page, scale: float) -> None:
    """Draws and writes a .png."""
    out.parent.mkdir(parents=True, exist_ok=True)
    drawn(photo, page, scale).save(out)
