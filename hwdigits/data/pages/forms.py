"""Form fields: printed boxes, combs and tables, and a digit in each."""

import dataclasses

import cv2
import numpy as np

from hwdigits.data.examples import Examples
from hwdigits.data.pages import paper, pen, writing

_STYLES = ("boxes", "row", "comb")  # apart, side by side, open above
# Without boxes: fields that are darker or whiter than the sheet, apart or side by side;
# a short line under each digit, or a circle around it.
_UNBOXED = ("gray", "white", "lines", "circles")
_GRAY, _WHITE, _APART = (0.75, 0.9), 0.97, (0.0, 0.15)
_TINTS = ((0.75, 0.87, 0.95), (0.97, 0.85, 0.72), (0.96, 0.83, 0.86), (0.86,) * 3)
_CELL_PX = (44, 96)  # the height of a box
_EMPTY = 0.12  # share of the boxes
_MOST_FIELDS, _MOST_CELLS = 4, 10
_TABLE, _LEAST_ROWS, _MOST_ROWS = 0.5, 3, 9  # share of named pages with a table
_FOR_LABELS = 0.25  # of the width, left of named fields
# Printed line colours, as the share of light that comes back: black, grey, and the
# drop-out orange, green and blue of forms made for machines.
_LINES = ((0.15,) * 3, (0.5,) * 3, (0.93, 0.6, 0.4), (0.4, 0.7, 0.5), (0.4, 0.55, 0.8))


@dataclasses.dataclass(frozen=True)
class Field:
    """A row of boxes on the sheet.

    Args:
        style: one of `_STYLES` or `_UNBOXED`.
        x, y: the upper left corner, px.
        width_px, height_px: of a box.
        gap_px: between boxes.
        count: how many boxes.
    """

    style: str
    x: float
    y: float
    width_px: float
    height_px: float
    gap_px: float
    count: int

    def left(self, cell: int) -> float:
        """The x of a box's left line."""
        return self.x + cell * (self.width_px + self.gap_px)


