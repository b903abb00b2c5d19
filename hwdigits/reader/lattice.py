"""The candidates of a row: single marks, joined strokes, cut pieces, as a lattice."""

import dataclasses

import numpy as np

from hwdigits.reader import cuts as cuts_lib
from hwdigits.reader import decoding, paper
from hwdigits.reader.marks import Marks
from hwdigits.reader.rows import Row

_MOST_JOINED = 4  # strokes of a digit
# In heights of a digit in the row.
_WIDEST_JOINED, _CUT_FROM = 1.3, 0.75
_JOIN_GAP = 0.35
# Costs, in log probability.
_CUT, _CUT_STROKE = 1.0, 0.7  # a cut, and for each stroke width it crosses
_JOIN, _JOIN_DISTANCE = 0.7, 6.0  # of bodies, and for a digit's height of distance
_LOW = 6.0  # a digit of half the row's height
_DROP, _DROP_SIZE, _DROP_BODY = 0.2, 6.0, 9.0
_LEAST_CONFIDENCE = 0.02


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


@dataclasses.dataclass(frozen=True)
class Lattice:
    """A row's candidates, and what it costs to drop a mark.

    Attributes:
        nodes: how many.
        candidates: all that may be a digit.
        drops: (start, end, cost) of each mark.
    """

    nodes: int
    candidates: list[Candidate]
    drops: list[tuple[int, int, float]]

    def edges(self, confidences: np.ndarray) -> list[decoding.Edge]:
        """With what the model says, float `[candidates]`, 0..1."""
        logs = np.log(np.maximum(confidences, _LEAST_CONFIDENCE))
        digits = [
            decoding.Edge(one.start, one.end, float(log) - one.cost, place)
            for place, (one, log) in enumerate(zip(self.candidates, logs, strict=True))
        ]
        return digits + [
            decoding.Edge(*ends, -cost, None) for *ends, cost in self.drops
        ]


def of(row: Row, marks: Marks) -> Lattice:
    """All candidates of a row."""
    cuts = [_cuts(row, marks, place) for place in range(len(row.members))]
    # A mark's own first node; its cuts are the nodes before the next mark's.
    first = np.concatenate([[0], np.cumsum([1 + len(some) for some in cuts])])
    candidates, drops = [], []
    for place in range(len(row.members)):
        drops.append((first[place], first[place + 1], _drop_cost(row, marks, place)))
        candidates += _joined(row, marks, first, place)
        if cuts[place]:
            candidates += _pieces(row, marks, first, place, cuts[place])
    return Lattice(int(first[-1]) + 1, candidates, drops)


def _cuts(row, marks, place):
    mark = row.members[place]
    x, y, wide, high = marks.boxes[mark]
    if row.is_part[place] or wide < _CUT_FROM * row.height:
        return []
    inside = marks.labels[y : y + high, x : x + wide] == marks.numbers[mark]
    return cuts_lib.candidates(inside, (x, y), row.height, marks.stroke[mark])


def _drop_cost(row, marks, place):
    longer = marks.boxes[row.members[place], 2:].max() / row.height
    return _DROP + _DROP_SIZE * longer if row.is_part[place] else _DROP_BODY


def _joined(row, marks, first, place):
    """The mark alone, and with those that follow."""
    cost, x1 = 0.0, 0
    found = []
    for last in range(place, min(place + _MOST_JOINED, len(row.members))):
        members = row.members[place : last + 1]
        box = _union(marks.boxes[members])
        if last > place:
            if box[2] - box[0] > _WIDEST_JOINED * row.height:
                break
            gap = _distance(marks.boxes[members[-1]], marks.boxes[members[:-1]])
            if gap > _JOIN_GAP * row.height:
                break
            both = not row.is_part[last] and not row.is_part[place:last].all()
            across = marks.boxes[members[-1], 0] - x1
            apart = max(across, 0) / row.height
            cost += _JOIN * both + _JOIN_DISTANCE * (apart + gap / row.height)
        x1 = box[2]
        if row.is_part[place : last + 1].all() and last == place:
            continue
        shape = cost + _shape_cost(box, row.height)
        ends = int(first[place]), int(first[last + 1])
        found.append(Candidate(*ends, tuple(members), None, None, shape, box))
    return found


