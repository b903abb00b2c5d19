"""Ruled paper: its lines run across all of it, evenly apart.

Between digits that stand on a rule some of it is not seen as a line, or all of it; its
neighbours say where it runs.
"""

import dataclasses

import numpy as np

from hwdigits.reader.printed.ruling import Ruling

# Rules are so many at least, as long as the longest to this share; and that one runs so
# far across the picture: a row of boxes has a margin.
_FEWEST, _AS_LONG, _ACROSS = 6, 0.8, 0.85
# So many of the gaps between them are so near, in median gaps, to one of these, or to
# two or three where rules do not show.
_EVENLY, _EVEN, _MOST_HIDDEN = 0.75, 0.2, 2
# Rules that are looked for outside of the others, and places on each to see where it
# leaves the page.
_MOST_BEYOND, _POINTS = 20, 33
_AROUND = 2  # rules on each side of one that tell how long it is
_PARALLEL = 2.0  # px of the small mask that a rule bends otherwise than its neighbour


def completed(lines: list[Ruling], size: tuple[int, int]) -> list[Ruling]:
    """Those of ruled paper, each from side to side, and those that do not show.

    Args:
        lines: all level ones of a page, or all upright ones.
        size: of the page along them and across, px of the small mask.

    Returns:
        [] where they are not the rules of the paper.
    """
    whole = _whole(lines)
    if not _are_rules(whole, size[0]):
        return []
    pieces = [one for one in lines if one not in whole]
    even = _without_strays(whole)
    strays = [one for one in whole if one not in even]  # or a margin's
    whole = _uncut(even)
    rules = whole + strays + [_prolonged(one, whole) for one in pieces]
    gaps = _gaps(whole)
    for above, below, apart in zip(whole, whole[1:], gaps, strict=False):
        many = round(apart)
        rules += [_between(above, below, step / many) for step in range(1, many)]
    rules += _beyond(whole[:2], gaps[0], size)
    return rules + _beyond(whole[:-3:-1], gaps[-1], size)


def _are_rules(whole, width):
    if len(whole) < _FEWEST or max(one.length for one in whole) < _ACROSS * width:
        return False
    gaps = _gaps(whole)
    off = np.abs(gaps - np.clip(np.rint(gaps), 1, 1 + _MOST_HIDDEN))
    return np.mean(off < _EVEN) >= _EVENLY


def _whole(lines):
    """Those about as long as the longest, from top to bottom."""
    longest = max((one.length for one in lines), default=0)
    whole = [one for one in lines if one.length >= _AS_LONG * longest]
    return sorted(whole, key=lambda one: one.at((one.start + one.end) / 2))


def _without_strays(rules):
    """Without those that lie between two rules, for two that were taken for one."""
    gaps = _gaps(rules)
    off, two = (
        np.abs(apart - np.rint(apart)) >= _EVEN
        for apart in (gaps, gaps[:-1] + gaps[1:])
    )
    stray = off[:-1] & off[1:] & ~two
    return [rules[0], *(rules[1 + n] for n in np.flatnonzero(~stray)), rules[-1]]


def _uncut(rules):
    """Each at least as long as most of those around it: digits hide a rule's end."""
    some = [rules[max(n - _AROUND, 0) : n + _AROUND + 1] for n in range(len(rules))]
    return [
        dataclasses.replace(
            one,
            start=min(one.start, float(np.median([other.start for other in near]))),
            end=max(one.end, float(np.median([other.end for other in near]))),
        )
        for one, near in zip(rules, some, strict=True)
    ]


def _gaps(rules):
    """From each rule to the next, in the median of that."""
    middle = np.median([(one.start + one.end) / 2 for one in rules])
    gaps = np.diff([one.at(middle) for one in rules])
    return gaps / max(np.median(gaps), 1.0)


def _prolonged(one, whole):
    """A piece of a rule, as long as the one nearest to it, where it runs along that."""
    x = np.linspace(one.start, one.end, 5)
    nearest = min(whole, key=lambda other: np.abs(one.at(x) - other.at(x)).mean())
    off = one.at(x) - nearest.at(x)
    if np.ptp(off) > _PARALLEL:
        return one
    curve = nearest.curve + np.array([0, 0, off.mean()])
    return Ruling(nearest.start, nearest.end, curve, one.thick)


def _beyond(outer, apart, size):
    """Rules beyond the first of two, cut short by the corners of a turned picture."""
    wide, high = size
    first, second = outer
    step = (first.curve - second.curve) / max(round(apart), 1)
    x = np.linspace(0, wide, _POINTS)
    found = []
    for count in range(1, _MOST_BEYOND):
        curve = first.curve + count * step
        y = np.polyval(curve, x)
        inside = x[(y >= 0) & (y < high)]
        if len(inside) < 2:
            break
        found.append(Ruling(inside[0], inside[-1], curve, first.thick))
    return found


def _between(above, below, share):
    """A rule that lies so far on the way from one to another."""
    curve = (1 - share) * above.curve + share * below.curve
    start, end = max(above.start, below.start), min(above.end, below.end)
    return Ruling(start, end, curve, min(above.thick, below.thick))
