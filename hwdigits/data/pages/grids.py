"""Ruled grids of puzzles and tables: digits printed and handwritten in their cells."""

import dataclasses
import pathlib

import numpy as np
from PIL import Image, ImageDraw

from hwdigits.data.examples import Examples
from hwdigits.data.pages import forms, paper, pen, words, writing
from hwdigits.data.pages.forms import Field

_PUZZLE = 0.5  # share of the grids that are of 9 rows and columns, in blocks of three
_SIDES = (2, 10)  # rows and columns of others
_CELL_PX = (32, 110)  # the shorter side of a cell
_EMPTY = (0.0, 0.7)  # share of a grid's cells
_HEIGHT = {"type": (0.4, 0.72), "hand": (0.45, 0.78)}  # of the cell's shorter side
_TYPES = ("none", "some", "all")  # which cells are printed, of those that are not empty
_BLACK = (0.05, 0.45)  # share of light that comes back from printed lines and digits
_COLOURED = 0.15  # share of the grids whose digits are printed in a colour
# Puzzles are small and photographed from near by: the lens is off by so much of a cell.
_UNSHARP = {"scan": 0.0, "phone": 0.03, "hard": 0.045}


@dataclasses.dataclass(frozen=True)
class Grid:
    """A ruled grid on the sheet.

    Args:
        rows: its cells, a `forms.Field` of style "row" each.
        block: every so many lines are thick; 0: only those around it.
    """

    rows: list[Field]
    block: int

    @property
    def short_px(self) -> float:
        """The shorter side of a cell."""
        return min(self.rows[0].width_px, self.rows[0].height_px)

    def blur_px(self, random: np.random.Generator, level: str) -> float:
        """How far the lens blurs it, a deviation."""
        return self.short_px * random.uniform(0, _UNSHARP[level])


def lay_out(random: np.random.Generator, area: tuple[int, int, int, int]) -> Grid:
    """A grid somewhere inside the area x0, y0, x1, y1 of the sheet, px."""
    x0, y0, x1, y1 = area
    is_puzzle = random.random() < _PUZZLE
    rows, columns = (9, 9) if is_puzzle else random.integers(*_SIDES, 2).tolist()
    longer = 1.0 if is_puzzle else random.uniform(0.7, 1.8)
    most = min((x1 - x0) / (columns * longer), (y1 - y0) / rows, _CELL_PX[1])
    high = max(most * random.uniform(0.55, 0.98), min(most, _CELL_PX[0]))
    wide = high * longer
    left = x0 + random.uniform(0, x1 - x0 - columns * wide)
    top = y0 + random.uniform(0, y1 - y0 - rows * high)
    fields = [
        Field("row", left, top + row * high, wide, high, 0.0, columns)
        for row in range(rows)
    ]
    return Grid(fields, 3 if is_puzzle else 0)


def print_on(sheet: np.ndarray, grid: Grid, random: np.random.Generator) -> None:
    """Draws the grid's lines on the sheet, float32 `[H, W, 3]`, in place."""
    cover = np.zeros(sheet.shape[:2], np.uint8)
    thin = max(1, round(grid.short_px * random.uniform(0.015, 0.05)))
    thick = max(thin, round(grid.short_px * random.uniform(0.03, 0.11)))
    first, last = grid.rows[0], grid.rows[-1]
    left, right = first.x, first.left(first.count)
    bottom = last.y + last.height_px

    def width(number, count):
        is_thick = number in (0, count) or (grid.block and number % grid.block == 0)
        return thick if is_thick else thin

    for number in range(len(grid.rows) + 1):
        y = first.y + number * first.height_px
        paper.line(cover, (left, y), (right, y), width(number, len(grid.rows)))
    for number in range(first.count + 1):
        x = first.left(number)
        paper.line(cover, (x, first.y), (x, bottom), width(number, first.count))
    paper.print_lines(sheet, cover, (random.uniform(*_BLACK),) * 3)


def fill(
    random: np.random.Generator,
    examples: Examples,
    grid: Grid,
    font: pathlib.Path | None,
) -> list[list[pen.Mark]]:
    """A digit in most cells, printed, by hand, or some of each.

    Args:
        random: draws everything.
        examples: the handwritten digits.
        grid: whose cells are filled; no row is all empty.
        font: a file of the printed ones; None for the one that comes with Pillow.
    """
    printed = {"none": 0.0, "some": random.uniform(0.2, 0.7), "all": 1.0}
    share = printed[str(random.choice(_TYPES))]
    empty = random.uniform(*_EMPTY)
    writer = writing.hand(random, examples, _height(random, grid, "hand"))
    press = _Type(random, font, _height(random, grid, "type"))
    lines = []
    for row in grid.rows:
        is_empty = random.random(row.count) < empty
        is_empty[random.integers(row.count)] = False
        lines.append(
            [
                _placed(press if random.random() < share else writer, row, cell, random)
                for cell in np.flatnonzero(~is_empty).tolist()
            ]
        )
    return lines


def _height(random, grid, of):
    return grid.short_px * random.uniform(*_HEIGHT[of])


def _placed(source, row, cell, random):
    if isinstance(source, _Type):
        mark = source.digit()
        height, width = mark.cover.shape
        mark.x = round(row.left(cell) + (row.width_px - width) / 2 + source.off[0])
        mark.y = round(row.y + (row.height_px - height) / 2 + source.off[1])
        return mark
    return forms.in_cell(source, row, cell, margin=0.02)


class _Type:
    """Digits of one font and size, in one ink."""

    def __init__(self, random, font, height_px):
        self._random = random
        self._height_px = height_px
        size = 1.4 * height_px
        self._face = words.face(font, size)
        light = np.full(3, random.uniform(*_BLACK))
        if random.random() < _COLOURED:
            light[random.integers(3)] = random.uniform(0.6, 0.9)
        self._ink = pen.Ink((1 - light).astype(np.float32), 0.0)
        self.off = random.normal(0, 0.05, 2) * height_px

    def digit(self) -> pen.Mark:
        """Any digit; nothing is drawn at random but which one."""
        label = int(self._random.integers(10))
        left, top, right, bottom = self._face.getbbox(str(label))
        room = round(2 + right - left), round(2 + bottom - top)
        cover = Image.new("L", room)
        ImageDraw.Draw(cover).text((1 - left, 1 - top), str(label), 255, self._face)
        values = np.asarray(cover, np.float32) / 255
        return pen.Mark(label, pen.cropped(values), ink=self._ink)
