"""Single characters of fonts, as ink: drawn, and changed as pens and lenses do."""

import pathlib
from collections.abc import Callable, Sequence

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from hwdigits.data import lens
from hwdigits.data.examples import NOT_A_DIGIT, Examples
from hwdigits.reader import crops, lattice
from hwdigits.reader.ink import marks
from hwdigits.reader.photo import paper

_SHEET_PX, _SIZE_PX = 240, 96
_MARGIN_PX = 24  # room for a wider pen, and for blur
# Out of focus, it is seen so high, and so strong at most; so few px are no mark.
_SEEN_PX, _STRENGTH, _LEAST_PX = 22, 180, 4


def make(
    kind: str,
    labels: np.ndarray,
    letters: str,
    fonts: Sequence[Sequence[pathlib.Path]],
    random: np.random.Generator,
    changed: Callable[[np.ndarray, np.random.Generator], np.ndarray],
) -> Examples:
    """Draws a character for each label, each family as often as any other.

    Args:
        kind: the first word of their names, "<kind>/<font>/<number>".
        labels: int64 `[N]`, 0..9 or NOT_A_DIGIT.
        letters: of which one is drawn that is no digit.
        fonts: files of each family.
        random: draws the fonts and letters.
        changed: what is done to the ink of each, float32 `[H, W]`, 0..1.
    """
    images = np.zeros((len(labels), crops.FRAME_PX, crops.FRAME_PX, 1), np.uint8)
    names = []
    for number, label in enumerate(labels):
        family = fonts[random.integers(len(fonts))]
        font = family[random.integers(len(family))]
        is_digit = label != NOT_A_DIGIT
        text = str(label) if is_digit else str(random.choice(list(letters)))
        images[number, ..., 0] = crops.framed(changed(_drawn(text, font), random))
        names.append(f"{kind}/{font.stem}/{number}")
    return Examples(images, labels, np.array(names, dtype=str))


def _drawn(text, font):
    """float32 [H, W], 0..1, with a margin; some fonts lack some characters: no ink."""
    sheet = Image.new("L", (_SHEET_PX, _SHEET_PX))
    face = ImageFont.truetype(str(font), _SIZE_PX)
    middle = _SHEET_PX / 2
    ImageDraw.Draw(sheet).text((middle, middle), text, 255, face, anchor="mm")
    x, y, wide, high = cv2.boundingRect(np.asarray(sheet))
    ink = np.asarray(sheet)[y : y + high, x : x + wide].astype(np.float32) / 255
    return np.pad(ink, _MARGIN_PX)


def wider(ink: np.ndarray, share: float) -> np.ndarray:
    """The same, so many times as wide."""
    return cv2.resize(ink, None, fx=share, fy=1, interpolation=cv2.INTER_AREA)


def other_pen(ink: np.ndarray, px: float) -> np.ndarray:
    """Strokes so much wider on each side, or narrower where some ink is left."""
    reach = 2 * round(abs(px)) + 1
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (reach, reach))
    if px > 0:
        return cv2.dilate(ink, disc)
    thinner = cv2.erode(ink, disc)
    return thinner if thinner.sum() > 0.4 * ink.sum() else ink


def stroke(ink: np.ndarray) -> tuple[float, float]:
    """(how wide its strokes are, how high it is), px; 1 and 1 without ink."""
    inked = (ink > 0.5).astype(np.uint8)
    if not inked.any():
        return 1.0, 1.0
    distance = cv2.distanceTransform(inked, cv2.DIST_L2, 3)
    # Across a stroke of w px the distances are on average w / 4 + 1/2.
    wide = max(4 * float(distance[inked > 0].mean()) - 2, 1.0)
    return wide, float(cv2.boundingRect(inked)[3])


def unsharp(ink: np.ndarray, share: float) -> np.ndarray:
    """The same, blurred as a bell, by a deviation of `share` of its height."""
    return _cut_out(ink, share, lambda px: cv2.GaussianBlur(ink, (0, 0), px))


def out_of_focus(ink: np.ndarray, share: float) -> np.ndarray:
    """The same through a lens that is off, by a deviation of `share` of its height."""
    return _cut_out(ink, share, lambda px: lens.out_of_focus(ink, px))


def shaken(ink: np.ndarray, share: float, angle: float) -> np.ndarray:
    """The same that moved by `share` of its height, at an angle (radians) downwards."""
    right, down = np.cos(angle), np.sin(angle)
    return _cut_out(ink, share, lambda px: lens.shaken(ink, px * right, px * down))


def _cut_out(ink, share, blurred_by):
    """What the reader makes of ink that is blurred by so many px.

    The reader itself, for what it leaves out decides how large a blurred digit is: of a
    pale edge it takes one px, and that is much of a small digit.
    """
    _, height_px = stroke(ink)
    px = share * height_px
    if px < 1:
        return ink
    times = _SEEN_PX / height_px
    seen = cv2.resize(
        blurred_by(px), None, fx=times, fy=times, interpolation=cv2.INTER_AREA
    )
    strength = (_STRENGTH * np.clip(seen, 0, 1)).astype(np.uint8)
    least = np.full_like(strength, paper.LEAST)
    is_ink = cv2.compare(strength, least, cv2.CMP_GT)
    found = marks.find(paper.Ink(strength, least), is_ink, _LEAST_PX)
    if not len(found):  # too pale to be seen: a hairline
        return ink
    x, y, wide, high = found.boxes.T
    box = x.min(), y.min(), (x + wide).max(), (y + high).max()
    whole = lattice.Candidate(0, 1, tuple(range(len(found))), None, None, 0.0, box)
    return crops.cut_out(whole, found, strength)
