"""Printed words beside form fields: what a reader must leave alone."""

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from hwdigits.data.pages import paper
from hwdigits.data.pages.forms import Field

_WORDS = (
    *("Name", "Date", "Postcode", "Phone", "Account", "Amount", "Total", "Points"),
    *("Ref.", "Code", "PLZ", "Tel.", "Betrag", "Datum", "Konto", "Summe", "Montant"),
    *("Class", "Mark", "Item", "Sum", "Member", "Customer no.", "Date of birth"),
)
_SIZE = (0.22, 0.4)  # of a box's height
_LEAST_PX = 11
_INKS = ((0.12,) * 3, (0.35,) * 3, (0.2, 0.25, 0.5))


def print_on(
    sheet: np.ndarray, fields: list[Field], random: np.random.Generator
) -> None:
    """A word left of each field or above it, on float32 `[H, W, 3]`, in place."""
    height_px = fields[0].height_px
    size = max(height_px * random.uniform(*_SIZE), _LEAST_PX)
    font = ImageFont.load_default(size)
    cover = Image.new("L", sheet.shape[1::-1])
    pen = ImageDraw.Draw(cover)
    is_table = len(fields) > 1 and fields[1].y - fields[0].y < 1.01 * height_px
    above = not is_table and random.random() < 0.4
    for field, word in zip(fields, random.choice(_WORDS, len(fields)), strict=True):
        gap = 0.15 * height_px
        if above:
            place, anchor = (field.x, field.y - gap), "ls"
        else:
            middle = field.y + 0.55 * height_px
            place, anchor = (field.x - 2 * gap, middle), "rm"
        pen.text(place, str(word), 255, font, anchor)
    ink = _INKS[random.integers(len(_INKS))]
    paper.print_lines(sheet, np.asarray(cover), ink)
