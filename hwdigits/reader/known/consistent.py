"""A page read so that what its user knows of its numbers holds.

Digits that must differ, rows that must add up, check digits: of all readings for which
that holds the most probable one is taken, by the digits' own probabilities. What it
changes is named in the page's notes.
"""

import dataclasses
import time
from collections.abc import Callable

import numpy as np

from hwdigits.reader.known import checks, sums
from hwdigits.reader.known import unique as unique_lib
from hwdigits.reader.page import Cell, Digit, Line, Page
from hwdigits.refusal import Refusal

KINDS = ("rows", "columns", "blocks")
# A reading that is less probable by this factor, as a logarithm, is not looked for.
_LEAST, _SUREST, _SURE = 1e-6, 0.999, 7.0
# Seconds of computing that the best reading may take, another one to compare it with,
# and all of these; not of waiting, so that a busy machine reads the same.
_BEST_S, _OTHERS_S, _ALL_S = 2.0, 0.1, 1.0
_PROBABLE = 0.5  # as the reader's own rule: more probable than all others together


@dataclasses.dataclass(frozen=True)
class Consistency:
    """What must hold.

    Attributes:
        unique: of KINDS, in which no digit stands twice; of grids.
        sums: "row" where the last number of each row is the sum of the others; None.
        check: of checks.CHECKS, where each line ends in its check digits; None.

    Raises:
        Refusal: a word that is none of these.
    """

    unique: tuple[str, ...] = ()
    sums: str | None = None
    check: str | None = None

    def __post_init__(self):
        for name, given, known in (
            *(("unique", word, KINDS) for word in self.unique),
            ("sum", self.sums or "row", ("row",)),
            ("check", self.check or "luhn", tuple(checks.CHECKS)),
        ):
            if given not in known:
                raise Refusal(
                    f"--{name} must be of {', '.join(known)}. Received: {given}"
                )

    def applied(self, page: Page) -> Page:
        """The page with its most probable consistent reading, and notes on it."""
        if self.unique:
            page = _whole(page, self.unique)
        if self.sums:
            page = _line_by_line(page, "--sum=row", _added_up)
        if self.check:
            solve = checks.CHECKS[self.check]
            page = _line_by_line(
                page, f"--check={self.check}", lambda _: _whatever(solve)
            )
        return page


def _whole(page, kinds):
    """The page where no digit stands twice in a row, a column or a block."""
    name = f"--unique={','.join(kinds)}"
    rows, columns = (
        len(page.lines),
        max((len(one.digits) for one in page.lines), default=0),
    )
    if not page.is_grid or ("blocks" in kinds and rows != columns):
        reason = f"{rows} rows of {columns} cells" if page.is_grid else "no grid"
        return _noted(page, f"{name} cannot hold: there is {reason}")
    cells = [cell for line in page.lines for cell in line.digits]
    single = [place for place, cell in enumerate(cells) if len(cell.digits) == 1]
    number = np.full(len(cells), -1)
    number[single] = np.arange(len(single))
    groups = [
        number[group][number[group] >= 0]
        for group in unique_lib.groups(rows, columns, kinds)
    ]
    # Puzzles of blocks have the digits from 1 to their side.
    first, last = (1, rows) if "blocks" in kinds and rows <= 9 else (0, 9)

    def solve(probabilities, most=np.inf):
        limit_s = _BEST_S if np.isinf(most) else _OTHERS_S
        some = probabilities[:, first : last + 1]
        found = unique_lib.fill(some, groups, most, limit_s)
        return None if found is None else found.digits + first

    digits = [cells[place].digits[0] for place in single]
    better = _settled(digits, solve)
    if better is None:
        return _noted(page, f"{name} cannot hold for what was read")
    for place, digit in zip(single, better, strict=True):
        cells[place] = _with(cells[place], (digit,))
    lines = tuple(
        dataclasses.replace(line, digits=tuple(cells[at : at + columns]))
        for line, at in zip(page.lines, range(0, len(cells), columns), strict=True)
    )
    return _with_lines(page, lines)


