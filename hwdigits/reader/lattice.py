"""The candidates of a row: single marks, joined strokes, cut pieces, as a lattice."""

import dataclasses

import numpy as np

from hwdigits.reader import cuts as cuts_lib
from hwdigits.reader import decoding
from hwdigits.reader.ink.marks import Marks, distances
from hwdigits.reader.rows import DASH_WIDE, Row
from hwdigits.reader.signs import crosses

_MOST_JOINED = 4  # strokes of a digit
# In heights of a digit in the row.
_WIDEST, _JOIN_GAP = 1.5, 0.35
# A mark this wide may be several digits where the model doubts it and no box is around
# it; and one this wide in any case, for few digits are.
_CUT_DOUBTFUL, _CUT_ANYWAY, _DOUBT = 0.5, 1.2, 0.97
_LEAST_PIECE = 0.45  # height of what a cut leaves
# Costs, in log probability. Those that read most lines of 220 made-up pages exactly, a
# fifth of them with a third of the gaps closed; twice or half as much changes little.
# But a cut costs twice what read most of these: of 609 lines with words, printed or in
# 18 hands, nine more are read with that and 188 digits invented instead of 250, and of
# 1,996 others two less.
_CUT, _CUT_STROKE = 0.3, 0.1  # a cut, and for each stroke width it crosses
_JOIN, _JOIN_DISTANCE = 0.2, 3.0  # of bodies, and for a digit's height of distance
_LOW, _BROAD = 2.0, 1.0  # half the row's height; a height wider than three quarters
_DROP, _DROP_SIZE, _DROP_BODY = 0.1, 2.5, 4.5
# A sign is dropped for so little, unless the model is so sure of a digit; one that is a
# body, as an equals sign that smeared into one mark, is so low, in heights of a digit.
_DROP_SIGN, _NO_SIGN, _LOWEST = 0.05, 0.95, 0.5
_LEAST_EVIDENCE = 0.005
# A dash lies so far down the digit beside it, in its heights; a comma begins and ends
# farther down than that.
_DASH, _COMMA = (0.3, 0.75), (0.55, 0.95)
# Between words there are so many heights of a digit; and a mark that the model is less
# sure of is a letter rather than a digit.
SPACE, _NARROW, _LETTER = 0.4, 1.0, 0.5
# Nodes that are set aside for a mark: its beginning, and the cuts through it.
_NODES = 1 + cuts_lib.MOST


@dataclasses.dataclass(frozen=True)
class Candidate:
    """Strokes that may be one digit.

    Attributes:
        start, end: nodes of the row's lattice.
        marks: indices of its marks.
        left, right: cuts that end it, or None.
        cost: of its shape alone, in log probability, 0 or more.
        box: x0, y0, x1, y1 on the page, px.
    """

    start: int
    end: int
    marks: tuple[int, ...]
    left: cuts_lib.Cut | None
    right: cuts_lib.Cut | None
    cost: float
    box: tuple[int, int, int, int]


def nodes(row: Row) -> int:
    """How many nodes the row's lattice has."""
    return len(row.members) * _NODES + 1


def starts(row: Row) -> range:
    """The nodes at which its marks begin."""
    return range(0, nodes(row) - 1, _NODES)


def edges(
    row: Row, marks: Marks, candidates: list[Candidate], confidences: np.ndarray
) -> list[decoding.Edge]:
    """Candidates with what the model says, float `[candidates]`, 0..1; and drops."""
    logs = np.log(np.maximum(evidence(confidences), _LEAST_EVIDENCE)).tolist()
    digits = [
        decoding.Edge(one.start, one.end, log - one.cost, place)
        for place, (one, log) in enumerate(zip(candidates, logs, strict=True))
    ]
    costs = _drop_costs(row, marks, candidates, confidences)
    drops = [
        decoding.Edge(start, start + _NODES, -cost, None)
        for start, cost in zip(starts(row), costs, strict=True)
    ]
    return digits + drops


def evidence(confidences: np.ndarray) -> np.ndarray:
    """How far a model sees a digit, 0..1: a tenth is what it says that sees none."""
    return np.maximum((np.asarray(confidences) - 0.1) / 0.9, 0)


