"""Number signs, #, which stand before and behind amounts, and look like two ones."""

import cv2
import numpy as np

from hwdigits.reader.ink.bodies import LEAST_PX
from hwdigits.reader.ink.marks import Marks

# A sign's sides differ by less, as a ratio.
_SQUARE = 2.0
# Around four strokes that cross lie eight bays, of which one may be filled, or one more
# be rough; each is so deep, in means of the sign's sides. Of 411 made-up signs 390 have
# so many, of 7,896 digits none, of 6,000 pairs of digits that touch four.
_BAYS, _DEEP = (7, 9), 0.05
_FIXED = 256  # parts of a px, as OpenCV gives depths


def are(marks: Marks) -> np.ndarray:
    """Bool `[N]`: which of the marks are number signs."""
    wide, high = marks.boxes[:, 2:].T
    found = np.maximum(wide, high) <= _SQUARE * np.minimum(wide, high)
    found &= (high >= LEAST_PX) & ~marks.straight
    for one in np.flatnonzero(found):
        depths = _bays(marks.inside(one))
        deep = depths > _DEEP * np.sqrt(wide[one] * high[one])
        found[one] = _BAYS[0] <= deep.sum() <= _BAYS[1]
    return found


def _bays(inside):
    """How deep each bay of a mark goes into it from its hull, px."""
    ink = inside.astype(np.uint8)
    outlines, _ = cv2.findContours(ink, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    outline = max(outlines, key=len)
    hull = cv2.convexHull(outline, returnPoints=False)
    hull = np.sort(hull, axis=0)[::-1]  # OpenCV may give it out of order
    bays = cv2.convexityDefects(outline, hull) if len(hull) > 3 else None
    if bays is None:
        return np.zeros(0)
    return bays.reshape(-1, 4)[:, 3] / _FIXED
