"""Whether paper lies on all sides of a mark, as around ink.

What stands on the edge of a shadow, of the page or of the table is as dark as ink, but
on one of its sides it stays dark.
"""

import cv2
import numpy as np

from hwdigits.reader.marks import Marks

# The strip beside a mark, in px: so far off, so wide. Neighbours cover some of it: its
# brightness is that which 15 % of it exceed.
_OFF_PX, _WIDE_PX, _QUANTILE = 2, 9, 0.85
# Of how much brighter than the mark the brightest side is, what each must reach. Ink
# across the edge of a hard shadow has about 0.4, the edge itself 0.1 or less.
_LEAST_SHARE = 0.25
_SMALL_PX = 12  # strokes of digits, not judged


def are_light(marks: Marks, photo: np.ndarray) -> np.ndarray:
    """Bool `[N]`.

    Args:
        marks: N of them.
        photo: uint8 `[H, W, 3]`, RGB, of the marks' size.
    """
    gray = cv2.cvtColor(photo, cv2.COLOR_RGB2GRAY)
    return np.array([_is_light(marks, gray, one) for one in range(len(marks))], bool)


def _is_light(marks, gray, one):
    x, y, wide, high = marks.boxes[one].tolist()
    if max(wide, high) < _SMALL_PX:
        return True
    here = np.s_[y : y + high, x : x + wide]
    own = float(np.median(gray[here][marks.labels[here] == marks.numbers[one]]))
    near, far = _OFF_PX, _OFF_PX + _WIDE_PX
    strips = (
        gray[y : y + high, max(x - far, 0) : max(x - near, 0)],
        gray[y : y + high, x + wide + near : x + wide + far],
        gray[max(y - far, 0) : max(y - near, 0), x : x + wide],
        gray[y + high + near : y + high + far, x : x + wide],
    )
    light = [float(np.quantile(s, _QUANTILE)) - own for s in strips if s.size]
    return bool(light) and min(light) >= _LEAST_SHARE * max(light)
