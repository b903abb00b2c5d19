"""A digit that is alone on a photo, of which only pieces were read, or nothing sure.

A large one is broken where the paper's lines are taken off it, or cut in two. As one
picture, the paper around it and all, it may be a digit for sure.
"""

import cv2
import numpy as np

from hwdigits.reader import crops
from hwdigits.reader.finding import Found
from hwdigits.reader.lattice import Candidate
from hwdigits.reader.model import Model
from hwdigits.reader.page import Digit, Line, Page

# A digit makes so many pieces at most; all together are so wide, in their heights: what
# is slimmer is a piece, or digits below each other.
_MOST, _SLIM, _BROAD = 6, 0.45, 2.0
_AROUND = 0.3  # longer sides of them, that are looked at around them
# So sure is what is one digit. Of 600 made-up photos of one digit 20 more were read so,
# and one more of 525 photos of two and three was not.
_SURE = 0.95


def judged(page: Page, found: Found, model: Model) -> Page:
    """The same page, or that of the one digit that it shows.

    Args:
        page: as its marks were read.
        found: the marks.
        model: one that doubts. Where it takes no pictures, the page stays as it is.
    """
    one = _whole(page, found)
    if one is None or not model.takes_pictures:
        return page
    gray = cv2.cvtColor(_picture(one, found), cv2.COLOR_RGB2GRAY)
    _, _, as_picture = model.predict_picture(gray)
    together = crops.digits([one], found.marks, found.strength)
    (as_marks,), _ = model.read_digits(together)
    if not is_one(page, as_picture, as_marks):
        return page
    answer = int(as_picture.argmax()), float(as_picture.max())
    return Page((Line((Digit(*answer, found.box(one.box), False, as_picture),)),))


def _whole(page, found):
    """All that was found, if it may be one digit that was read as something else."""
    digits = page.digits
    is_doubtful = any(digit.rejected or digit.is_piece for digit in digits)
    if not (is_doubtful and len(digits) <= _MOST):
        return None
    members = np.concatenate([row.members for row in found.rows])
    boxes = found.marks.boxes[members]
    x0, y0 = boxes[:, :2].min(0).tolist()
    x1, y1 = (boxes[:, :2] + boxes[:, 2:]).max(0).tolist()
    if not _SLIM * (y1 - y0) <= x1 - x0 <= _BROAD * (y1 - y0):
        return None
    return Candidate(0, 1, tuple(members.tolist()), None, None, 0.0, (x0, y0, x1, y1))


def _picture(one, found):
    """What the photo shows there, uint8 `[h, w, 3]`, with some paper around it."""
    x0, y0, x1, y1 = one.box
    off = round(_AROUND * max(x1 - x0, y1 - y0))
    return found.sheet.look[max(0, y0 - off) : y1 + off, max(0, x0 - off) : x1 + off]


def is_one(page: Page, as_picture: np.ndarray, as_marks: np.ndarray) -> bool:
    """Whether it is one digit.

    Args:
        page: as its pieces were read. Where all of them are digits, both must be sure.
        as_picture, as_marks: probabilities `[10]`, of the picture and of the marks that
            are left of it, together.
    """
    is_sure = as_picture.max() >= _SURE
    if any(digit.rejected for digit in page.digits):
        return bool(is_sure)
    both = as_picture.argmax() == as_marks.argmax() and as_marks.max() >= _SURE
    return bool(is_sure and both)
