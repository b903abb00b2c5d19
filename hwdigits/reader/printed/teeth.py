"""Bars that stand on a level line at both ends and evenly between: combs and boxes."""

import dataclasses
import functools
import itertools

import cv2
import numpy as np

from hwdigits.reader.printed.heights import LEAST, MOST, REACH, TILTS, Heights
from hwdigits.reader.printed.ruling import Ruling

# px of the small mask.
_LEAST_COMB = 40  # length of a comb
_OFF = 0.25  # no farther than this share of what lies between two
_MOST_BARS = 24
_GAP = 9  # less than that is missing of a line that is one
# Of a short one so much is there, and it is so many times as long as it is thick: on
# made-up pages 94 % of combs' lines and more, where the feet of four digits had 44 to
# 83 %, a few 93.
_DRAWN, _THIN = 0.86, 14.0
# Where words touch a line it may not show: so far beyond its end there may be a bar so
# high, with so many others.
_BEYOND, _TALL, _COMB = 80, 12, 5
_PLACES = 64  # on a line, where it is measured
# Seen from aside, bars stand farther apart at one end. In the middle of the line they
# are off by a quarter of this share of its length.
_BENDS = (0.0, 0.05, -0.05, 0.1, -0.1)
# Between bars lies at least this share of the height of those at the ends: with 0.6 a 9
# and a 4 beside it made one, and of 879 lines of forms as many were read as now.
_LEAST_PITCH = 0.8
_ALIKE = 0.3  # how much bars may differ in height
_FREE = 0.3  # share of a line on which nothing stands, at least
# Bars that one must make up for that is not there: less than that share of the others.
_MISSING, _NOT_THERE = 3, 0.25


def standing(
    mask: np.ndarray, printed: list[Ruling], others: list[Ruling]
) -> tuple[list[Ruling], list[Ruling]]:
    """(lines that bars show to be printed too, the upright bars on all).

    Args:
        mask: uint8 `[h, w]`, 255 where there is ink, of half the page's size.
        printed: level lines on that mask.
        others: level strokes that may be printed or not.
    """
    others = [line for line in others if line.length >= _LEAST_COMB]
    printed, others = (
        [_unbroken(mask, line) for line in lines] for lines in (printed, others)
    )
    ready = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones((3, 1), np.uint8))
    ready = cv2.dilate(ready, np.ones((1, 3), np.uint8))
    combs, bars = [], []
    for line in printed:
        whole, on = _whole(mask, ready, line)
        bars += on
        if whole is not line:
            combs.append(whole)
    for line in others:
        if line.length >= _LEAST_COMB and _is_drawn(mask, line):
            on = _on(Heights(ready, line, _side(mask, line)), line)
            if len(on) > 3:
                combs.append(line)
                bars += on
    return combs, bars


def _whole(mask, ready, line):
    """(a line as far as it has bars, those bars)."""
    heights = Heights(ready, line, _side(mask, line), _BEYOND)
    found = line, _on(heights, line)
    if len(found[1]) > 2:
        return found
    for start, end in _farther(heights, line):
        longer = dataclasses.replace(line, start=start, end=end)
        on = _on(heights, longer)
        is_drawn = longer.is_long or _is_drawn(mask, longer)
        if is_drawn and len(on) >= max(_COMB, len(found[1]) + 1):
            found = longer, on
    return found


def _farther(heights, line):
    """(start, end) of a line that would go on to a bar beyond one of its ends."""
    off = np.arange(heights.reach + 1, _BEYOND)
    for end, way in ((round(line.start), -1), (round(line.end), 1)):
        runs = heights.level[end + way * off - heights.first]
        is_top = (runs >= _TALL) & (runs == _highest_near(runs, REACH))
        # A bar is as high on a few px side by side: it stands on the middle one.
        for at in (np.add(*_stretches(is_top)) - 1) // 2:
            x = float(end + way * off[at])
            yield (x, line.end) if way < 0 else (line.start, x)


def _highest_near(runs, reach):
    """The highest of each and those beside it."""
    window = np.ones((1, 2 * reach + 1), np.uint8)
    return cv2.dilate(runs[np.newaxis].astype(np.uint8), window)[0]


def _is_drawn(mask, line):
    """Whether a line is one, and not what the feet of digits make."""
    is_thin = line.length >= _THIN * line.thick
    return is_thin and (_inked(mask, line)[1] > 0).mean() >= _DRAWN


def _inked(mask, line):
    """(x of a line, int `[K]`; uint8 `[K]`, not 0 where there is ink on it)."""
    height, width = mask.shape
    x = np.arange(max(int(line.start), 0), min(int(line.end), width - 1) + 1)
    y = np.rint(line.at(x)).astype(int) + np.arange(-1, 2)[:, np.newaxis]
    return x, mask[y.clip(0, height - 1), x].max(0, initial=0)


def _unbroken(mask, line):
    """The longest piece of a line: what else lies on its course bears no bars."""
    x, inked = _inked(mask, line)
    inked = inked[np.newaxis]
    inked = cv2.morphologyEx(inked, cv2.MORPH_CLOSE, np.ones((1, _GAP), np.uint8))
    starts, ends = _stretches(inked[0] > 0)
    if not len(ends):
        return line
    lengths = ends - starts
    longest = int(lengths.argmax())
    start = float(x[starts[longest]])
    end = start + float(lengths[longest]) - 1
    if start - line.start < _GAP and line.end - end < _GAP:
        return line
    return dataclasses.replace(line, start=start, end=end)


