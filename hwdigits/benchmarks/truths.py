"""Photos of grids with what stands in their cells, and an answer held against it.

A folder holds, for each photo, a file of the same name that ends in .dat: a line for
the camera, a line for the size, and then a line for each row of the grid, its numbers
apart by spaces, 0 for an empty cell. (The format of wichtounet/sudoku_dataset.)
"""

import dataclasses
import pathlib

import numpy as np

from hwdigits.reader import page as page_lib
from hwdigits.reader.photo import pictures
from hwdigits.refusal import Refusal

_HEADING_LINES = 2
# What a cell of an answer may be.
OUTCOMES = (
    *("right", "refused, its guess right", "refused", "misread", "empty misjudged"),
    *("misplaced", "not found"),
)


@dataclasses.dataclass(frozen=True)
class Photo:
    """A photo of a grid.

    Attributes:
        path: of the picture.
        cells: int `[rows, columns]`, the number in each cell, 0 for none.
    """

    path: pathlib.Path
    cells: np.ndarray


def photos(folder: pathlib.Path) -> list[Photo]:
    """All photos of a folder that have a .dat file, deep, in the order of their names.

    Raises:
        Refusal: there is none, or a .dat file is not of this format.
    """
    found = [
        Photo(path, _cells(path.with_suffix(".dat")))
        for path in pictures.listed([str(folder)])
        if path.with_suffix(".dat").is_file()
    ]
    if not found:
        raise Refusal(
            "DIR must hold photos of grids, each with a .dat file of the same name. "
            f"Received: {folder}"
        )
    return found


def _cells(path):
    lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    try:
        rows = [
            [int(number) for number in line.split()]
            for line in lines[_HEADING_LINES:]
            if line.strip()
        ]
        cells = np.array(rows, int)
    except ValueError as error:
        raise _wrong(path, error) from error
    if cells.ndim != 2 or not cells.size:
        raise _wrong(path, "its rows are not of one length")
    return cells


def _wrong(path, reason):
    return Refusal(
        "a .dat file must have two lines of heading and then a line of numbers for "
        f"each row of the grid. Received: {path} ({reason})"
    )


def outcomes(truth: np.ndarray, page: page_lib.Page | None) -> np.ndarray:
    """What became of each cell, words of OUTCOMES, `[rows, columns]`.

    An answer whose cells lie elsewhere, because a row or a column is missing or one too
    many, has all of them misplaced. A rejected digit is refused, and what it would be
    is its guess.

    Args:
        truth: int `[rows, columns]`, 0 for an empty cell.
        page: the answer; None where no grid was found.
    """
    if page is None:
        return np.full(truth.shape, "not found", object)
    answer = np.array([[cell.digit for cell in line.digits] for line in page.lines])
    if answer.shape != truth.shape or _is_shifted(truth, answer):
        return np.full(truth.shape, "misplaced", object)
    found = np.empty(truth.shape, object)
    for place, true in np.ndenumerate(truth):
        cell = page.lines[place[0]].digits[place[1]]
        found[place] = _outcome(int(true), cell)
    return found


def _outcome(true, cell):
    if (cell.digit is None) != (true == 0):
        return "empty misjudged"
    if cell.digit is None:
        return "right"
    if cell.digit == true:
        return "refused, its guess right" if cell.rejected else "right"
    return "refused" if cell.rejected else "misread"


def _is_shifted(truth, answer):
    """Whether far more cells agree a row or a column aside."""
    answer = np.array([[number or 0 for number in row] for row in answer])
    agreeing = (truth == answer).sum()
    for row, column in ((1, 0), (-1, 0), (0, 1), (0, -1)):
        moved = np.roll(answer, (row, column), (0, 1))
        if (truth == moved).sum() > agreeing + truth.size / 4:
            return True
    return False
