"""From a photo to a grid's cells on one sheet, each with the marks in it."""

import dataclasses

import cv2
import numpy as np

from hwdigits.reader.grids import (
    combs,
    contents,
    folds,
    lattice,
    levels,
    removal,
    tiles,
)
from hwdigits.reader.ink import marks as marks_lib
from hwdigits.reader.ink.marks import Marks
from hwdigits.reader.photo import paper, sheets
from hwdigits.reader.rows import Row
from hwdigits.refusal import Refusal

_LINES_PX = 800  # lines are looked for with a longer side of at most so many
_LEAST_CELL_PX = 8  # smaller cells hold no digit that could be read
_LEAST_PX = 4  # marks smaller in both directions are specks
_LARGE = 0.35  # of a tile's shorter side: more than is left of lines and corners
_CLEAR = 0.6  # of what ink is over paper: marks fainter than about that are noise


@dataclasses.dataclass(frozen=True)
class Straightened:
    """A grid's cells, side by side.

    Attributes:
        corners: float `[rows, columns, 2, 2, 2]`, of each cell: above and below, left
            and right, x and y in px of the photo.
        strength: of the ink, uint8 `[H, W]`, on the sheet of tiles.
        marks: on it, without the grid's lines.
        cells: for each row of the grid, for each cell, its marks; none in empty ones.
        tiles: where they are.
        scale: px of the photo a px of the picture that the tiles were cut from.
        corner: x and y of that picture's corner, px of it.
    """

    corners: np.ndarray
    strength: np.ndarray
    marks: Marks
    cells: list[list[Row]]
    tiles: tiles.Tiles
    scale: float
    corner: np.ndarray

    @property
    def rows(self) -> list[Row]:
        """The cells that are not empty, row by row."""
        return [cell for row in self.cells for cell in row if len(cell.members)]

    @property
    def slope(self) -> float:
        """How far down the rows run: not at all, on straight tiles."""
        return 0.0

    @property
    def torn(self) -> int:
        """How many tiles have large marks that go on beyond them."""
        x, y, wide, high = self.marks.boxes.T
        left, top, right, bottom = self.tiles.around(x + wide / 2, y + high / 2)
        is_cut = (
            (x <= left + 1)
            | (y <= top + 1)
            | (x + wide >= right)
            | (y + high >= bottom)
        )
        least = _LARGE * np.minimum(right - left, bottom - top)
        is_cut &= np.maximum(wide, high) >= least
        return len({*zip(left[is_cut], top[is_cut], strict=True)})

    def of_columns(self, first: int, last: int) -> "Straightened":
        """The columns from the first to the last one, counted from 1."""
        count = len(self.cells[0])
        if last > count:
            raise Refusal(
                f"--columns must be among the grid's {count} columns. "
                f"Received: {first}-{last}"
            )
        return dataclasses.replace(
            self,
            corners=self.corners[:, first - 1 : last],
            cells=[row[first - 1 : last] for row in self.cells],
        )

    def box(self, box) -> tuple[int, int, int, int]:
        """x, y, width, height on the photo around a box of the sheet."""
        x0, y0, x1, y1 = (
            round((side + off) * self.scale)
            for side, off in zip(
                self.tiles.on_picture(box), (*self.corner, *self.corner), strict=True
            )
        )
        return x0, y0, x1 - x0, y1 - y0


def lines(
    sheet: sheets.Sheet, least: int, most: int, opens_above: bool = False
) -> lattice.Lattice | None:
    """The largest ruled grid of a photo, or None; in px of the sheet's `look`.

    Args:
        sheet: of the photo.
        least: how many of its cells must be seen at once.
        most: how many squares may be; more are squared paper.
        opens_above: whether, without closed cells, combs are a grid too.
    """
    strength = sheet.light.strength
    small = sheets.at_most(strength, _LINES_PX)
    found = lattice.find(small, least, most)
    if found is not None:
        times = np.array(strength.shape[::-1]) / small.shape[::-1]
        found = lattice.Lattice((found.cells + 0.5) * times - 0.5)
    elif opens_above:  # whose bars are short
        cells = combs.cells(sheet.light.ink(), least)
        found = None if cells is None else lattice.Lattice(cells)
    if found is None or _cell_px(found.cells) < _LEAST_CELL_PX:
        return None
    return found


def cells(sheet: sheets.Sheet, found: lattice.Lattice) -> Straightened:
    """A grid's cells and what stands in them.

    Args:
        sheet: of the photo.
        found: its lattice, px of the sheet's `look`.
    """
    return _straightened(sheet.look, found.cells, sheet.wide_px / sheet.look.shape[1])


def _cell_px(corners):
    """The shorter side of most cells."""
    return min(
        float(np.median(np.linalg.norm(np.diff(corners, axis=axis), axis=-1)))
        for axis in (2, 3)
    )


def _straightened(look, corners, scale):
    cell_px = _cell_px(corners)
    flat = corners.reshape(-1, 2)
    corner = np.maximum(flat.min(0) - cell_px, 0).astype(int)
    end = np.ceil(flat.max(0) + cell_px).astype(int)
    around = np.ascontiguousarray(look[corner[1] : end[1], corner[0] : end[0]])
    places = corners - corner
    strength = levels.strength(around, cell_px)
    light, least = levels.of_cells(strength, places)
    nowhere = np.full(strength.shape, 255, np.uint8)
    is_ink = cv2.compare(strength, levels.spread(least, places, nowhere), cv2.CMP_GT)
    left = removal.without_lines(is_ink, strength, places)
    cut = tiles.Tiles(places)
    on_tiles = cv2.subtract(cut.sheet(strength), cut.each(light))
    ink = paper.Ink(on_tiles, cut.each(_CLEAR * (least - light)))
    marked = folds.without(cut.sheet(left, True), ink, cut)
    marks = marks_lib.find(ink, marked, _LEAST_PX)
    return Straightened(
        (corners + 0.5) * scale,
        on_tiles,
        marks,
        contents.rows(marks, cut, cut.inside()),
        cut,
        scale,
        corner,
    )
