"""Which marks can be digits, how large digits are here, and which stand in one row."""

import dataclasses

import numpy as np

from hwdigits.reader.marks import CLEAR, Marks

# Shares of the typical height of a digit on this page.
_LEAST_BODY, _MOST_BODY = 0.42, 2.6  # a digit alone
_LEAST_PART, _MOST_WIDTH = 0.12, 8.0  # a stroke of one; several that touch
_GAP, _PART_GAP = 6.0, 0.35  # between neighbours; from a stroke to its digit
# Of a digit in two strokes, one above the other: its height; what they share of the
# narrower one's width; the gap between them.
_LEAST_WHOLE, _MOST_WHOLE, _STACKED, _STACK_GAP = 0.78, 1.3, 0.6, 0.25
_OVERLAP = 0.3  # of the lower one's height that neighbours share
# A stroke wider than this share of the mark's longer side is a blot, not writing.
_FATTEST = 0.5
# A shadow's tip is fatter than any pen; fewer px do not show a digit; and paler marks,
# of 255, are what shines through from the other side.
_FATTEST_BODY, LEAST_PX, _LEAST_STRENGTH = 0.55, 12, 40
# A row of so many marks may be so much fainter than CLEAR: noise stands in no rows.
_FAINT_ROW = 4, 1.5
# Heights that differ by less, as a logarithm, are alike. What is alone in its height is
# no digit beside marks with so many alike, and together a third of its ink.
_ALIKE, _COMPANY, _OUTWEIGHED = 0.5, 3, 3.0
_FULLEST = 0.8  # of its box that a mark fills, if it is not a bar
# Of the other rows' medians, what a mark that stands alone may have.
_LONE_HEIGHT, _LONE_STRENGTH, _LONE_STROKE = (0.6, 1.5), (0.5, 2.0), (0.5, 2.0)
_PAGE_SHARE = 0.75  # of the picture's height or width: more is not one digit


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
    is_usable = _can_be_writing(marks)
    usual = np.flatnonzero(is_usable & (marks.clarity > CLEAR))
    if not len(usual):
        return []
    typical = _typical_height(marks.take(usual))
    high, wide = marks.boxes[:, 3], marks.boxes[:, 2]
    longer = np.maximum(high, wide)
    fits = (high <= _MOST_BODY * typical) & (wide <= _MOST_WIDTH * typical)
    is_body = fits & (high >= _LEAST_BODY * typical) & (wide < 4 * high)
    is_part = fits & ~is_body & (longer >= _LEAST_PART * typical)
    is_part &= _is_stroke(marks)
    halves = _halves(marks.boxes, np.flatnonzero(is_part), typical)
    is_body[halves], is_usable[halves] = True, True
    lesser, greater = _stacked(marks.boxes, np.flatnonzero(is_body), typical)
    is_body[lesser], is_part[lesser], is_usable[greater] = False, True, True
    is_part &= ~is_body
    bodies = np.flatnonzero(is_body & is_usable)
    levelled = _levelled(marks.boxes, slope)
    chains = _chains(levelled[bodies], typical)
    parts = np.flatnonzero(is_part)
    chains = [bodies[chain] for chain in chains]
    chains = [one for one in chains if _is_ink(marks.clarity[one])]
    chains = [chain for chain in chains if _is_company(chain, chains, marks)]
    rows = [_row(marks, chain, parts, is_body) for chain in chains]
    return _in_reading_order(rows, levelled)


def _is_ink(clarity):
    """Whether marks of one chain are ink: clear ones, or many that nearly are."""
    many, faint = _FAINT_ROW
    return np.median(clarity) > (faint if len(clarity) >= many else CLEAR)


def _levelled(boxes, slope):
    """Boxes as they were if the rows ran level."""
    middle = boxes[:, 0] + boxes[:, 2] / 2
    down = np.rint(slope * middle).astype(int)
    return np.column_stack([boxes[:, 0], boxes[:, 1] - down, boxes[:, 2:]])


def _can_be_writing(marks):
    """Not a blot, not a scrap of the page's edge, not half the page."""
    _, _, wide, high = marks.boxes.T
    page_high, page_wide = marks.labels.shape
    small = (high < _PAGE_SHARE * page_high) & (wide < _PAGE_SHARE * page_wide)
    clear = (high >= LEAST_PX) & (marks.strength >= _LEAST_STRENGTH)
    slim = marks.widest < _FATTEST_BODY * high
    return _is_stroke(marks) & small & clear & slim & ~_is_cut_off(marks)


