"""Which marks can be digits or strokes of one, and how large digits are on a page."""

import dataclasses

import numpy as np

from hwdigits.reader.ink.marks import CLEAR, Marks, distances

# Shares of the typical height of a digit on this page.
_LEAST_BODY, _MOST_BODY = 0.42, 2.6  # a digit alone
_LEAST_PART, _MOST_HALF = 0.12, 0.6  # a stroke of one; what is no more than half of one
_MOST_WIDTH = 8.0  # several that touch
# Of a digit in two strokes, one above the other: the distance between them; its height;
# what they share of the narrower one's width; the gap between them.
PART_GAP = 0.35
_LEAST_WHOLE, _MOST_WHOLE, _STACKED, _STACK_GAP = 0.78, 1.3, 0.6, 0.25
# A stroke wider than this share of the mark's longer side is a blot, not writing.
_FATTEST = 0.5
# A shadow's tip is fatter than any pen; fewer px do not show a digit; and paler marks,
# of 255, are what shines through from the other side.
_FATTEST_BODY, LEAST_PX, _LEAST_STRENGTH = 0.55, 12, 40
# But a felt pen fills the loop of a small 9: a mark that is nowhere wider than so many
# of the page's strokes, and has that share of a digit's height, is no blot.
_FELT, _LEAST_FELT = 2.6, 0.65
# Heights that differ by less, as a logarithm, are alike. What is alone in its height is
# no digit beside marks with so many alike, and together a third of its ink; nor is one
# of a pair, with so much of theirs.
_ALIKE, _COMPANY, _OUTWEIGHED, _PAIR = 0.5, 3, 3.0, 0.8
# Of its box that a mark fills, if it is no bar: that is so many times as long as wide.
# A narrow 0 or 8 is one as well, where its loops are closed.
_FULLEST, _BAR = 0.8, 2.0
_PAGE_SHARE = 0.75  # of the picture's height or width: more is not one digit


@dataclasses.dataclass(frozen=True)
class Bodies:
    """What a page's marks may be.

    Attributes:
        are: bool `[N]`, whether a mark may be a digit, or the larger stroke of one.
        parts: bool `[N]`, whether it is too small, and may be a stroke.
        typical: height of a digit, px.
    """

    are: np.ndarray
    parts: np.ndarray
    typical: float


def find(marks: Marks) -> Bodies | None:
    """What the N marks of a page may be; None where no clear one is large enough."""
    is_usable = _can_be_writing(marks)
    usual = np.flatnonzero(is_usable & (marks.clarity > CLEAR))
    if not len(usual):
        return None
    typical = _typical_height(marks.take(usual))
    high, wide = marks.boxes[:, 3], marks.boxes[:, 2]
    if len(usual) >= _COMPANY:
        felt_px = _FELT * np.median(marks.stroke[usual])
        is_usable |= (high >= _LEAST_FELT * typical) & _can_be_writing(marks, felt_px)
    longer = np.maximum(high, wide)
    fits = (high <= _MOST_BODY * typical) & (wide <= _MOST_WIDTH * typical)
    is_body = fits & (high >= _LEAST_BODY * typical) & (wide < 4 * high)
    # The upper half of a small 3 may be too fat for a digit.
    is_half = is_body & ~is_usable & (high < _MOST_HALF * typical)
    is_body &= ~is_half
    is_part = fits & ~is_body & (longer >= _LEAST_PART * typical)
    is_part &= _is_stroke(marks)
    halves = _halves(marks.boxes, np.flatnonzero(is_part), typical)
    is_body[halves], is_usable[halves] = True, True
    lesser = _stacked(marks.boxes, np.flatnonzero(is_body & is_usable), typical)
    is_body[lesser], is_part[lesser] = False, True
    return Bodies(is_body & is_usable, is_part & ~is_body, typical)


def _can_be_writing(marks, felt_px=0.0):
    """Not a blot, not a scrap of the page's edge, not half the page.

    Strokes narrower than felt_px are no blots.
    """
    _, _, wide, high = marks.boxes.T
    page_high, page_wide = marks.labels.shape
    small = (high < _PAGE_SHARE * page_high) & (wide < _PAGE_SHARE * page_wide)
    clear = (high >= LEAST_PX) & (marks.strength >= _LEAST_STRENGTH)
    slim = marks.widest < np.maximum(_FATTEST_BODY * high, felt_px)
    return _is_stroke(marks, felt_px) & small & clear & slim & ~_is_cut_off(marks)


def _is_stroke(marks, felt_px=0.0):
    _, _, wide, high = marks.boxes.T
    fill = marks.area / (wide * high)
    is_bar = np.maximum(wide, high) > _BAR * np.minimum(wide, high)
    thin = marks.widest < np.maximum(_FATTEST * np.maximum(wide, high), felt_px)
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
    # A piece of the paper's edge, or what two cups left, has more ink than many digits.
    weight[(company == 0) & (weight < _OUTWEIGHED * together)] *= 0.01
    weight[(company == 1) & (weight < _PAIR * together)] *= 0.01
    order = np.argsort(high)
    share = np.cumsum(weight[order]) / weight.sum()
    return float(high[order][np.searchsorted(share, 0.5)])


def _halves(boxes, parts, typical):
    """The larger of two parts, each too small for a digit, that make one together."""
    found = []
    for place, part in enumerate(parts):
        others = parts[place + 1 :]
        near = others[distances(boxes[part], boxes[others]) < PART_GAP * typical]
        for other in near:
            top = min(boxes[part, 1], boxes[other, 1])
            bottom = max(boxes[[part, other], 1] + boxes[[part, other], 3])
            if _LEAST_WHOLE * typical < bottom - top:
                found.append(max(part, other, key=lambda one: boxes[one, 2:].max()))
    return np.array(found, int)


def _stacked(boxes, bodies, typical):
    """Of two bodies, one above the other, that make one digit together, the smaller."""
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
    return bodies[stacked.any(1)]
