"""Cells as tiles: each straightened by its own corners, all on one sheet."""

from itertools import pairwise

import cv2
import numpy as np

# Around a cell, as a share of its shorter side: what crosses its lines is seen, too.
_MARGIN = 0.14
# A tile's shorter side, px: that of the cell on the picture, but at least and at most.
_SIDE_PX = (44, 110)
_MOST_PX = 2600  # a side of the whole sheet


class Tiles:
    """The cells of a grid, straightened, beside and below each other.

    Args:
        cells: float `[rows, columns, 2, 2, 2]`, their corners, px of a picture.
    """

    def __init__(self, cells: np.ndarray):
        self._cells = cells
        sizes = [np.linalg.norm(np.diff(cells, axis=axis), axis=-1) for axis in (3, 2)]
        wide, high = (
            np.median(size, axis=(other, 2, 3))
            for size, other in zip(sizes, (0, 1), strict=True)
        )
        short = min(np.median(wide), np.median(high))
        scale = np.clip(short, *_SIDE_PX) / short
        scale = min(scale, _MOST_PX / max(wide.sum(), high.sum()))
        self.margin_px = max(2, round(_MARGIN * short * scale))
        self.wide_px = np.maximum(np.rint(wide * scale), 4).astype(int)
        self.high_px = np.maximum(np.rint(high * scale), 4).astype(int)
        self._left = np.cumsum([0, *(self.wide_px + 2 * self.margin_px)])
        self._top = np.cumsum([0, *(self.high_px + 2 * self.margin_px)])
        self._maps = self._where()

    def _where(self):
        """float32 [height, width, 2]: where each px of the sheet is on the picture."""
        u = list(enumerate(self._shares(px) for px in self.wide_px))
        maps = []
        for row, px in enumerate(self.high_px):
            above, below = (
                np.concatenate(
                    [share @ self._cells[row, column, end] for column, share in u]
                )
                for end in (0, 1)
            )  # [width, 2]
            first, second = self._shares(px).T[..., np.newaxis, np.newaxis]
            maps.append((first * above + second * below).astype(np.float32))
        return np.concatenate(maps)

    def _shares(self, px):
        """float [px with margins, 2]: how much of its first and second end each has."""
        share = (np.arange(-self.margin_px, px + self.margin_px) + 0.5) / px
        return np.stack([1 - share, share], 1)

    def sheet(self, picture: np.ndarray, is_mask: bool = False) -> np.ndarray:
        """The tiles of a picture `[H, W]`; 0 beyond its edges.

        In a mask they are a px apart: what crosses a tile's edge is on the next one,
        too, and not connected with what else is there.
        """
        how = cv2.INTER_NEAREST if is_mask else cv2.INTER_LINEAR
        sheet = cv2.remap(picture, self._maps, None, how, borderValue=0)
        if is_mask:
            sheet[self._top[:-1]], sheet[:, self._left[:-1]] = 0, 0
        return sheet

    def strips(self) -> list[tuple[int, tuple[slice, slice]]]:
        """(axis across it, where it is) of each column and row of tiles."""
        everything = slice(None)
        upright = [(1, (everything, slice(*ends))) for ends in pairwise(self._left)]
        level = [(0, (slice(*ends), everything)) for ends in pairwise(self._top)]
        return upright + level

    def inside(self, rim: float = 0.0) -> np.ndarray:
        """uint8, of the sheet's size: 255 inside cells, 0 in the margins.

        Args:
            rim: of the cell's shorter side, what does not count as inside.
        """
        short = min(np.median(self.wide_px), np.median(self.high_px))
        rim_px = round(rim * short)
        columns, rows = (
            np.concatenate([self._is_inside(px, rim_px) for px in sides])
            for sides in (self.wide_px, self.high_px)
        )
        return np.outer(rows, columns).astype(np.uint8) * 255

    def _is_inside(self, px, rim_px):
        around = self.margin_px + rim_px
        return np.pad(np.ones(max(px - 2 * rim_px, 0), bool), around)[
            : px + 2 * self.margin_px
        ]

    def box(self, row: int, column: int) -> tuple[int, int, int, int]:
        """x0, y0, x1, y1 of a cell on the sheet, px, its margin left out."""
        x, y = self._left[column] + self.margin_px, self._top[row] + self.margin_px
        return x, y, x + self.wide_px[column], y + self.high_px[row]

    def cell_of(self, x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """(row, column) of points on the sheet, px."""
        row = np.searchsorted(self._top, y, "right") - 1
        column = np.searchsorted(self._left, x, "right") - 1
        return row.clip(0, len(self.high_px) - 1), column.clip(0, len(self.wide_px) - 1)

    def around(self, x: np.ndarray, y: np.ndarray):
        """(left, top, right, bottom) of the tiles that points are on, px."""
        row, column = self.cell_of(x, y)
        ends = self._left[column + 1], self._top[row + 1]
        return self._left[column], self._top[row], *ends

    def on_picture(self, box) -> tuple[float, float, float, float]:
        """x0, y0, x1, y1 on the picture around a box of the sheet."""
        x0, y0, x1, y1 = box
        height, width = self._maps.shape[:2]
        top, bottom = (min(max(y, 0), height - 1) for y in (y0, y1 - 1))
        left, right = (min(max(x, 0), width - 1) for x in (x0, x1 - 1))
        corners = self._maps[[top, top, bottom, bottom], [left, right, left, right]]
        return *corners.min(0).tolist(), *(corners.max(0) + 1).tolist()

    def each(self, values: np.ndarray) -> np.ndarray:
        """uint8, of the sheet's size: the value of each tile, `[rows, columns]`."""
        values = np.rint(np.clip(values, 0, 255)).astype(np.uint8)
        return values.repeat(np.diff(self._top), 0).repeat(np.diff(self._left), 1)
