"""Whether what lies around a mark is paper: plain beside the ink, however rough.

In a photo of a street or a flower much looks like a stroke, but little of what lies
around it is plain.
"""

import cv2
import numpy as np

from hwdigits.reader.ink.marks import Marks
from hwdigits.reader.rows import Row

# So far around a mark, in its longer sides; without the blur of other marks and lines.
_AROUND, _BLUR_PX = 0.5, 9
# Mean strength there, as a share of the mark's own. Of 1,082 digits on made-up pages at
# phone it was 0.15 at most, of 1,109 at hard 0.18 in 99 % and 0.24 at most; of marks
# read as digits in scikit-learn's photos of a temple and a flower 0.24 at least.
_PLAIN = 0.23


def are_plain(
    marks: Marks, rows: list[Row], strength: np.ndarray, lines: np.ndarray
) -> np.ndarray:
    """Bool `[N]`; marks that stand in no row, or in a box, are not judged, and True.

    Args:
        marks: N of them.
        rows: of them.
        strength: of the ink, uint8 `[H, W]`.
        lines: uint8 `[H, W]`, 0 beside printed lines.
    """
    members = np.array([one for row in rows for one in row.members], int)
    # Marks that were left out may have higher numbers; the last one is of all these.
    is_read = np.zeros(int(marks.numbers.max(initial=0)) + 2, np.uint8)
    is_read[marks.numbers[members]] = 1
    window = np.ones((_BLUR_PX, _BLUR_PX), np.uint8)
    plain = np.ones(len(marks), bool)
    for one in members[~marks.boxed[members]].tolist():
        here = _around(marks, one)
        taken = is_read.take(marks.labels[here], mode="clip")
        taken = cv2.dilate(taken | (lines[here] > 0), window)
        rest = cv2.mean(strength[here], cv2.compare(taken, 0, cv2.CMP_EQ))[0]
        plain[one] = rest <= _PLAIN * marks.strength[one]
    return plain


def _around(marks, one):
    x, y, wide, high = marks.boxes[one].tolist()
    far = int(_AROUND * max(wide, high)) + 1
    return np.s_[max(y - far, 0) : y + high + far, max(x - far, 0) : x + wide + far]
