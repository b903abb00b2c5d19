"""Which marks stand in one row, from the nearest neighbours of each."""

import dataclasses

import numpy as np

from hwdigits.reader import columns
from hwdigits.reader.ink import bodies as bodies_lib
from hwdigits.reader.ink.marks import CLEAR, Marks, distances

DASH_WIDE = 1.2  # a dash, or an equals sign, is so much wider than high
_GAP = 6.0  # between neighbours, in typical heights of a digit on this page
_OVERLAP = 0.3  # of the lower one's height that neighbours share
# A row of so many marks may be so much fainter than CLEAR: noise stands in no rows.
_FAINT_ROW = 4, 1.5
# Slopes that rows may have, how far digits of one are off it, in heights of a digit;
# how much more of them a slope must bring together, and how many there must be.
_SLOPES, _LEVEL, _CLEARLY, _ENOUGH = np.linspace(-0.5, 0.5, 51), 0.3, 1.4, 6
_TELLING = 4  # digits of a row that tell how it runs
_LEAST_ALONE_PX = 18  # nobody writes single digits so small on a whole page: specks
# A comma's gap to a digit and its height, of the digit's height, at most.
_COMMA_GAP, _COMMA_HEIGHT = 0.5, 0.85
# Of the other rows' medians, what a mark that stands alone may have.
_LONE_HEIGHT, _LONE_STRENGTH, _LONE_STROKE = (0.6, 1.5), (0.5, 2.0), (0.5, 2.0)


@dataclasses.dataclass(frozen=True)
class Row:
    """Marks of one row, from left to right.

    Attributes:
        members: int `[K]`, indices of marks.
        height: of a digit in it, px.
        is_part: bool `[K]`, whether a mark is too small for a digit of its own.
    """

    members: np.ndarray
    height: float
    is_part: np.ndarray


def find(marks: Marks, slope: float = 0.0) -> list[Row]:
    """Rows in reading order.

    Args:
        marks: of the page.
        slope: of its rows as far as that is known, px down a px to the right.
    """
    found = bodies_lib.find(marks)
    if found is None:
        return []
    bodies, parts = np.flatnonzero(found.are), np.flatnonzero(found.parts)
    slope = _likeliest(marks.boxes[bodies], found.typical, slope)
    levelled = _levelled(marks.boxes, slope)
    chains = [bodies[chain] for chain in _chains(levelled[bodies], found.typical)]
    dashes = parts[marks.boxes[parts, 2] >= DASH_WIDE * marks.boxes[parts, 3]]
    chains = columns.parted(chains, levelled, dashes, found.typical)
    chains = [one for one in chains if _is_ink(marks.clarity[one])]
    chains = [chain for chain in chains if _is_company(chain, chains, marks)]
    if all(len(chain) == 1 for chain in chains):
        chains = [one for one in chains if marks.boxes[one[0], 3] >= _LEAST_ALONE_PX]
    rows = [_row(marks, chain, parts) for chain in chains]
    return _in_reading_order(rows, levelled)


def slope(rows: list[Row], boxes: np.ndarray) -> float:
    """How far down rows run, px a px to the right; 0.0 where none tells.

    Half of the digits that tell stand in rows that run farther down, half in others.

    Args:
        rows: of a page.
        boxes: of its marks, int `[N, 4]`, x, y, width, height in px.
    """
    told = []
    for row in rows:
        x, y, wide, high = boxes[row.members[~row.is_part]].T
        if len(x) >= _TELLING:
            rise, _ = np.polyfit(x + wide / 2, y + high / 2, 1)
            told += [rise] * len(x)
    return float(np.median(told)) if told else 0.0


def _likeliest(boxes, typical, slope):
    """The slope at which most digits stand beside each other, if far more than at this.

    Printed lines do not tell it where there are none, or where a pen or the edge of the
    paper was taken for one.
    """
    if len(boxes) < _ENOUGH:
        return slope
    x, y, wide, high = boxes.T
    slopes = np.append(_SLOPES, slope)[:, np.newaxis]
    down = np.sort(y + high / 2 - slopes * (x + wide / 2), axis=1)
    reach = _LEVEL * typical
    beside = [
        np.searchsorted(some, some + reach) - np.searchsorted(some, some - reach)
        for some in down
    ]
    mean = np.mean(beside, axis=1)
    best = int(mean.argmax())
    return float(slopes[best, 0]) if mean[best] > _CLEARLY * mean[-1] else slope