def _is_stroke(marks):
    _, _, wide, high = marks.boxes.T
    fill = marks.area / (wide * high)
    is_bar = np.maximum(wide, high) > 2.5 * np.minimum(wide, high)
    thin = marks.widest < _FATTEST * np.maximum(wide, high)
    return thin & ((fill < _FULLEST) | is_bar)


def _is_cut_off(marks):
    """Whether the picture's edge runs through a mark."""
    x, y, wide, high = marks.boxes.T
    page_high, page_wide = marks.labels.shape
    return (x == 0) | (y == 0) | (x + wide == page_wide) | (y + high == page_high)


def _typical_height(marks):
    """The height, px, that halves the ink of all digit-like marks."""
    _, _, wide, high = marks.boxes.T
    weight = marks.area * marks.strength.astype(float)
    weight[(wide > 3 * high) | (high > 20 * wide)] *= 0.01
    alike = np.abs(np.log(high[:, np.newaxis] / high)) < _ALIKE
    company = alike.sum(1) - 1
    together = weight[company >= _COMPANY].sum()
    # A piece of the paper's edge has more ink than many digits.
    weight[(company == 0) & (weight < _OUTWEIGHED * together)] *= 0.01
    order = np.argsort(high)
    share = np.cumsum(weight[order]) / weight.sum()
    return float(high[order][np.searchsorted(share, 0.5)])


def _halves(boxes, parts, typical):
    """The larger of two parts, each too small for a digit, that make one together."""
    found = []
    for place, part in enumerate(parts):
        others = parts[place + 1 :]
        near = others[distances(boxes[part], boxes[others]) < _PART_GAP * typical]
        for other in near:
            top = min(boxes[part, 1], boxes[other, 1])
            bottom = max(boxes[[part, other], 1] + boxes[[part, other], 3])
            if _LEAST_WHOLE * typical < bottom - top:
                found.append(max(part, other, key=lambda one: boxes[one, 2:].max()))
    return np.array(found, int)


def _stacked(boxes, bodies, typical):
    """(smaller ones, larger ones) of bodies that make a digit with one above them."""
    left, top, wide, high = boxes[bodies].T
    right, bottom = left + wide, top + high
    shared = np.minimum.outer(right, right) - np.maximum.outer(left, left)
    gap = np.maximum.outer(top, top) - np.minimum.outer(bottom, bottom)
    whole = np.maximum.outer(bottom, bottom) - np.minimum.outer(top, top)
    stacked = (shared >= _STACKED * np.minimum.outer(wide, wide)) & (
        gap < _STACK_GAP * typical
    )
    stacked &= whole <= _MOST_WHOLE * typical
    area = wide * high
    stacked &= area[:, np.newaxis] < area
    return bodies[stacked.any(1)], bodies[stacked.any(0)]


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

    A scrap of a shadow's or a page's edge is mostly higher, paler or thinner.
    """
    others = [other for other in chains if len(other) > 1]
    if len(chain) > 1 or not others:
        return True
    written, one = np.concatenate(others), chain[0]
    for values, (least, most) in (
        (marks.boxes[:, 3], _LONE_HEIGHT),
        (marks.strength, _LONE_STRENGTH),
        (marks.stroke, _LONE_STROKE),
    ):
        share = values[one] / np.median(values[written])
        if not least <= share <= most:
            return False
    return True


def _row(marks, bodies, parts, is_body):
    """A row with the parts that lie beside or among its bodies."""
    boxes = marks.boxes
    height = float(np.median(boxes[bodies, 3]))
    near = [part for part in parts if _reach(boxes[part], boxes[bodies]) < height]
    members = np.array([*bodies, *near])
    order = np.argsort(boxes[members, 0] + boxes[members, 2] / 2, kind="stable")
    members = members[order]
    return Row(members, height, ~is_body[members])


def _reach(box, others):
    """Distance between a box and the nearest of others, over _PART_GAP, px."""
    return distances(box, others).min() / _PART_GAP


def distances(box: np.ndarray, others: np.ndarray) -> np.ndarray:
    """From a box to each of others `[N, 4]`, px; 0 where they overlap."""
    x, y, wide, high = box
    across = np.maximum(others[:, 0] - x - wide, x - others[:, 0] - others[:, 2])
    down = np.maximum(others[:, 1] - y - high, y - others[:, 1] - others[:, 3])
    return np.hypot(np.maximum(across, 0), np.maximum(down, 0))


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