def _pieces(row, marks, first, place, cuts):
    """What lies between two cuts, or a cut and an end, of a wide mark."""
    mark = row.members[place]
    x, y, wide, high = marks.boxes[mark]
    inside = marks.labels[y : y + high, x : x + wide] == marks.numbers[mark]
    rows, columns = np.nonzero(inside)
    rows, columns = rows + y, columns + x
    ends = [None, *cuts, None]
    is_right = [cut.right_of(columns, rows) for cut in cuts]
    is_right = [np.ones(len(rows), bool), *is_right, np.zeros(len(rows), bool)]
    found = []
    for left in range(len(ends) - 1):
        for right in range(left + 1, len(ends)):
            if (left, right) == (0, len(ends) - 1):
                continue
            chosen = is_right[left] & ~is_right[right]
            if not chosen.any():
                continue
            box = _bounds(columns[chosen], rows[chosen])
            cost = sum(
                (_CUT + _CUT_STROKE * cut.ink_px / marks.stroke[mark]) / 2
                for cut in (ends[left], ends[right])
                if cut is not None
            )
            cost += _shape_cost(box, row.height)
            nodes = int(first[place]) + left, int(first[place]) + right
            sides = ends[left], ends[right]
            found.append(Candidate(*nodes, (mark,), *sides, cost, box))
    return found


def _shape_cost(box, height):
    """Digits are about as high as their row, and rarely wider than high."""
    high, wide = (box[3] - box[1]) / height, (box[2] - box[0]) / height
    low = _LOW * max(0.0, 0.75 - high) / 0.25
    broad = 4.0 * max(0.0, wide / max(high, 0.6) - 1.05)
    return low + broad


def _union(boxes):
    corner, far = boxes[:, :2].min(0), (boxes[:, :2] + boxes[:, 2:]).max(0)
    return (*corner.tolist(), *far.tolist())


def _bounds(x, y):
    return int(x.min()), int(y.min()), int(x.max()) + 1, int(y.max()) + 1


def _distance(box, others):
    """From a box to the nearest of others, px; 0 where they overlap."""
    across = np.maximum(
        others[:, 0] - box[0] - box[2], box[0] - others[:, 0] - others[:, 2]
    )
    down = np.maximum(
        others[:, 1] - box[1] - box[3], box[1] - others[:, 1] - others[:, 3]
    )
    return float(np.hypot(np.maximum(across, 0), np.maximum(down, 0)).min())


def picture(candidate: Candidate, marks: Marks, ink: paper.Ink) -> np.ndarray:
    """The candidate alone, float32 `[H, W]`, 0..1, bright ink on 0."""
    height, width = marks.labels.shape
    x0, y0 = max(candidate.box[0] - 1, 0), max(candidate.box[1] - 1, 0)
    x1, y1 = min(candidate.box[2] + 1, width), min(candidate.box[3] + 1, height)
    labels = marks.labels[y0:y1, x0:x1]
    inside = np.zeros(labels.shape, bool)
    for mark in candidate.marks:
        inside |= labels == marks.numbers[mark]
    if candidate.left or candidate.right:
        y, x = np.mgrid[y0:y1, x0:x1]
        if candidate.left:
            inside &= candidate.left.right_of(x, y)
        if candidate.right:
            inside &= ~candidate.right.right_of(x, y)
    import cv2

    soft = cv2.dilate(inside.astype(np.uint8), np.ones((3, 3), np.uint8))
    full = marks.strength[list(candidate.marks)].max()
    floor = 0.2 * full
    strength = ink.strength[y0:y1, x0:x1].astype(np.float32)
    return np.clip((strength - floor) / (full - floor), 0, 1) * soft
