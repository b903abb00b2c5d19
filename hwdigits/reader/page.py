"""What a photo says: a page of lines of digits."""

import dataclasses

import numpy as np


@dataclasses.dataclass(frozen=True)
class Digit:
    """One digit on a photo.

    Attributes:
        digit: 0..9, the most probable one, also where it is rejected.
        confidence: 0..1, the probability that this is right.
        box: (x, y, width, height) in px of the photo as decoded with EXIF applied.
        rejected: whether it is too doubtful to count; `?` in the text.
        probabilities: float32 `[10]`.
        is_piece: whether it was cut out of what touches it.
        is_letter: whether it stands in a word, and is rejected for that.
    """

    digit: int
    confidence: float
    box: tuple[int, int, int, int]
    rejected: bool
    probabilities: np.ndarray
    is_piece: bool = dataclasses.field(default=False, kw_only=True)
    is_letter: bool = dataclasses.field(default=False, kw_only=True)

    @property
    def text(self) -> str:
        return "?" if self.rejected else str(self.digit)


@dataclasses.dataclass(frozen=True)
class Cell(Digit):
    """A cell of a grid, in the place of a digit.

    Attributes:
        digit: the number that its digits make, most often one; None where it is empty.
        confidence: 0..1, that all of its digits are right; of an empty one 1.0.
        box: around its corners.
        probabilities: float32 `[10]`, of its only digit; zeros where there is none, or
            more than one.
        corners: (x, y) of the top left, top right, bottom right and bottom left, px.
        digits: from left to right; () where it is empty.
    """

    digit: int | None
    corners: tuple[tuple[float, float], ...]
    digits: tuple[Digit, ...]

    @property
    def text(self) -> str:
        return "".join(digit.text for digit in self.digits) or "."


@dataclasses.dataclass(frozen=True)
class Line:
    """Digits, or a grid's cells, from left to right.

    Attributes:
        digits: of the line.
        between: what stands between them in the text; a space in grids where a cell
            has several digits.
    """

    digits: tuple[Digit, ...]
    between: str = ""

    @property
    def text(self) -> str:
        return self.between.join(digit.text for digit in self.digits)


@dataclasses.dataclass(frozen=True)
class Page:
    """Lines in reading order; none where a photo shows no digits.

    Attributes:
        lines: from top to bottom; of a grid its rows, with a Cell for each cell.
        notes: what is unusual, sentences; often empty.
        is_grid: whether it is a ruled grid that was read.
    """

    lines: tuple[Line, ...]
    notes: tuple[str, ...] = ()
    is_grid: bool = False

    @property
    def text(self) -> str:
        return "\n".join(line.text for line in self.lines)

    @property
    def digits(self) -> tuple[Digit, ...]:
        return tuple(digit for line in self.lines for digit in line.digits)