def _is_ink(clarity):
    """Whether marks of one chain are ink: clear ones, or many that nearly are."""
    many, faint = _FAINT_ROW
    return np.median(clarity) > (faint if len(clarity) >= many else CLEAR)


def _levelled(boxes, slope):
    """Boxes as they were if the rows ran level."""
    middle = boxes[:, 0] + boxes[:, 2] / 2
    down = np.rint(slope * middle).astype(int)
    return np.column_stack([boxes[:, 0], boxes[:, 1] - down, boxes[:, 2:]])


def _chains(boxes, typical):
    """Index arrays, left to right: each box linked to the nearest one beside it."""
    x, y, wide, high = boxes.T.astype(float)
    middle_x, middle_y = x + wide / 2, y + high / 2
    gap = x[np.newaxis] - (x + wide)[:, np.newaxis]  # [left, right]
    shared = np.minimum.outer(y + high, y + high) - np.maximum.outer(y, y)
    beside = shared >= _OVERLAP * np.minimum.outer(high, high)
    after = middle_x[np.newaxis] > middle_x[:, np.newaxis]
    cost = np.maximum(gap, 0) + 1.5 * np.abs(np.subtract.outer(middle_y, middle_y))
    cost = np.where(beside & after & (gap < _GAP * typical), cost, np.inf)
    following = _mutual(cost)
    starts = set(range(len(boxes))) - set(following.values())
    chains = []
    for start in sorted(starts):
        chain = [start]
        while chain[-1] in following:
            chain.append(following[chain[-1]])
        chains.append(np.array(chain))
    return chains


def _mutual(cost):
    """{left: right}, the cheapest pairs first, each side used once."""
    pairs = np.argwhere(np.isfinite(cost))
    order = np.argsort(cost[tuple(pairs.T)], kind="stable")
    following, taken = {}, set()
    for left, right in pairs[order].tolist():
        if left not in following and right not in taken:
            following[left] = right
            taken.add(right)
    return following


def _is_company(chain, chains, marks):
    """Whether a lone mark is by the hand that wrote the rows, if there are any.

    A scrap of a shadow's or a page's edge is mostly higher, paler or thinner; a comma
    is lower, and begins beside a digit.
    """
    others = [other for other in chains if len(other) > 1]
    if len(chain) > 1 or not others:
        return True
    written, one = np.concatenate(others), chain[0]
    if _hangs(marks.boxes[one], marks.boxes[written]):
        return False
    for values, (least, most) in (
        (marks.boxes[:, 3], _LONE_HEIGHT),
        (marks.strength, _LONE_STRENGTH),
        (marks.stroke, _LONE_STROKE),
    ):
        share = values[one] / np.median(values[written])
        if not least <= share <= most:
            return False
    return True


def _hangs(box, others):
    """Whether a box is lower than one close to its side, and lies partly under it."""
    x, y, wide, high = box
    left, top, width, height = others.T
    apart = np.maximum(left - x - wide, x - left - width)
    begins_beside = (top < y) & (y < top + height) & (y + high > top + height)
    is_close = (apart < _COMMA_GAP * height) & (high < _COMMA_HEIGHT * height)
    return (begins_beside & is_close).any()


def _row(marks, bodies, parts):
    """A row with the parts that lie beside or among its bodies."""
    boxes = marks.boxes
    height = float(np.median(boxes[bodies, 3]))
    near = [part for part in parts if _reach(boxes[part], boxes[bodies]) < height]
    members = np.array([*bodies, *near])
    order = np.argsort(boxes[members, 0] + boxes[members, 2] / 2, kind="stable")
    members = members[order]
    return Row(members, height, np.isin(members, parts))


def _reach(box, others):
    """Distance between a box and the nearest of others, over _PART_GAP, px."""
    return distances(box, others).min() / bodies_lib.PART_GAP


def _in_reading_order(rows, boxes):
    """From top to bottom; rows at the same height from left to right."""
    tops = [float(np.median(boxes[row.members, 1])) for row in rows]
    bands = []  # lists of rows at the same height
    for place in sorted(range(len(rows)), key=lambda place: tops[place]):
        last = bands[-1][0] if bands else None
        if last is not None and tops[place] < tops[last] + rows[last].height / 2:
            bands[-1].append(place)
        else:
            bands.append([place])
    left = [boxes[row.members, 0].min() for row in rows]
    return [
        rows[place] for band in bands for place in sorted(band, key=left.__getitem__)
    ]
