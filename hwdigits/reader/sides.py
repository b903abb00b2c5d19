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
# Added to both in their ratio: in what is nearly black the sensor's noise is no ink.
_DARKEST = 12
# Of the contrast of the side that has most, what each must reach. Ink in a shadow has
# as much as in the light, the edge of a shadow none on its dark side.
_LEAST_SHARE = 0.3
# Red less blue, as a share of all light: so far from what lies on the other side of a
# mark, it is a table beside the paper.
_OTHER_TINT = 0.12
_SMALL_PX = 12  # strokes of digits, not judged
# Of a side, what must show more than printed lines with their blur, px.
_LEAST_SEEN, _BLUR_PX = 0.5, 5


def are_light(marks: Marks, photo: np.ndarray, lines: np.ndarray) -> np.ndarray:
    """Bool `[N]`.

    Args:
        marks: N of them.
        photo: uint8 `[H, W, 3]`, RGB, of the marks' size.
        lines: uint8 `[H, W]`, 0 beside printed lines; on them there is no paper.
    """
    hidden = cv2.dilate(lines, np.ones((_BLUR_PX, _BLUR_PX), np.uint8))
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
    across = _beside(mark, photo, gray, hidden)
    down = _beside(mark.T, photo.swapaxes(0, 1), gray.T, hidden.T)
    tints = [[tint for _, tint in pair] for pair in (across, down)]
    if any(len(pair) == 2 and abs(pair[0] - pair[1]) > _OTHER_TINT for pair in tints):
        return False
    contrasts = [contrast for contrast, _ in across + down]
    least, most = min(contrasts, default=0), max(contrasts, default=0)
    return least >= _LEAST_SHARE * most


def _beside(mark, photo, gray, hidden):
    """[(contrast 0..1, tint of the paper)] to the left and right, as far as seen."""
    rows = np.flatnonzero(mark.any(1))
    first = mark.argmax(1)[rows]
    last = mark.shape[1] - 1 - mark[:, ::-1].argmax(1)[rows]
    down = rows[:, np.newaxis] + _FAR_PX
    found = []
    for end, way in ((first, -1), (last, 1)):
        end = end[:, np.newaxis] + _FAR_PX
        beyond = end + way * np.arange(_OFF_PX + 1, _FAR_PX + 1)
        paper = np.where(hidden[down, beyond], 0, np.maximum(gray[down, beyond], 1))
        best = paper.argmax(1)
        paper = np.take_along_axis(paper, best[:, np.newaxis], 1)[:, 0]
        shows = np.flatnonzero(paper)
        if len(shows) > _LEAST_SEEN * len(rows):
            ink = gray[down, end - way * np.arange(_DEEP_PX)].min(1)
            contrast = 1 - (ink + float(_DARKEST)) / (paper + float(_DARKEST))
            colour = photo[down[:, 0], beyond[np.arange(len(best)), best]]
            red, green, blue = colour[shows].T.astype(float)
            tint = (red - blue) / (red + green + blue + _DARKEST)
            found.append((_median(contrast[shows]), _median(tint)))
    return found


def _median(values):
    """np.median takes ten times as long."""
    return float(np.sort(values)[len(values) // 2])
