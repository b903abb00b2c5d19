"""From a sheet to rows of marks."""

import dataclasses
import functools
import math

import cv2
import numpy as np

from hwdigits.reader import rows as rows_lib
from hwdigits.reader.ink import bodies, enclosures, overlaps, sides, surroundings
from hwdigits.reader.ink import marks as marks_lib
from hwdigits.reader.photo.sheets import Sheet
from hwdigits.reader.printed import fields, patterns, removal
from hwdigits.reader.signs import barcodes, choices, number_signs, percents, ticks

# Marks smaller in both directions, px, are specks: a third of the frame's 20.
_LEAST_PX = 6
_EDGE_PX = 2  # off the photo's edge, at most, ends what reaches to it
# Without marks that lie on no paper, others make up the rows. On made-up pages that
# came to an end after two rounds, in photos of a temple and a flower after five.
_ROUNDS = 6


@dataclasses.dataclass(frozen=True)
class Found:
    """What was found on a sheet.

    Attributes:
        sheet: where it was found.
        strength: of the ink, uint8 `[H, W]`, as paper.Ink has it.
        marks: all marks.
        rows: of them, in reading order.
        stroke: the widest in its rows, px; without rows, of anything as dark as ink.
    """

    sheet: Sheet
    strength: np.ndarray
    marks: marks_lib.Marks
    rows: list[rows_lib.Row]
    stroke: float

    @functools.cached_property
    def height(self) -> float:
        """Of most rows, px; 0.0 without any."""
        return float(np.median([row.height for row in self.rows] or 0))

    @functools.cached_property
    def slope(self) -> float:
        """How far down the rows run, px a px to the right."""
        return rows_lib.slope(self.rows, self.marks.boxes)

    def box(self, box: tuple[int, int, int, int]) -> tuple[int, int, int, int]:
        """x, y, width, height on the photo of x0, y0, x1, y1 where it was found."""
        return self.sheet.box(box)

    def turned(self, quarters: int) -> "Found":
        """The same on the page turned counter-clockwise.

        The sheet stays; boxes are no longer on it.
        """
        marks = self.marks
        for _ in range(quarters):
            marks = marks.turned()
        strength, rows = np.rot90(self.strength, quarters), rows_lib.find(marks)
        return Found(self.sheet, strength, marks, rows, self.stroke)


def find(sheet: Sheet, lower_than: float = math.inf) -> Found:
    """Rows of marks on what a sheet shows at the size of its `look`.

    Args:
        sheet: to look at.
        lower_than: height of the marks that count, px.
    """
    size = sheet.look.shape[:2]
    if min(size) < bodies.LEAST_PX:
        return Found(sheet, np.zeros(size, np.uint8), marks_lib.none(size), [], 0.0)
    ink = sheet.light.ink(by_tint=True)
    is_ink = cv2.compare(ink.strength, ink.least, cv2.CMP_GT)
    ruled = removal.remove(is_ink, ink.strength)
    weak = patterns.limit(ink, ruled.is_ink, ruled.limit)
    if weak > 0:
        ink = dataclasses.replace(ink, least=cv2.max(ink.least, weak))
        above = cv2.compare(ink.strength, weak, cv2.CMP_GT)
        ruled = dataclasses.replace(ruled, is_ink=cv2.bitwise_and(ruled.is_ink, above))
    marks, lines = marks_lib.find(ink, ruled.is_ink, _LEAST_PX), ruled.limit
    if (around := enclosures.find(marks)) is not None:
        rest = cv2.bitwise_and(ruled.is_ink, cv2.bitwise_not(around))
        marks, lines = marks_lib.find(ink, rest, _LEAST_PX), cv2.max(lines, around)
    elif (parted := overlaps.find(marks)) is not None:
        rest = cv2.bitwise_and(ruled.is_ink, cv2.bitwise_not(parted))
        marks = marks_lib.find(ink, rest, _LEAST_PX)
    marks = marks.take(marks.boxes[:, 3] < lower_than)
    stroke = marks.stroke.max(initial=0.0)
    marks = marks.take(~ruled.are_scraps(marks))
    marks = marks.take(~choices.are(marks, ruled.cells))
    for signs in (barcodes, number_signs, percents):
        marks = marks.take(~signs.are(marks))
    marks = marks.take(~ticks.are(marks, ruled.cells_around(marks)))
    marks = marks.take(sides.are_light(marks, sheet.light.photo, ruled.around_fields))
    marks = fields.judged(marks, ruled)
    marks, rows = _on_paper(marks, ink, lines, ruled.slope)
    rows = [row for row in rows if not _are_lines(marks, row, sheet)]
    if rows:
        stroke = max(marks.stroke[row.members].max() for row in rows)
    return Found(sheet, ink.strength, marks, rows, stroke)


def _are_lines(marks, row, sheet):
    """Whether a row is all of bars that reach to the photo's edge.

    Of digits that were cut out closely few are bars.
    """
    boxes = marks.boxes[row.members]
    is_bar = 2 * boxes[:, 2:].min(1) <= boxes[:, 2:].max(1)
    return (is_bar & (sheet.off_edges(boxes) <= _EDGE_PX)).all()


def _on_paper(marks, ink, lines, slope):
    """(marks, rows): without what lies on no paper; no rows where most of it does."""
    count = len(marks)
    for _ in range(_ROUNDS):
        rows = rows_lib.find(marks, slope)
        plain = surroundings.are_plain(marks, rows, ink.strength, lines)
        if plain.all():
            break
        marks = marks.take(plain)
    is_page = count - len(marks) <= sum(len(row.members) for row in rows)
    return marks, rows if plain.all() and is_page else []
