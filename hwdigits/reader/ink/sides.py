"""Whether paper lies on all sides of a mark, as around ink.

What stands on the edge of a shadow, of the page or of the table is as dark as ink, but
on one of its sides it stays dark, or there the paper has another colour. Ink is held
against the paper right beside it, row by row and column by column: both are in the same
light, even where the edge of a shadow runs through a digit.
"""

import cv2
import numpy as np

from hwdigits.reader.ink.marks import Marks

# Beside a mark, px: paper is looked for from so far off on, so wide; and ink so deep
# in it. The brightest is the paper, the darkest the ink.
_OFF_PX, _WIDE_PX, _DEEP_PX = 2, 9, 4
_FAR_PX = _OFF_PX + _WIDE_PX
_BEYOND, _WITHIN = np.arange(_OFF_PX + 1, _FAR_PX + 1), np.arange(_DEEP_PX)
_ROWS = 32  # of a mark that are looked at, and columns; half as many at least
# Added to both in their ratio: in what is nearly black the sensor's noise is no ink.
_DARKEST = np.float32(12)
# Of the contrast of the side that has most, what each must reach. Ink in a shadow has
# as much as in the light, the edge of a shadow none on its dark side.
_LEAST_SHARE = 0.3
# Red less blue, as a share of all light: so far from what lies on the other side of a
# mark, it is a table beside the paper.
_OTHER_TINT = 0.12
_SMALL_PX = 12  # strokes of digits, not judged
# Of a side, what must show more than printed lines with their blur, px.
_NO_PAPER, _LEAST_SEEN, _BLUR_PX = 0, 0.5, 5


def are_light(marks: Marks, photo: np.ndarray, lines: np.ndarray) -> np.ndarray:
    """Bool `[N]`.

    Args:
        marks: N of them.
        photo: uint8 `[H, W, 3]`, RGB, of the marks' size.
        lines: uint8 `[H, W]`, 0 beside printed lines; on them there is no paper.
    """
    hidden = cv2.dilate(lines, np.ones((_BLUR_PX, _BLUR_PX), np.uint8))
    hidden = cv2.compare(hidden, 0, cv2.CMP_GT)
    judged = np.flatnonzero(marks.boxes[:, 2:].max(1, initial=0) >= _SMALL_PX)
    light = np.ones(len(marks), bool)
    if len(judged):
        light[judged] = _are_light(marks, judged, photo, hidden)
    return light


def _are_light(marks, judged, photo, hidden):
    """The same of these marks; hidden is 255 where there is a line or its blur.

    All of them are looked at together: NumPy's calls for each took most of the time.
    """
    colours, covers, begun, samples = [], [], 0, []
    for one in judged.tolist():
        around = _around(photo, marks.boxes[one], cv2.BORDER_REPLICATE)
        # Without noise, of which the darkest and the brightest would be taken.
        colours.append(cv2.blur(around, (3, 3)).reshape(-1, 3))
        cover = _around(hidden, marks.boxes[one], cv2.BORDER_CONSTANT, 255)
        covers.append(cover.ravel())
        samples += _samples(marks.inside(one), begun)
        begun += len(covers[-1])
    sides = np.repeat(np.arange(len(samples)), [len(places) for places, _ in samples])
    places = np.concatenate([places for places, _ in samples])
    steps = np.array([step for _, step in samples])[sides]
    found = _shown(np.concatenate(colours), np.concatenate(covers), places, steps)
    return _is_around(*_medians(*found, sides, len(samples)))


def _around(picture, box, border, value=0):
    """A box of a picture and _FAR_PX on all sides, also beyond the picture's edge."""
    x, y, wide, high = box.tolist()
    height, width = picture.shape[:2]
    left, top = x - _FAR_PX, y - _FAR_PX
    right, bottom = x + wide + _FAR_PX, y + high + _FAR_PX
    inside = picture[max(top, 0) : bottom, max(left, 0) : right]
    beyond = (-top, bottom - height, -left, right - width)
    if max(beyond) <= 0:
        return inside
    beyond = (max(px, 0) for px in beyond)
    return cv2.copyMakeBorder(inside, *beyond, border, value=value)


def _is_around(contrasts, tints, seen):
    """Whether paper is, for each four sides of a mark: left, right, above, below."""
    contrasts, tints, seen = (
        array.reshape(-1, 4) for array in (contrasts, tints, seen)
    )
    is_paper = np.ones(len(seen), bool)
    for pair in (np.s_[:, :2], np.s_[:, 2:]):
        off = np.abs(np.diff(tints[pair], axis=1)[:, 0])
        is_paper &= ~(seen[pair].all(1) & (off > _OTHER_TINT))
    least = np.where(seen, contrasts, np.inf).min(1)
    most = np.where(seen, contrasts, -np.inf).max(1)
    return is_paper & (~seen.any(1) | (least >= _LEAST_SHARE * most))


def _samples(mark, begun):
    """[(places of its outermost px, step away from it)] left, right, above, below.

    Places are counted in a row of pictures in which its own begins at `begun`.
    """
    width = mark.shape[1] + 2 * _FAR_PX
    corner = begun + _FAR_PX * width + _FAR_PX
    found = []
    for inside, down, across in ((mark, width, 1), (mark.T, 1, width)):
        rows = np.flatnonzero(inside.any(1))
        rows = rows[:: 1 + len(rows) // _ROWS]
        inside = inside[rows]
        last = inside.shape[1] - 1 - inside[:, ::-1].argmax(1)
        start = corner + down * rows
        found.append((start + across * inside.argmax(1), -across))
        found.append((start + across * last, across))
    return found


def _shown(colours, covers, places, steps):
    """(contrast 0..1, tint of the paper, whether paper shows) of each sample."""
    gray = cv2.cvtColor(colours[np.newaxis], cv2.COLOR_RGB2GRAY)
    seen = cv2.bitwise_and(
        cv2.max(gray, _NO_PAPER + 1), cv2.bitwise_not(covers[np.newaxis])
    )
    gray, seen = gray[0], seen[0]
    places, steps = places[:, np.newaxis], steps[:, np.newaxis]
    beyond = places + steps * _BEYOND
    paper = seen[beyond]
    best = paper.argmax(1)[:, np.newaxis]
    at = np.take_along_axis(beyond, best, 1)[:, 0]
    shows = np.take_along_axis(paper, best, 1)[:, 0] > _NO_PAPER
    paper = gray[at] + _DARKEST
    ink = gray[places - steps * _WITHIN].min(1) + _DARKEST
    red, green, blue = colours[at].astype(np.float32).T
    tints = (red - blue) / (red + green + blue + _DARKEST)
    return 1 - ink / paper, tints, shows


def _medians(contrasts, tints, shows, sides, count):
    """Of each side what most of its samples show, and whether it is seen at all."""
    all_of = np.bincount(sides, minlength=count)
    many = np.bincount(sides[shows], minlength=count)
    middle = np.cumsum(many) - many + many // 2
    seen = many > _LEAST_SEEN * all_of
    medians = []
    for values in (contrasts[shows], tints[shows]):
        ordered = values[np.lexsort((values, sides[shows]))]
        median = np.zeros(count)
        median[seen] = ordered[middle[seen]]
        medians.append(median)
    return *medians, seen
