"""Words in a row: what stands among letters is a letter, whatever it looks like.

Some letters look like digits, and most do when they are cut apart. So a row's lattice
is there twice: for what is read as numbers, and for what is read as words, in which
nothing is cut. A path changes from one to the other easily where marks stand apart, and
hardly within what stands together.
"""

import numpy as np

from hwdigits.reader import decoding, lattice
from hwdigits.reader.ink.marks import Marks
from hwdigits.reader.rows import Row

# Costs, in log probability: of a letter; of a row that begins with a word; of a change
# at a space, and where there is none. On 120 made-up pages with words, and as many
# without, twice or half of each changed few lines.
_LETTER, _BEGIN, _SPACE, _WITHIN = 0.3, 0.5, 0.85, 3.9
_ALIKE = 0.25  # share of letters that look like digits for sure


def nodes(row: Row) -> int:
    """How many nodes `edges` are between: two for each of the lattice's, and the end.

    Those of numbers have even places, those of words odd ones.
    """
    return 2 * lattice.nodes(row) + 1


def edges(
    row: Row,
    marks: Marks,
    candidates: list[lattice.Candidate],
    confidences: np.ndarray,
) -> list[decoding.Edge]:
    """Those of `lattice.edges`, and of the same marks as letters.

    Args:
        row, marks: as they were found.
        candidates: K of them, whole and cut.
        confidences: what the model says to them, float `[K]`, 0..1.

    Returns:
        Edges; as a letter, candidate k has the number K + k.
    """
    end = 2 * lattice.nodes(row)
    change = dict(zip(lattice.starts(row), _changes(row, marks), strict=True))
    found = [decoding.Edge(end - layer, end, 0.0, None) for layer in (1, 2)]
    for edge in lattice.edges(row, marks, candidates, confidences):
        found += _in_both(edge, change)
    letters = np.log(1 - (1 - _ALIKE) * lattice.evidence(confidences)) - _LETTER
    for number, (one, score) in enumerate(zip(candidates, letters, strict=True)):
        is_whole = len(one.marks) == 1 and not one.left and not one.right
        if is_whole and not marks.boxed[one.marks[0]]:
            start, end = 2 * one.start, 2 * one.end + 1
            letter = len(candidates) + number
            for begin, own in ((start + 1, score), (start, score - change[one.start])):
                found.append(decoding.Edge(begin, end, own, letter, is_letter=True))
    return found


def _in_both(edge, change):
    """An edge between numbers, and from a word; what is dropped stays in its word."""
    start, end = 2 * edge.start, 2 * edge.end
    yield decoding.Edge(start, end, edge.score, edge.digit)
    if edge.digit is None:
        yield decoding.Edge(start + 1, end + 1, edge.score, None)
    elif edge.start in change:  # it begins with a mark, not at a cut through one
        yield decoding.Edge(start + 1, end, edge.score - change[edge.start], edge.digit)


def _changes(row, marks):
    """What a change costs before each mark."""
    x, _, wide, _ = marks.boxes[row.members].T
    gaps = x[1:] - np.maximum.accumulate(x + wide)[:-1]
    return [_BEGIN, *np.where(gaps > lattice.SPACE * row.height, _SPACE, _WITHIN)]
