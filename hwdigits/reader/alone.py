"""A digit that is alone on a photo.

A large one is broken where the paper's lines are taken off it, or cut in two; one that
fills its picture leaves no paper to tell it from, and what it encloses may look like a
digit. As one picture, the paper around it and all, it may be a digit for sure.
"""

import cv2
import numpy as np

from hwdigits.reader import crops
from hwdigits.reader.finding import Found
from hwdigits.reader.lattice import Candidate
from hwdigits.reader.model import Model
from hwdigits.reader.page import Digit, Line, Page
from hwdigits.reader.photo.sheets import CUTTING_PX, Sheet, at_most

# A digit makes so many pieces at most; all together are so wide, in their heights: what
# is slimmer is a piece, or digits below each other.
_MOST, _SLIM, _BROAD = 6, 0.45, 2.0
_AROUND = 0.3  # longer sides of them, that are looked at around them
# So sure is what is one digit. Of 600 made-up photos of one digit 20 more were read so,
# and one more of 525 photos of two and three was not; as whole photos, none of 2,700 of
# two to four digits was one.
_SURE = 0.95
# Digits as sure as that, which cover so much of the ink, stay what they are: of 480 in
# a cell that were read rightly, the whole photo was another one for 12, at 0.69 of its
# ink and more. What is read as surely in the holes of a digit hardly ever covers it.
_COVERED = 0.6
# Where nothing was found, ink is so far from its paper, of 255, and has so much of the
# photo: of 297 digits that filled theirs 149 and 0.08 at least, and of 4 papers one as
# much. Without paper around them 234 had 0.2 and more: a bar of less may be a line.
_CONTRAST, _LEAST_INK, _LEAST_ONE = 60, 0.08, 0.2


def judged(page: Page, sheet: Sheet, found: Found, model: Model) -> Page:
    """The same page, or that of the one digit that it shows.

    Args:
        page: as its marks were read.
        sheet: of the whole photo.
        found: the marks.
        model: one that doubts. Where it takes no pictures, the page stays as it is.
    """
    if not model.takes_pictures or len(page.digits) > _MOST:
        return page
    whole = _of_photo(page, sheet, model)
    return _of_marks(page, found, model) if whole is None else whole


def _of_photo(page, sheet, model):
    """The page of the digit that the whole photo shows for sure, or None."""
    small = cv2.cvtColor(at_most(sheet.look, CUTTING_PX - 1), cv2.COLOR_RGB2GRAY)
    is_ink = _ink(small)
    share = float(is_ink.mean())
    if not page.digits and share < _LEAST_INK:
        return None
    if _is_sure(page) and _covered(page, is_ink, sheet.wide_px) >= _COVERED:
        return None
    _, _, probabilities = model.predict_picture(small)
    digit = int(probabilities.argmax())
    is_bar = digit == 1 and share < _LEAST_ONE and not page.digits
    if probabilities[digit] < _SURE or is_bar:
        return None
    if page.text == str(digit):
        return page
    return _page(digit, sheet.box(sheet.within), probabilities)


def _ink(gray):
    """Where the lesser of two tones is, bool `[h, w]`; nowhere if they are near."""
    _, is_light = cv2.threshold(gray, 0, 1, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    is_light = is_light.view(bool)
    share = float(is_light.mean())
    if not 0 < share < 1 or gray[is_light].mean() - gray[~is_light].mean() < _CONTRAST:
        return np.zeros(gray.shape, bool)
    return is_light if share < 0.5 else ~is_light


def _is_sure(page):
    return all(
        not digit.rejected and digit.confidence >= _SURE for digit in page.digits
    )


def _covered(page, is_ink, wide_px):
    """The share of the ink that is in the boxes of a page's digits."""
    scale = is_ink.shape[1] / wide_px
    is_in = np.zeros(is_ink.shape, bool)
    for digit in page.digits:
        x, y, wide, high = (round(scale * side) for side in digit.box)
        is_in[max(0, y) : y + high, max(0, x) : x + wide] = True
    return (is_ink & is_in).sum() / max(is_ink.sum(), 1)


def _of_marks(page, found, model):
    """The same page, or that of the one digit that all marks together are."""
    one = _whole(page, found)
    if one is None:
        return page
    gray = cv2.cvtColor(_picture(one, found), cv2.COLOR_RGB2GRAY)
    _, _, as_picture = model.predict_picture(gray)
    together = crops.digits([one], found.marks, found.strength)
    (as_marks,), _ = model.read_digits(together)
    if not is_one(page, as_picture, as_marks):
        return page
    return _page(int(as_picture.argmax()), found.box(one.box), as_picture)


def _page(digit, box, probabilities):
    confidence = float(probabilities[digit])
    return Page((Line((Digit(digit, confidence, box, False, probabilities),)),))


def _whole(page, found):
    """All that was found, if it may be one digit that was read as something else."""
    digits = page.digits
    is_doubtful = any(digit.rejected or digit.is_piece for digit in digits)
    if not is_doubtful:
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