def _stretches(is_on):
    """(first places, places after the last ones) of what is on in a row, bool `[N]`."""
    around = np.zeros(len(is_on) + 2, bool)
    around[1:-1] = is_on
    edges = np.flatnonzero(around[1:] != around[:-1])
    return edges[::2], edges[1::2]


def _side(mask, line):
    """px from a line's middle to the paper above it, where no digit stands on it."""
    ends = max(line.start, 0), min(line.end, mask.shape[1] - 1)
    x = np.linspace(*ends, _PLACES).astype(int)
    off = np.arange(1, 2 + int(3 * line.thick))
    y = np.rint(line.at(x) - off[:, np.newaxis]).astype(int)
    is_paper = mask[y.clip(0, mask.shape[0] - 1), x] == 0
    first = np.where(is_paper.any(0), is_paper.argmax(0), len(off))
    return 2 + int(np.sort(first)[int(_FREE * (_PLACES - 1))])


def _on(heights, line):
    """Bars of one line, that which was measured or a longer one on its course."""
    reach, ends = heights.reach, [heights.near(x) for x in (line.start, line.end)]
    if min(heights.level[near].max() for near in ends) < LEAST:
        return []
    highs = np.minimum(*(heights.tilted[:, near].max(1) for near in ends))
    tilted = int(highs.argmax())
    tilt, least = TILTS[tilted], int(highs[tilted])
    runs = heights.tilted[tilted, ends[0].start : ends[1].stop]
    places = heights.first + np.arange(ends[0].start, ends[1].stop)
    feet = [_highest(runs, places, x, reach) for x in (line.start, line.end)]
    between = _between(runs, places, [x for x, _ in feet], least, reach)
    highest = max(high for _, high in feet)
    if not between and (highest >= MOST or highest > (1 + _ALIKE) * least + 2):
        return []  # the paper's edges, or strokes of digits
    bars = [(x, least) for x, _ in feet] + between  # a digit may have made one higher
    return [_bar(line, x, high + heights.side, tilt) for x, high in bars]


def _between(runs, places, ends, least, reach):
    """Bars that divide the line evenly; those that show most clearly."""
    length = ends[1] - ends[0]
    most = min(int(length / max(_LEAST_PITCH * least, 2 * REACH)), _MOST_BARS)
    if most < 2:
        return []
    parts = np.arange(2, most + 1)
    # No bar stands for two.
    off = np.minimum(reach, (_OFF * length / parts).astype(int))
    offs, which = np.unique(off, return_inverse=True)
    near = np.stack([_highest_near(runs, one) for one in offs.tolist()])
    shares, are_bars = (some[: most - 1, :, : most - 1] for some in _shares())
    at = ends[0] + length * shares  # [parts, bends, bars]
    which = which[:, np.newaxis, np.newaxis]
    highs = near[which, np.rint(at).astype(int) - int(places[0])].astype(float)
    ordered = np.sort(np.where(are_bars, highs, np.inf), axis=2)
    usual = np.minimum(ordered[np.arange(most - 1), :, (parts - 1) // 2], least)
    alike = highs / np.maximum(usual, LEAST)[..., np.newaxis]
    evidence = np.where(usual >= LEAST, _evidence(alike, are_bars), -np.inf)
    # Of equal evidence the finer.
    part = most - 2 - int(evidence.max(1)[::-1].argmax())
    bend = int(evidence[part].argmax())
    if evidence[part, bend] < 1:
        return []
    bars = at[part, bend, : part + 1].tolist()
    high = float(usual[part, bend])
    return [(_highest(runs, places, x, int(off[part]))[0], high) for x in bars]


@functools.cache
def _shares():
    """Where bars that part a line in 2, 3 ... stand for each of _BENDS, and which are.

    Two arrays `[parts, bends, bars]`; of few parts the last bars are none.
    """
    parts = np.arange(2, _MOST_BARS + 1)[:, np.newaxis, np.newaxis]
    bar = np.arange(1, _MOST_BARS)
    share = np.minimum(bar / parts, 1)
    shares = share + np.array(_BENDS)[:, np.newaxis] * share * (1 - share)
    return shares, bar < parts


def _evidence(shares, are_bars):
    """Of bars of these shares of the usual height, `[..., bars]`: int `[...]`.

    Digits may have made some higher, and blur some lower.
    """
    is_alike = are_bars & (np.abs(shares - 1) <= _ALIKE)
    is_missing = are_bars & (shares < _NOT_THERE)
    is_other = are_bars & ~is_alike & ~is_missing
    return is_alike.sum(-1) - is_other.sum(-1) - _MISSING * is_missing.sum(-1)


def _highest(runs, places, x, reach):
    """(x on the line, height) of the highest bar near x; the nearest of such bars."""
    first = max(round(x) - reach - int(places[0]), 0)
    near = runs[first : first + 2 * reach + 1]
    high = int(near.max())
    ones = (places[first : first + len(near)][near >= high - 1]).tolist()
    groups = [[ones[0]]]
    for before, one in itertools.pairwise(ones):
        if one > before + 1:
            groups.append([])
        groups[-1].append(one)
    middles = [(group[0] + group[-1]) / 2 for group in groups]
    return min(middles, key=lambda middle: abs(middle - x)), high


def _bar(line, x, high, tilt):
    """An upright Ruling: x over y, perpendicular to the line but for the tilt."""
    foot = float(line.at(x))
    slope = float(line.rise(x)) + tilt
    curve = np.array([-slope, x + slope * foot])
    return Ruling(foot - high, foot, curve, line.thick)