def fields(
    random: np.random.Generator, area: tuple[int, int, int, int], boxed: bool = True
) -> list[Field]:
    """One to four fields inside the area x0, y0, x1, y1, one below the other.

    Args:
        random: draws everything.
        area: of the sheet, px.
        boxed: whether they are boxes, for `print_on`, or others, for `shade`.
    """
    x0, y0, x1, y1 = area
    height = min(random.uniform(*_CELL_PX), 0.6 * (y1 - y0), 0.4 * (x1 - x0))
    width = height * random.uniform(0.75, 1.0)
    pitch = height * random.uniform(1.4, 2.6)
    most = 1 + int((y1 - y0 - height) // pitch)
    count = min(int(random.integers(1, _MOST_FIELDS + 1)), most)
    y = y0 + random.uniform(0, y1 - y0 - height - (count - 1) * pitch)
    left = random.uniform(x0, x0 + 0.25 * (x1 - x0))
    style = str(random.choice(_STYLES if boxed else _UNBOXED))
    width = height if style == "circles" else width
    made = []
    for row in range(count):
        gap = height * _gap(random, style)
        fitting = max(int((x1 - left) // (width + gap)), 1)
        cells = min(int(random.integers(3, _MOST_CELLS + 1)), fitting)
        made.append(Field(style, left, y + row * pitch, width, height, gap, cells))
    return made


def _gap(random, style):
    """Between boxes, in their heights."""
    if style in ("boxes", "circles"):
        return random.uniform(0.08, 0.3)
    return random.choice(_APART) if style in _UNBOXED else 0.0


def named(random: np.random.Generator, area: tuple[int, int, int, int]) -> list[Field]:
    """The same, or the rows of a table, with room for words to their left and above."""
    x0, y0, x1, y1 = area
    x0 += _FOR_LABELS * (x1 - x0)
    if random.random() < _TABLE:
        return _table(random, (x0, y0, x1, y1))
    return fields(random, (round(x0), round(y0 + 0.4 * _CELL_PX[0]), x1, y1))


def _table(random, area):
    """Rows of boxes without gaps, all as long."""
    x0, y0, x1, y1 = area
    room = y1 - y0
    height = min(random.uniform(*_CELL_PX), room / (_LEAST_ROWS + 1.5))
    width = min(height * random.uniform(0.8, 1.6), (x1 - x0) / 3)
    most = min(int(room / height - 1), _MOST_ROWS)
    rows = int(random.integers(_LEAST_ROWS, most + 1))
    count = int(random.integers(2, min(_MOST_CELLS, int((x1 - x0) / width)) + 1))
    left = x0 + random.uniform(0, x1 - x0 - count * width)
    top = y0 + random.uniform(0.7 * height, room - rows * height)
    return [
        Field("row", left, top + row * height, width, height, 0.0, count)
        for row in range(rows)
    ]


def print_on(
    sheet: np.ndarray, printed: list[Field], random: np.random.Generator
) -> None:
    """Draws the fields' lines on the sheet, float32 `[H, W, 3]`, in place."""
    cover = np.zeros(sheet.shape[:2], np.uint8)
    thickness = int(random.integers(1, 4))
    for field in printed:
        for start, end in _segments(field):
            paper.line(cover, start, end, thickness)
    paper.print_lines(sheet, cover, _LINES[random.integers(len(_LINES))])


def shade(sheet: np.ndarray, printed: list[Field], random: np.random.Generator) -> None:
    """Prints fields without boxes on the sheet, float32 `[H, W, 3]`, in place."""
    gray = random.uniform(*_GRAY)
    if printed[0].style == "white":
        sheet *= np.float32(_TINTS[random.integers(len(_TINTS))])
    cover = np.zeros(sheet.shape[:2], np.uint8)
    for field in printed:
        for cell in range(field.count):
            x0, y0 = round(field.left(cell)), round(field.y)
            x1, y1 = x0 + round(field.width_px), y0 + round(field.height_px)
            if field.style == "gray":
                sheet[y0:y1, x0:x1] *= np.float32(gray)
            elif field.style == "white":
                sheet[y0:y1, x0:x1] = _WHITE
            elif field.style == "lines":
                paper.line(cover, (x0 + 0.08 * (x1 - x0), y1), (x1, y1), 2)
            else:
                middle, radius = ((x0 + x1) // 2, (y0 + y1) // 2), (y1 - y0) // 2
                cv2.circle(cover, middle, radius, 255, 2, cv2.LINE_AA)
    paper.print_lines(sheet, cover, _LINES[0])


def _segments(field):
    top, bottom = field.y, field.y + field.height_px
    right = field.left(field.count - 1) + field.width_px
    if field.style == "comb":
        separators = [field.left(cell) for cell in range(1, field.count)]
        yield (field.x, bottom), (right, bottom)
        for x in (field.x, right):
            yield (x, top + 0.3 * field.height_px), (x, bottom)
        for x in separators:
            yield (x, top + 0.65 * field.height_px), (x, bottom)
        return
    for cell in range(field.count):
        x0 = field.left(cell)
        x1 = x0 + field.width_px
        yield (x0, top), (x1, top)
        yield (x0, bottom), (x1, bottom)
        yield (x0, top), (x0, bottom)
        yield (x1, top), (x1, bottom)


def fill(
    random: np.random.Generator, examples: Examples, level: str, printed: list[Field]
) -> list[list[pen.Mark]]:
    """Writes a digit in most boxes; at "hard" some touch the printed lines."""
    height_px = printed[0].height_px * random.uniform(0.5, 0.7)
    writer = writing.hand(random, examples, height_px)
    margin = -0.04 if level == "hard" else 0.08
    filled = []
    for field in printed:
        is_empty = random.random(field.count) < _EMPTY
        is_empty[0] &= field is not printed[0]  # so that the page has a digit
        cells = np.flatnonzero(~is_empty)
        filled.append([in_cell(writer, field, cell, margin) for cell in cells])
    return [line for line in filled if line]


def in_cell(writer, field, cell, margin):
    """A digit that fits in its box, near the middle."""
    mark = writer.digit()
    least_px = 0.08 * field.width_px
    while mark.cover.shape[1] > field.width_px - 2 * least_px:
        mark = writer.digit()
    height, width = mark.cover.shape
    slack_x = (field.width_px - width) / 2 - margin * field.width_px
    slack_y = (field.height_px - height) / 2 - margin * field.height_px
    off = np.clip(writer.random.normal(0, 0.4, 2), -1, 1) * np.maximum(
        (slack_x, slack_y), 0
    )
    mark.x = round(field.left(cell) + (field.width_px - width) / 2 + off[0])
    mark.y = round(field.y + (field.height_px - height) / 2 + off[1])
    return mark
