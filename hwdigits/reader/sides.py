"""Whether paper lies on all sides of a mark, as around ink.

What stands on the edge of a shadow, of the page or of the table is as dark as ink, but
on one of its sides it stays dark, or there the paper has another colour. Ink is held
against the paper right beside it, row by row and column by column: both are in the same
light, even where the edge of a shadow runs through a digit.
"""

import cv2
import numpy as np

from hwdigits.reader.marks import Marks

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
    around = (_FAR_PX,) * 4
    photo = cv2.copyMakeBorder(photo, *around, cv2.BORDER_REPLICATE)
    hidden = cv2.copyMakeBorder(hidden, *around, cv2.BORDER_CONSTANT, value=255)
    judged = np.flatnonzero(marks.boxes[:, 2:].max(1, initial=0) >= _SMALL_PX)
    light = np.ones(len(marks), bool)
    for one in judged.tolist():
        x, y, wide, high = marks.boxes[one].tolist()
        mark = marks.labels[y : y + high, x : x + wide] == marks.numbers[one]
        here = np.s_[y : y + high + 2 * _FAR_PX, x : x + wide + 2 * _FAR_PX]
        light[one] = _is_light(mark, photo[here], hidden[here])
    return light


def _is_light(mark, photo, hidden):
    """The same of one mark in its box; the others reach so much farther around it."""
    # Without the sensor's noise, of which the darkest and the brightest would be taken.
    photo = cv2.blur(photo, (3, 3))
    gray = cv2.cvtColor(photo, cv2.COLOR_RGB2GRAY)
    seen = cv2.bitwise_and(cv2.max(gray, _NO_PAPER + 1), cv2.bitwise_not(hidden))
    across = _beside(mark, photo, gray, seen)
    down = _beside(mark.T, photo.swapaxes(0, 1), gray.T, seen.T)
    for pair in (across, down):
        if len(pair) == 2 and abs(pair[0][1] - pair[1][1]) > _OTHER_TINT:
            return False
    contrasts = [contrast for contrast, _ in across + down]
    least, most = min(contrasts, default=0), max(contrasts, default=0)
    return least >= _LEAST_SHARE * most


def _beside(mark, photo, gray, seen):
    """[(contrast 0..1, tint of the paper)] to the left and right, as far as seen."""
    rows = np.flatnonzero(mark.any(1))
    rows = rows[:: 1 + len(rows) // _ROWS]
    mark = mark[rows]
    ends = mark.argmax(1), mark.shape[1] - 1 - mark[:, ::-1].argmax(1)
    rows = rows + _FAR_PX
    down = rows[:, np.newaxis]
    found = []
    for end, way in zip(ends, (-1, 1), strict=True):
        end = end[:, np.newaxis] + _FAR_PX
        beyond = end + way * _BEYOND
        paper = seen[down, beyond]
        best = paper.argmax(1)
        shows = np.flatnonzero(paper.max(1))
        if len(shows) > _LEAST_SEEN * len(rows):
            at = beyond[shows, best[shows]]
            paper = gray[rows[shows], at] + _DARKEST
            ink = gray[down[shows], end[shows] - way * _WITHIN].min(1) + _DARKEST
            red, green, blue = photo[rows[shows], at].astype(np.float32).T
            tints = (red - blue) / (red + green + blue + _DARKEST)
            found.append((_median(1 - ink / paper), _median(tints)))
    return found


def _median(values):
    """np.median takes ten times as long."""
    return float(np.sort(values)[len(values) // 2])