def _drop_costs(row, marks, candidates, confidences):
    """Of leaving out each mark."""
    longer = marks.boxes[row.members, 2:].max(1) / row.height
    costs = np.where(row.is_part, _DROP + _DROP_SIZE * longer, _DROP_BODY)
    if len(costs) > 1:  # a sign stands beside something
        are_commas = _are_commas(row, marks)  # though they look like ones, alone
        are_signs = _are_dashes(row, marks, are_commas) | crosses.are(row, marks)
        # What lies free is no stroke of a digit beside it, as a dash after a comma.
        alone = np.array([len(one.marks) == 1 for one in candidates], bool)
        are_signs &= _sure(row, candidates, confidences * alone) < _NO_SIGN
        costs[are_signs | are_commas] = _DROP_SIGN
    return costs.tolist()


def _are_dashes(row, marks, are_commas):
    """bool `[members]`: level strokes between two digits, over or under neither.

    The bar of a five or a seven is over some of its digit; that of an equals sign over
    the other one, or in one with it.
    """
    _, _, wide, high = marks.boxes[row.members].T
    lie = (row.is_part | (high <= _LOWEST * row.height)) & (wide >= DASH_WIDE * high)
    top, bottom = _beside(row, marks, lie | are_commas)
    middle = (top + bottom) / 2
    return lie & (middle > _DASH[0]) & (middle < _DASH[1])


def _are_commas(row, marks):
    """bool `[members]`: narrow strokes from below the middle to the foot or lower."""
    _, _, wide, high = marks.boxes[row.members].T
    hang = (high <= _LOWEST * row.height) & (wide <= high)
    top, bottom = _beside(row, marks, hang)
    return hang & (top > _COMMA[0]) & (bottom > _COMMA[1])


def _beside(row, marks, signs):
    """How far down the digit beside it, in its heights, each member begins and ends.

    Two float `[members]`; 0.0 for those that another one is over or under.
    """
    x, y, wide, high = marks.boxes[row.members].T
    bodies = np.flatnonzero(~row.is_part & ~signs)
    if not len(bodies):
        return np.zeros((2, len(x)))
    meet = np.less.outer(x, x + wide) & np.greater.outer(x + wide, x)
    np.fill_diagonal(meet, False)
    is_free = ~meet[:, ~signs].any(1)
    beside = bodies[np.abs(np.subtract.outer(np.arange(len(x)), bodies)).argmin(1)]
    ends = np.stack([y, y + high])
    return np.where(is_free, (ends - y[beside]) / high[beside], 0.0)


def joined(row: Row, marks: Marks) -> list[Candidate]:
    """Each mark alone, and with those after it that are near enough."""
    found = []
    for place in range(len(row.members)):
        found += _from(row, marks, place)
    return found


def _from(row, marks, place):
    """The mark alone, and with those that follow."""
    found, cost = [], 0.0
    for last in range(place, min(place + _MOST_JOINED, len(row.members))):
        members = row.members[place : last + 1]
        box = _union(marks.boxes[members])
        if last > place:
            price = _join_cost(row, marks, place, last)
            if price is None or box[2] - box[0] > _WIDEST * row.height:
                break
            cost += price
        elif row.is_part[place]:
            continue  # a part is never a digit alone
        ends = place * _NODES, (last + 1) * _NODES
        shape = cost + _shape_cost(box, row.height)
        found.append(Candidate(*ends, tuple(members.tolist()), None, None, shape, box))
    return found


def _join_cost(row, marks, place, last):
    """Of taking the mark `last` to those before it, or None where it is too far."""
    boxes = marks.boxes[row.members[place : last + 1]]
    gap = float(distances(boxes[-1], boxes[:-1]).min())
    if gap > _JOIN_GAP * row.height:
        return None
    both = not row.is_part[last] and not row.is_part[place:last].all()
    apart = max(boxes[-1, 0] - (boxes[:-1, 0] + boxes[:-1, 2]).max(), 0)
    return _JOIN * both + _JOIN_DISTANCE * (apart + gap) / row.height


def pieces(
    row: Row, marks: Marks, candidates: list[Candidate], confidences: np.ndarray
) -> list[Candidate]:
    """What cuts make of marks that may be several digits.

    Args:
        row, marks: as they were found.
        candidates: of `joined`.
        confidences: what the model says to them, float `[candidates]`, 0..1.
    """
    sure = _sure(row, candidates, confidences)
    wide = marks.boxes[row.members, 2] / row.height
    doubtful = (wide > _CUT_DOUBTFUL) & (sure < _DOUBT) & ~marks.boxed[row.members]
    several = (doubtful | (wide > _CUT_ANYWAY)) & ~row.is_part
    several &= ~_in_writing(row, marks, sure)
    found = []
    for place in np.flatnonzero(several):
        found += _pieces(row, marks, int(place))
    return found


