"""A grid's cells with what was read in them, as a page."""

import numpy as np

from hwdigits.reader import decoding
from hwdigits.reader.known.of_lines import Knowledge
from hwdigits.reader.page import Cell, Digit, Line, Page

# What each digit of a cell after its first one costs, in log probability: a cell of a
# blurred 8 is less probably one of a narrow 0 beside an 8 than its cuts look.
_ANOTHER = 3.0
_WIDE = 0.8  # heights of a digit; narrower marks are not cut


class OfCells(Knowledge):
    """Decides among the ways to read a cell that is not empty.

    Args:
        expect: how many digits a cell has, or None.
        pattern: a regular expression of a cell's text, or None.
    """

    def may_be_cut(self, row, marks):
        """Only where the marks of a cell are wide enough for two digits."""
        x, _, wide, _ = marks.boxes[row.members].T
        return (x + wide).max() - x.min() >= _WIDE * row.height

    def best(self, nodes, edges, probabilities):
        """As `Knowledge.best`; without anything known, one digit rather than more."""
        if self.is_nothing:
            paths = decoding.paths_by_count(nodes, edges)
            some = [
                (score - _ANOTHER * (count - 1), path)
                for count, (score, path) in paths.items()
                if count
            ]
            if some:
                path = max(some)[1]
                return path, probabilities[path].argmax(1).tolist(), True
        return super().best(nodes, edges, probabilities)


def page(found, read: list[tuple[Digit, ...]], fits: list[bool], wanted) -> Page:
    """The page of a grid.

    Args:
        found: `straightening.Straightened`.
        read: the digits of each cell that is not empty, row by row; boxes on the photo.
        fits: whether each of them fits what is known.
        wanted: what is known of a cell.
    """
    texts, rows = iter(zip(read, fits, strict=True)), []
    notes = []
    for number, row in enumerate(found.cells):
        cells = []
        for column, marks in enumerate(row):
            digits, is_fit = next(texts) if len(marks.members) else ((), True)
            cells.append(cell(_corners(found.corners[number, column]), digits))
            if not is_fit:
                notes.append(
                    f"row {number + 1}, column {column + 1} does not fit "
                    f"{wanted.words}: {cells[-1].text}"
                )
        rows.append(tuple(cells))
    several = any(len(one.digits) > 1 for cells in rows for one in cells)
    between = " " if several else ""
    return Page(tuple(Line(cells, between) for cells in rows), tuple(notes), True)


def cell(corners: tuple, digits: tuple[Digit, ...]) -> Cell:
    """A cell of these digits, from left to right; () for an empty one."""
    x, y = np.array(corners).T
    left, top = int(np.floor(x.min())), int(np.floor(y.min()))
    box = left, top, int(np.ceil(x.max())) - left, int(np.ceil(y.max())) - top
    number = int("".join(str(one.digit) for one in digits)) if digits else None
    confidence = float(np.prod([one.confidence for one in digits]))
    rejected = any(one.rejected for one in digits)
    alone = digits[0].probabilities if len(digits) == 1 else np.zeros(10, np.float32)
    return Cell(number, confidence, box, rejected, alone, corners, tuple(digits))


def _corners(cell):
    """((x, y), ...) around a cell, a tenth of a px exactly."""
    (a, b), (d, c) = cell.round(1).tolist()
    return tuple(tuple(one) for one in (a, b, c, d))
