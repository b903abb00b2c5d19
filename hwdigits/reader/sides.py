"""Whether paper lies on all sides of a mark, as around ink.

What stands on the edge of a shadow, of the page or of the table is as dark as ink, but
on one of its sides it stays dark. Each side is held against the half of the mark that
is next to it: a digit may lie across a shadow's edge.
"""

import cv2
import numpy as np

from hwdigits.reader.marks import Marks

# The strip beside a mark, in px: so far off, so wide. Neighbours cover some of it: its
# brightness is that which 15 % of it exceed.
_OFF_PX, _WIDE_PX, _QUANTILE = 2, 9, 0.85
# Of how much brighter than the ink next to it the brightest side is, what each must
# reach. Ink across the edge of a hard shadow has about 0.4, the edge itself 0.1 or
# less.
_LEAST_SHARE = 0.25
_SMALL_PX = 12  # strokes of digits, not judged
# Of a strip, what must show more than printed lines with their blur, px.
_NO_PAPER, _LEAST_SEEN, _BLUR_PX = 0, 0.5, 5


def are_light(marks: Marks, photo: np.ndarray, lines: np.ndarray) -> np.ndarray:
    """Bool `[N]`.

    Args:
        marks: N of them.
        photo: uint8 `[H, W, 3]`, RGB, of the marks' size.
        lines: uint8 `[H, W]`, 0 beside printed lines; on them there is no paper.
    """
    gray = cv2.cvtColor(photo, cv2.COLOR_RGB2GRAY)
    seen = cv2.max(gray, _NO_PAPER + 1)
    if lines.any():
        beside = cv2.dilate(lines, np.ones((_BLUR_PX, _BLUR_PX), np.uint8))
        seen = cv2.bitwise_and(seen, seen, mask=cv2.compare(beside, 0, cv2.CMP_EQ))
    return np.array(
        [_is_light(marks, gray, seen, one) for one in range(len(marks))], bool
    )


def _is_light(marks, gray, seen, one):
    x, y, wide, high = marks.boxes[one].tolist()
    if max(wide, high) < _SMALL_PX:
        return True
    here = np.s_[y : y + high, x : x + wide]
    inside, ink = marks.labels[here] == marks.numbers[one], gray[here]
    near, far = _OFF_PX, _OFF_PX + _WIDE_PX
    left, above = np.s_[:, : (wide + 1) // 2], np.s_[: (high + 1) // 2]
    right, below = np.s_[:, wide // 2 :], np.s_[high // 2 :]
    strips = (
        (left, seen[y : y + high, max(x - far, 0) : max(x - near, 0)]),
        (right, seen[y : y + high, x + wide + near : x + wide + far]),
        (above, seen[max(y - far, 0) : max(y - near, 0), x : x + wide]),
        (below, seen[y + high + near : y + high + far, x : x + wide]),
    )
    light = [
        _quantile(paper, _QUANTILE) - _quantile(ink[half][inside[half]], 0.5)
        for half, strip in strips
        if (paper := strip[strip != _NO_PAPER]).size > _LEAST_SEEN * strip.size
    ]
    return min(light, default=0) >= _LEAST_SHARE * max(light, default=0)


def _quantile(values, share):
    """np.quantile's nearest one; that takes ten times as long."""
    values = np.sort(values, axis=None)
    return float(values[round(share * (len(values) - 1))])
