"""Ruled grids: boxes of forms, tables, puzzles.

A photo goes through these, in this order:

lattice.py       its lines and so its cells, from
  holes.py       cells seen as holes in the ink,
  joining.py     those that lie side by side,
  nearby.py      (what is near by each other, of hundreds)
  boxes.py       those with paper between them,
  bending.py     how the paper lies and bends,
  tracing.py     what shows lines on straightened paper
  combs.py       and, without closed cells, boxes that are open above
straightening.py the cells on one sheet, by
  levels.py      the light of the paper within each cell
  removal.py     lines taken off without hurting digits
  tiles.py       each cell straightened by its corners
  folds.py       what runs through a whole cell taken off
  contents.py    which cells are empty, which marks may be digits
alike.py         digits that look alike hear each other
reading.py       what was read in them, as a page
"""

from hwdigits.reader.grids import lattice as lattice_lib
from hwdigits.reader.grids import straightening
from hwdigits.reader.photo import pictures
from hwdigits.reader.photo.sheets import Sheet
from hwdigits.refusal import Refusal

LAYOUTS = ("auto", "rows", "grid")
# By itself a grid is read where it has so many rows and columns, cells and digits. With
# more cells it is squared paper; and so it is where marks run on far beyond their
# cells. In 110 photos of puzzles these were 0 to 2 for 100 filled cells, in 61 made-up
# grids and forms up to 13, in ruled and squared paper that was written on 40 to 470.
_LEAST_SIDE, _LEAST_CELLS, _LEAST_FILLED, _MOST_CELLS = 2, 6, 2, 1500
_MOST_TORN = 0.25
# Of the cells; rests of squared lines are in fewer. Of more cells than that, a larger
# share: on paper ruled for schools, large squares with lines between, numbers were in
# 0.07 to 0.12 of 80 to 168. A puzzle has digits in a fifth.
_LEAST_SHARE, _MANY_CELLS, _SHARE_OF_MANY = 0.05, 60, 0.15
# Cells that are seen at once, at least; and squares, at most: more are squared paper,
# of which nobody asked what stands in its squares. A puzzle of 16 x 16 has 256.
_LEAST_SEEN = {"auto": 4, "grid": 2}
_MOST_SQUARES = {"auto": 260, "grid": lattice_lib.MOST_SQUARES}


def asked_for(layout: str, **of_grids) -> str:
    """The layout, "grid" where something is asked for that only grids have.

    Raises:
        Refusal: that is asked for of rows.
    """
    named = [f"--{name}" for name, value in of_grids.items() if value]
    if named and layout == "rows":
        raise Refusal(
            f"{' and '.join(named)} can be of a grid only. Received: --layout=rows"
        )
    return "grid" if named and layout == "auto" else layout


def find(
    sheet: Sheet,
    layout: str = "auto",
    columns: tuple[int, int] | None = None,
) -> straightening.Straightened | None:
    """The grid that is to be read, or None where rows are.

    Args:
        sheet: of the photo.
        layout: of LAYOUTS.
        columns: the first and the last one to read, from 1; None: all.

    Raises:
        pictures.Unreadable: no grid where layout is "grid".
        Refusal: another layout, or columns that are not in the grid.
    """
    if layout not in LAYOUTS:
        raise Refusal(
            f"--layout must be one of {', '.join(LAYOUTS)}. Received: {layout}"
        )
    _check(columns)
    if layout == "rows":
        return None
    found = _found(sheet, layout)
    if found is None and sheet.may_be_negative:
        found = _found(sheet.negative, layout)
    if found is None and layout == "grid":
        raise pictures.Unreadable("shows no ruled grid that could be followed")
    return found if found is None or columns is None else found.of_columns(*columns)


def _found(sheet, layout):
    lattice = straightening.lines(
        sheet, _LEAST_SEEN[layout], _MOST_SQUARES[layout], layout == "grid"
    )
    if lattice is None or not _is_a_grid(lattice, layout):
        return None
    found = straightening.cells(sheet, lattice)
    return found if layout == "grid" or _is_written_in(found) else None


def _check(columns):
    if columns is not None and not 1 <= columns[0] <= columns[1]:
        first, last = columns
        raise Refusal(
            "--columns must be the first and the last column, from 1, as 3-7. "
            f"Received: {first}-{last}"
        )


def _is_a_grid(lattice, layout):
    """Whether it is a grid, and where nobody asked for one, a clear one."""
    count = lattice.rows * lattice.columns
    if count > _MOST_CELLS:
        return False
    is_clear = min(lattice.rows, lattice.columns) >= _LEAST_SIDE
    return layout == "grid" or (is_clear and count >= _LEAST_CELLS)


def _is_written_in(found):
    """Whether there are digits in its cells, and not only across them."""
    filled = len(found.rows)
    cells = sum(map(len, found.cells))
    share = _LEAST_SHARE if cells <= _MANY_CELLS else _SHARE_OF_MANY
    least = max(_LEAST_FILLED, share * cells)
    return filled >= least and found.torn <= _MOST_TORN * filled