def _line_by_line(page, name, solver):
    """The page with each line as solver(line) reads its digits."""
    lines, notes = [], []
    for number, line in enumerate(page.lines, 1):
        digits = _digits(line)
        solve = solver(line)
        better = _settled(digits, solve) if digits else []
        if better is None:
            notes.append(f"{name} cannot hold for line {number}: {line.text}")
            better = digits
        lines.append(_replaced(line, better))
    page = _with_lines(page, tuple(lines))
    return dataclasses.replace(page, notes=(*page.notes, *notes))


def _added_up(line):
    """Solves for digits of cells whose last number is the sum of the others."""
    counts = [len(_of(one)) for one in line.digits]
    ends = np.cumsum(counts)[:-1]

    def solve(probabilities):
        found = sums.consistent(np.split(probabilities, ends))
        return None if found is None else np.concatenate(found)

    return _whatever(solve)


def _whatever(solve):
    """The same, whatever it may cost."""
    return lambda probabilities, most=np.inf: solve(probabilities)


def _settled(digits: list[Digit], solve: Callable) -> list[Digit] | None:
    """Digits as solve reads them; how sure those are that were doubtful or change.

    The confidence in one is how much more probable this reading is than the best one
    with another digit there; where time was up, what the digit alone gives it.
    """
    probabilities = np.array([one.probabilities for one in digits]).reshape(-1, 10)
    chosen = solve(probabilities)
    if chosen is None:
        return None
    cost, found = _cost(probabilities, chosen), list(digits)
    end = time.thread_time() + _ALL_S
    for place, (one, digit) in enumerate(zip(digits, chosen.tolist(), strict=True)):
        if digit == one.digit and not one.rejected:
            continue
        confidence = float(one.probabilities[digit])
        if time.thread_time() < end:
            without = probabilities.copy()
            without[place, digit] = 0
            other = solve(without, cost + _SURE)
            gap = np.inf if other is None else _cost(without, other) - cost
            confidence = min(1 / (1 + float(np.exp(-gap))), _SUREST)
        found[place] = dataclasses.replace(
            one,
            digit=digit,
            confidence=confidence,
            rejected=confidence < _PROBABLE,
        )
    return found


def _cost(probabilities, digits):
    chosen = probabilities[np.arange(len(digits)), digits]
    return float(-np.log(np.maximum(chosen, _LEAST)).sum())


def _of(one):
    """The digits of a cell, or a digit of a line."""
    return one.digits if isinstance(one, Cell) else (one,)


def _digits(line):
    return [digit for one in line.digits for digit in _of(one)]


def _replaced(line, digits):
    """The line with other digits in the same places."""
    rest, found = iter(digits), []
    for one in line.digits:
        some = tuple(next(rest) for _ in _of(one))
        found.append(_with(one, some) if isinstance(one, Cell) else some[0])
    return dataclasses.replace(line, digits=tuple(found))


def _with(cell, digits):
    """The cell with other digits in the same places."""
    if digits == cell.digits:
        return cell
    return dataclasses.replace(
        cell,
        digit=int("".join(str(one.digit) for one in digits)),
        confidence=float(np.prod([one.confidence for one in digits])),
        rejected=any(one.rejected for one in digits),
        digits=digits,
    )


def _with_lines(page: Page, lines: tuple[Line, ...]) -> Page:
    """The page with other lines, and a note for each number that changed."""
    notes = [
        f"row {row}, column {column}: {new.digit} instead of {old.digit} "
        f"(confidence {new.confidence:.2f})"
        for row, (before, after) in enumerate(zip(page.lines, lines, strict=True), 1)
        for column, (old, new) in enumerate(
            zip(before.digits, after.digits, strict=True), 1
        )
        if old.digit != new.digit
    ]
    return dataclasses.replace(page, lines=lines, notes=(*page.notes, *notes))


def _noted(page, note):
    return dataclasses.replace(page, notes=(*page.notes, note))
