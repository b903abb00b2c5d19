"""How large a photo is looked at, for its digits to be as large as those of a page.

And how smooth, for them to stand out from the noise.
"""

import dataclasses

import cv2
import numpy as np

from hwdigits.reader import edges, finding, rows
from hwdigits.reader.ink.marks import connected
from hwdigits.reader.photo.sheets import Sheet, at_most

# Digits of fewer px are looked at on a larger copy, if the photo has more px; if not,
# those smaller than in the frame of 20 px are, twice as large.
_SMALL_PX, _TINY_PX = 26, 20
_HIGHEST = 5.0  # there, in heights of what was found: what is higher is no digit
# Where nothing is found and noise is strong, of 255, a smooth copy is looked at: on it
# a faint pen stands out, and thin strokes fade. A sensor's noise is nearly the same on
# all of a page: at nine tenths of it no more than 1.6 times what it is at one tenth, on
# four pages that are read this way. In eight of eleven photos of other things it was
# 2.9 to 6.6 times that; grass, gravel and bricks are as even, and rougher than noise.
_NOISY, _STRONGEST, _EVEN = 22, 80, 2.0
# What fills a photo: rows so high, in its shorter sides, or strokes so wide, in its
# longer ones, which is half as wide as ink is taken to be: of what is wider than that
# the middle is taken for paper.
_FILLING, _THICK = 0.25, 0.035
# It is looked at again at this longer side: a quarter of that is enough for a digit.
# At 602 and 400 px as many of 240 made-up photos of one were read, at 320 two less; of
# numbers that fill their photo fewer are clear of its edges at 400. (At 480 and 560 the
# middle of a flower is a 0.)
_CLOSE_PX = 520
# A photo of one large digit has so few others. On a copy of so many px, that is darker
# than so much of the paper, which is looked for in a window wider than strokes, of the
# copy's shorter side; and so high, of its height.
_FEW, _THUMB_PX, _DARK, _WINDOW, _HIGH = 2, 120, 0.8, 0.25, 0.45
# A strip is so many times as wide as it is high, or the other way: one line, mostly,
# which is higher than a digit on a page may be.
_STRIP = 2.5
# What ends nearer to the edge of a close-up reaches it.
_EDGE_PX = 1


def find(sheet: Sheet) -> finding.Found:
    """Rows of marks, in a photo of any size and however noisy."""
    if sheet.is_cut_out:
        return _enlarged(_without_rests(finding.find(sheet.cut_out())))
    found = _nearer(finding.find(sheet))
    if not found.rows and _is_noisy(sheet):
        found = finding.find(sheet.smoothed())
    return _enlarged(found)


def find_lower(sheet: Sheet, than: float) -> finding.Found:
    """Rows of what is lower than so many px of the photo."""
    look_px = than * sheet.look.shape[1] / sheet.wide_px
    return _enlarged(finding.find(sheet, look_px))


def _is_noisy(sheet):
    """Whether the noise is strong, and a sensor's."""
    noise = sheet.light.ink().least
    low, middle, high = np.quantile(noise[::4, ::4], (0.1, 0.5, 0.9))
    return _NOISY < middle < _STRONGEST and high <= _EVEN * low


def _enlarged(found):
    """What was found, or what a larger copy shows where digits are small."""
    larger = None
    if 0 < found.height < _SMALL_PX:
        larger = found.sheet.larger()
    if larger is None and 0 < found.height < _TINY_PX:
        larger = found.sheet.enlarged()
    if larger is None:
        return found
    times = larger.look.shape[0] / found.sheet.look.shape[0]
    return finding.find(larger, _HIGHEST * found.height * times)


def _nearer(found):
    """What was found, or what a close-up shows where that fills the photo."""
    short, long = sorted(found.sheet.look.shape[:2])
    is_strip = long > _STRIP * short
    if not (
        found.height > _FILLING * short
        or found.stroke > _THICK * long
        or (is_strip and not found.rows)
        or (_digits(found) <= _FEW and _shows_one(found.sheet))
    ):
        return found
    if is_strip:
        close = _without_rests(finding.find(found.sheet.close_up()))
    else:
        close = _off_edges(finding.find(found.sheet.close_up(_CLOSE_PX)))
    left, top, right, bottom = close.sheet.within
    fills = close.height > _FILLING * min(right - left, bottom - top)
    return close if fills else found


def _digits(found):
    """How many marks may be one."""
    return sum(int((~row.is_part).sum()) for row in found.rows)


def _shows_one(sheet):
    """Whether something large and dark stands on the paper, off the photo's edges.

    What is wider than ink is taken to be leaves nothing, or scraps, where it was.
    """
    small = cv2.cvtColor(at_most(sheet.look, _THUMB_PX), cv2.COLOR_RGB2GRAY)
    high, wide = small.shape
    window = np.ones((round(_WINDOW * min(small.shape)),) * 2, np.uint8)
    paper = cv2.morphologyEx(small, cv2.MORPH_CLOSE, window)
    x, y, across, down, _ = connected((small < _DARK * paper).view(np.uint8))[1].T
    inside = (x > 0) & (y > 0) & (x + across < wide) & (y + down < high)
    return (inside & (down > _HIGH * high)).any()


def _without_rests(found):
    """Without what the edges of a cut-out cut off beside its digits.

    What reaches the edges and was left out as a line may be a part of one, then.
    """
    rests = edges.are_rests(found.marks, found.rows, found.sheet)
    return found if rests is None else _with_marks(found, found.marks.take(~rests))


def _with_marks(found, marks):
    return dataclasses.replace(found, marks=marks, rows=rows.find(marks))


def _off_edges(found):
    """Without the marks of rows that reach to the photo's edges, as shadows do.

    What lies in them is in rows of its own then, as a digit on paper beside a table.
    """
    marks = found.marks
    members = np.concatenate([np.zeros(0, int), *(row.members for row in found.rows)])
    kept = members[found.sheet.off_edges(marks.boxes[members]) > _EDGE_PX]
    return _with_marks(found, marks.take(np.sort(kept)))
