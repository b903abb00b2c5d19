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
    """

    digit: int
    confidence: float
    box: tuple[int, int, int, int]
    rejected: bool
    probabilities: np.ndarray

    @property
    def text(self) -> str:
        return "?" if self.rejected else str(self.digit)


@dataclasses.dataclass(frozen=True)
class Line:
    """Digits from left to right."""

    digits: tuple[Digit, ...]

    @property
    def text(self) -> str:
        return "".join(digit.text for digit in self.digits)


@dataclasses.dataclass(frozen=True)
class Page:
    """Lines in reading order; none where a photo shows no digits.

    Attributes:
        lines: from top to bottom.
        notes: what is unusual, sentences; often empty.
    """

    lines: tuple[Line, ...]
    notes: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        return "\n".join(line.text for line in self.lines)

    @property
    def digits(self) -> tuple[Digit, ...]:
        return tuple(digit for line in self.lines for digit in line.digits)
