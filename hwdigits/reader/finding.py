"""From a photo to rows of marks, at a bounded size."""

import dataclasses
import functools

import cv2
import numpy as np

from hwdigits.reader import bodies, sides, surroundings
from hwdigits.reader import marks as marks_lib
from hwdigits.reader import rows as rows_lib
from hwdigits.reader.printed import fields, removal
from hwdigits.reader.sheets import Sheet

# Where digits are smaller, and the photo has more pixels, a larger copy is looked at.
_SMALL_PX = 26
# Marks smaller in both directions, px, are specks: a third of the frame's 20.
_LEAST_PX = 6
# Without marks that lie on no paper, others make up the rows. On made-up pages that
# came to an end after two rounds, in photos of a temple and a flower after five.
_ROUNDS = 6


@dataclasses.dataclass(frozen=True)
class Found:
    """What was found on a sheet.

    Attributes:
        strength: of the ink, uint8 `[H, W]`, as paper.Ink has it.
        marks: all marks.
        rows: of them, in reading order.
    """

    strength: np.ndarray
    marks: marks_lib.Marks
    rows: list[rows_lib.Row]

    @functools.cached_property
    def slope(self) -> float:
        """How far down the rows run, px a px to the right."""
        return rows_lib.slope(self.rows, self.marks.boxes)

    def turned(self) -> "Found":
        """The same on the page turned by a quarter, counter-clockwise."""
        marks = self.marks.turned()
        return Found(np.rot90(self.strength), marks, rows_lib.find(marks))


def find(sheet: Sheet) -> Found:
    """Looks for rows of marks."""
    found = _find(sheet)
    heights = [row.height for row in found.rows]
    if heights and np.median(heights) < _SMALL_PX and (larger := sheet.larger()):
        return _find(larger)
    return found


def _find(sheet):
    size = sheet.look.shape[:2]
    if min(size) < bodies.LEAST_PX:
        return Found(np.zeros(size, np.uint8), marks_lib.none(size), [])
    ink = sheet.light.ink(by_tint=True)
    is_ink = cv2.compare(ink.strength, ink.least, cv2.CMP_GT)
    ruled = removal.remove(is_ink, ink.strength)
    marks = marks_lib.find(ink, ruled.is_ink, _LEAST_PX)
    marks = marks.take(~ruled.are_scraps(marks))
    marks = marks.take(sides.are_light(marks, sheet.look, ruled.around_fields))
    marks = fields.judged(marks, ruled)
    return Found(ink.strength, *_on_paper(marks, ink, ruled))


def _on_paper(marks, ink, ruled):
    """(marks, rows): without what lies on no paper; no rows where most of it does."""
    count = len(marks)
    for _ in range(_ROUNDS):
        rows = rows_lib.find(marks, ruled.slope)
        plain = surroundings.are_plain(marks, rows, ink.strength, ruled.limit)
        if plain.all():
            break
        marks = marks.take(plain)
    is_page = count - len(marks) <= sum(len(row.members) for row in rows)
    return marks, rows if plain.all() and is_page else []
