"""A grid's cells with what was read in them, as a page."""

import numpy as np

from hwdigits.reader import decoding, lattice
from hwdigits.reader.known.of_lines import Knowledge
from hwdigits.reader.page import Cell, Digit, Line, Page

# What it costs that a cell has several digits, in log probability: a blurred 8 is less
# probably a narrow 0 beside an 8 than its cuts look.
_SEVERAL = 3.0
_WIDE = 0.8  # heights of a digit; narrower marks are not cut
_SURE = 0.9  # so confident are the digits of a cell that has several


class OfCells(Knowledge):
    """Decides among the ways to read a cell that is not empty.

    Args:
        expect: how many digits a cell has, or None.
        pattern: a regular expression of a cell's text, or None.
    """

    def to_cut(self, rows, marks, read):
        """Those wide enough, where digits stand beside each other in some cell.

        Where they never do, and nobody says that they may, what would have to be cut is
        a letter, or a digit that was crossed out: half a V is a good 1.
        """
        if self.is_nothing and not any(
            self._are_several(row, marks, *some)
            for row, some in zip(rows, read, strict=True)
        ):
            return [False] * len(rows)
        return [_is_wide(row, marks) for row in rows]

    def _are_several(self, row, marks, candidates, probabilities, confidences):
        """Whether a cell holds digits that are not cut from each other."""
        edges = lattice.edges(row, marks, candidates, confidences)
        path, *_ = self.best(lattice.nodes(row), edges, probabilities)
        return len(path) > 1 and min(confidences[path]) >= _SURE

    def best(self, nodes, edges, probabilities):
        """As `Knowledge.best`; without anything known, one digit rather than more."""
        if self.is_nothing:
            paths = decoding.paths_by_count(nodes, edges)
            some = [
                (score - _SEVERAL * (count > 1), path)
                for count, (score, path) in paths.items()
                if count
            ]
            if some:
                path = max(some)[1]
                return path, probabilities[path].argmax(1).tolist(), True
        return super().best(nodes, edges, probabilities)


def _is_wide(row, marks):
    x, _, wide, _ = marks.boxes[row.members].T
    return (x + wide).max() - x.min() >= _WIDE * row.height


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