def _sure(row, candidates, confidences):
    """Of each member: what the model says at most to a digit that has a part of it."""
    sure = np.zeros(len(row.members))
    for one, confidence in zip(candidates, confidences, strict=True):
        places = slice(one.start // _NODES, one.end // _NODES)
        sure[places] = np.maximum(sure[places], confidence)
    return sure


def _in_writing(row, marks, sure):
    """bool `[members]`: whether a mark stands in a word, by those beside it.

    Of these count those that are hardly wider than high, for they are one digit or
    none: in a word more of them are none.
    """
    x, _, wide, _ = marks.boxes[row.members].T
    apart = np.diff(x, prepend=x[:1]) - np.append(0, wide[:-1]) > SPACE * row.height
    word = np.cumsum(apart)
    narrow = (wide <= _NARROW * row.height) & ~row.is_part
    letters, digits = narrow & (sure < _LETTER), narrow & (sure >= _LETTER)
    many, few = (np.bincount(word, some)[word] for some in (letters, digits))
    return many - letters > few


def _pieces(row, marks, place):
    """Between two cuts, or a cut and an end, of a wide mark."""
    mark = int(row.members[place])
    x, y = marks.boxes[mark, :2].tolist()
    inside = marks.inside(mark)
    cuts = cuts_lib.find(inside, (x, y), row.height, marks.stroke[mark])
    if not cuts:
        return []
    rows, columns = np.nonzero(inside)
    rows, columns = rows + y, columns + x
    is_right = [cut.right_of(columns, rows) for cut in cuts]
    is_right = np.array(
        [np.ones(len(rows), bool), *is_right, np.zeros(len(rows), bool)]
    )
    ends = [None, *cuts, None]
    spans = _spans(len(ends))
    lefts, rights = np.array(spans).T
    boxes = _bounds(columns, rows, is_right[lefts] & ~is_right[rights])
    found = []
    for (left, right), box in zip(spans, boxes, strict=True):
        if not _may_be_digit(box, row.height):
            continue
        sides = ends[left], ends[right]
        cost = _cut_cost(sides, marks.stroke[mark]) + _shape_cost(box, row.height)
        first = place * _NODES
        end = first + (_NODES if right == len(ends) - 1 else right)
        found.append(Candidate(first + left, end, (mark,), *sides, cost, box))
    return found


def _may_be_digit(box, height):
    wide, high = box[2] - box[0], box[3] - box[1]
    return high >= _LEAST_PIECE * height and wide <= _WIDEST * height


def _spans(ends):
    """Pairs of ends, without the first and last: that is the whole."""
    pairs = ((left, right) for left in range(ends) for right in range(left + 1, ends))
    return [pair for pair in pairs if pair != (0, ends - 1)]


def _cut_cost(sides, stroke):
    """Half of each cut: the piece on its other side pays the other half."""
    prices = [_CUT + _CUT_STROKE * cut.ink_px / stroke for cut in sides if cut]
    return sum(prices) / 2


def _shape_cost(box, height):
    """Digits are about as high as their row, and mostly less wide than high."""
    high, wide = (box[3] - box[1]) / height, (box[2] - box[0]) / height
    low = _LOW * max(0.0, 0.75 - high) / 0.25
    return low + _BROAD * max(0.0, wide / max(high, 0.6) - 0.75)


def _union(boxes):
    corner, far = boxes[:, :2].min(0), (boxes[:, :2] + boxes[:, 2:]).max(0)
    return (*corner.tolist(), *far.tolist())


def _bounds(x, y, chosen):
    """Boxes around those points that are chosen, bool `[N, points]`, each time.

    All at once: each alone took four times as long. Where none is, of 1 px or less.
    """
    (x0, x1), (y0, y1) = (
        (np.where(chosen, at, at.max()).min(1), np.where(chosen, at, 0).max(1) + 1)
        for at in (x, y)
    )
    return list(zip(*(side.tolist() for side in (x0, y0, x1, y1)), strict=True))
