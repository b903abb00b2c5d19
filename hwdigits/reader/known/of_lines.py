"""What the user knows about a line: how many digits, or a pattern of its text."""

import re

import numpy as np

from hwdigits.reader import decoding
from hwdigits.reader.ink.marks import Marks
from hwdigits.reader.page import Line, Page
from hwdigits.reader.rows import Row
from hwdigits.refusal import Refusal


class Knowledge:
    """Decides among the ways to read a row.

    Args:
        expect: how many digits a line has, or None.
        pattern: a regular expression of a line's text, or None.

    Raises:
        Refusal: fewer than one digit, or not a regular expression.
    """

    def __init__(self, expect: int | None = None, pattern: str | None = None):
        if expect is not None and expect < 1:
            raise Refusal(f"--expect must be 1 or more digits. Received: {expect}")
        self._expect = expect
        try:
            self._pattern = None if pattern is None else re.compile(pattern)
        except re.error as error:
            raise Refusal(
                "--pattern must be a regular expression, as \\d{6}. "
                f"Received: {pattern} ({error})"
            ) from error

    @property
    def is_nothing(self) -> bool:
        """Whether nothing is known."""
        return self._expect is None and self._pattern is None

    @property
    def words(self) -> str:
        """What was given, as on the command line."""
        given = {"--expect": self._expect, "--pattern": self._pattern}
        return " ".join(
            f"{name}={getattr(value, 'pattern', value)}"
            for name, value in given.items()
            if value is not None
        )

    def allows(self, text: str) -> bool:
        """Whether a line may have this text."""
        if self._expect not in (None, len(text)):
            return False
        return self._pattern is None or self._pattern.fullmatch(text) is not None

    def to_cut(self, rows: list[Row], marks: Marks, read: list[tuple]) -> list[bool]:
        """In which rows to look for several digits in a mark.

        Args:
            rows, marks: as they were found.
            read: of each row, its uncut candidates, what they are `[K, 10]`, and the
                confidences.
        """
        return [True] * len(rows)

    def best(
        self, nodes: int, edges: list[decoding.Edge], probabilities: np.ndarray
    ) -> tuple[list[int], list[int], bool]:
        """The best way through a row.

        Args:
            nodes, edges: of its lattice.
            probabilities: of its candidates, `[K, 10]`.

        Returns:
            (candidates, the digit of each, whether that fits what is known). Letters,
            which have numbers from K on, are in it where nothing is known or fits: what
            is known is known of the digits alone.
        """
        paths = decoding.paths_by_count(nodes, edges)
        free = max(paths.values())[1] if paths else []
        if not self.is_nothing:
            paths = {
                n: (score, [one for one in path if one < len(probabilities)])
                for n, (score, path) in paths.items()
            }
        if self._expect is not None:
            paths = {n: path for n, path in paths.items() if n == self._expect}
        if self._pattern is not None:
            match = decoding.matching(paths, probabilities, self._pattern)
            if match is not None:
                return *match, True
        elif paths:
            path = max(paths.values())[1]
            return path, _most_probable(path, probabilities), True
        return free, _most_probable(free, probabilities), False

    def page(self, lines: list[tuple[Line, bool]]) -> Page:
        """The page of lines, each with whether it fits.

        Lines that do not fit are named; the shortest are marks, and left out.
        """
        fitting = [len(line.digits) for line, fits in lines if fits]
        usual = self._expect or min(fitting, default=0)
        kept = [
            (line, fits)
            for line, fits in lines
            if fits or len(line.digits) >= max(usual / 2, 1)
        ]
        notes = tuple(
            f"line {number} does not fit {self.words}: {line.text}"
            for number, (line, fits) in enumerate(kept, 1)
            if not fits
        )
        return Page(tuple(line for line, _ in kept), notes)


def _most_probable(path, probabilities):
    """The digit of each, or that which a letter looks like."""
    candidates = [one % len(probabilities) for one in path]
    return probabilities[candidates].argmax(1).tolist()


NOTHING = Knowledge()
