"""An answer held against a page whose text is known.

Lines are matched by their place, not by their text. An answered digit lies on a true
line when the middle of its box is within half a digit's height of the line, up or down;
the line runs through the middles of its true boxes, level before the first and after
the last. An answered line belongs to the true line that most of its digits lie on, and
to none when they lie on none. Answered lines that belong to the same true line are
joined from left to right, so that a row read in two halves has no wrong digits; it is
not exact, since it should have been one line. In which order lines come is not judged.

A mark that is no digit is `?` in the truth. On its line every `?` of the answer is such
a mark, however many letters a word has: neither counts.

Digits are then counted along the cheapest alignment of the joined answer and the truth
(Levenshtein's): a digit read as another one is misread, a true one without an answer is
missed, an answered one without a true one invented, and every `?` is rejected, whether
a digit stands there or not. The edit distance is the sum of the four. Empty cells of
a grid, `.`, count for nothing: which are empty is for the benchmark of grids.
"""

import dataclasses

import numpy as np

from hwdigits.data import pages
from hwdigits.reader import page as page_lib

_OTHER = "?"  # a mark that is no digit, or no answer


@dataclasses.dataclass(frozen=True)
class Edits:
    """What makes an answer of the truth; how many of each."""

    misread: int = 0
    missed: int = 0
    invented: int = 0
    rejected: int = 0

    def __add__(self, other: "Edits") -> "Edits":
        mine, its = dataclasses.astuple(self), dataclasses.astuple(other)
        return Edits(*(a + b for a, b in zip(mine, its, strict=True)))

    @property
    def distance(self) -> int:
        return sum(dataclasses.astuple(self))


@dataclasses.dataclass(frozen=True)
class Score:
    """One page.

    Attributes:
        lines: how many true ones there are.
        exact: how many of them were read as one line of exactly that text.
        certain: how many true lines have an answer without any `?`, or none at all.
        digits: how many true ones there are.
        edits: over all lines, also those that belong to no true one.
    """

    lines: int
    exact: int
    certain: int
    digits: int
    edits: Edits

    @property
    def is_exact(self) -> bool:
        """Whether the page was read without any fault or doubt."""
        return self.exact == self.lines and not self.edits.distance


def score(truth: pages.Page, answer: page_lib.Page) -> Score:
    """Counts what an answer has right and wrong."""
    answers, strays = matched(truth, answer)
    edits = sum((edited("", _written(line)) for line in strays), Edits())
    exact = certain = 0
    for text, parts in zip(truth.lines, answers, strict=True):
        joined = "".join(map(_written, parts))
        if _OTHER in text:
            text, joined = (one.replace(_OTHER, "") for one in (text, joined))
        edits += edited(text, joined)
        exact += (len(parts) == 1 or not text) and joined == text
        certain += "?" not in joined
    digits = sum(len(line.replace(_OTHER, "")) for line in truth.lines)
    return Score(len(truth.lines), exact, certain, digits, edits)


def _written(line):
    """Its digits, without empty cells and what stands between cells of several."""
    return line.text.replace(".", "").replace(" ", "")


def matched(truth: pages.Page, answer: page_lib.Page):
    """The answered lines of each true line, by the rule above.

    Returns:
        (a list of `page.Line` for each true line, left to right; a list of those that
        belong to none).
    """
    answers, strays = [[] for _ in truth.lines], []
    rows = [np.array(boxes) for boxes in truth.boxes]  # [digits, 4]
    for line in sorted(answer.lines, key=lambda line: line.digits[0].box[0]):
        boxes = [digit.box for digit in line.digits]
        votes = [sum(_lies_on(row, box) for box in boxes) for row in rows]
        if any(votes):
            answers[int(np.argmax(votes))].append(line)
        else:
            strays.append(line)
    return answers, strays


def _lies_on(boxes, box):
    """Whether a box lies on the line through the middles of a true line's boxes."""
    middles = boxes[:, :2] + boxes[:, 2:] / 2
    middles = middles[np.argsort(middles[:, 0])]
    x, y, width, height = box
    line_y = np.interp(x + width / 2, middles[:, 0], middles[:, 1])
    return abs(y + height / 2 - line_y) <= np.median(boxes[:, 3]) / 2


def edited(truth: str, answer: str) -> Edits:
    """The cheapest edits from a true text to an answered one, which may hold `?`.

    Of equally cheap ones those with the fewest misread digits, then the fewest missed.
    """
    # After each true digit: the edits to every beginning of the answer.
    row = [Edits()]
    for given in answer:
        row.append(row[-1] + _added(given))
    for true in truth:
        above, row = row, [row[0] + Edits(missed=1)]
        for place, given in enumerate(answer):
            ways = (
                above[place] + _read_as(true, given),
                above[place + 1] + Edits(missed=1),
                row[place] + _added(given),
            )
            row.append(min(ways, key=_cost))
    return row[-1]


def _cost(edits):
    return edits.distance, *dataclasses.astuple(edits)


def _added(given):
    return Edits(rejected=1) if given == "?" else Edits(invented=1)


def _read_as(true, given):
    if given == true:
        return Edits()
    return Edits(rejected=1) if given == "?" else Edits(misread=1)
