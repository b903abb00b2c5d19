"""Shade on the paper that ink lies on: gray fields, creases, a marker's bright band.

It is narrower than the window in which paper is looked for, and would be taken for ink,
and for one with what is written on it.
"""

import cv2
import numpy as np

from hwdigits.reader import shares

# On a picture with a longer side of 320 px shade is wider than so many, as no stroke
# is, and so light, where paper is 200. Where it covers more than that share of the
# photo, there is no paper between: it is nearly half of a cat and a motorcycle, three
# quarters of grass, 0.19 of crumpled pages at most.
_WIDE_PX, _LEVELS, _MOST = 7, (80, 186), 0.25
# Ink on it is so dark, where the shade is 200, on so many px.
_INK, _LEAST_PX = 136, 8
# And that share of what is around the ink is shade, as light as elsewhere, where that
# is 200, and so many times as light as the ink. Around the core of a wide rough stroke
# it is not: it was for 6 of 235 such cores on 120 photos of one digit, for 323 of 343
# shades of gray fields and under a marker, and for 43 of 88 of crumpled pages. With ink
# less dark (150, 0.46, 172, 1.3) more digits in gray fields are read, and two or three
# photos of puzzles less.
_AROUND, _BARE, _LIGHTER = 0.4, 170, 1.4
# And that share of what is farther off: so it is with 528 of 530 such shades, and not
# with six of 14 such strokes.
_EVEN = 0.85
_THREE, _FIVE = np.ones((3, 3), np.uint8), np.ones((5, 5), np.uint8)


def over(small: np.ndarray, paper: np.ndarray) -> np.ndarray:
    """The paper, with the shade on it that ink lies on; uint8 `[h, w, 3]`.

    Args:
        small: the photo, uint8 `[h, w, 3]`, with a longer side of 320 px.
        paper: what it would look like without ink and shade, as large.
    """
    window = np.ones((_WIDE_PX, _WIDE_PX), np.uint8)
    shade = cv2.morphologyEx(cv2.medianBlur(small, 3), cv2.MORPH_CLOSE, window)
    is_shade = cv2.inRange(shares.of(shade, paper), *_LEVELS)
    if not 0 < cv2.countNonZero(is_shade) <= _MOST * is_shade.size:
        return paper
    left = shares.of(small, shade)
    is_ink = cv2.bitwise_and(cv2.inRange(left, 0, _INK), is_shade)
    is_bare = cv2.bitwise_and(cv2.inRange(left, _BARE, 255), is_shade)
    level = shares.of(small, paper)
    count, labels = cv2.connectedComponents(is_shade)
    inked = np.bincount(labels[is_ink > 0], minlength=count)
    written = np.zeros_like(is_ink)
    for one in np.flatnonzero(inked >= _LEAST_PX).tolist():
        here = cv2.inRange(labels, one, one)
        ink = cv2.bitwise_and(is_ink, here)
        if _is_even(here, is_ink, is_bare) and _is_around(ink, is_ink, is_bare, level):
            written |= here
    # Over its edges, which are less sharp here than on the photo.
    return cv2.copyTo(
        cv2.erode(shade, _THREE), cv2.dilate(written, _THREE), paper.copy()
    )


def _is_even(shade, all_ink, is_bare):
    """Whether some shade is bare where no ink is near: a rough pencil's is not."""
    far = cv2.bitwise_and(shade, cv2.bitwise_not(cv2.dilate(all_ink, _FIVE)))
    return cv2.countNonZero(far & is_bare) >= _EVEN * cv2.countNonZero(far)


def _is_around(ink, all_ink, is_bare, level):
    """Whether most of what is around some ink is bare shade, lighter than the ink."""
    around = cv2.bitwise_and(cv2.dilate(ink, _FIVE), cv2.bitwise_not(all_ink))
    lighter = cv2.inRange(level, _LIGHTER * np.median(level[ink > 0]), 255)
    bare = cv2.countNonZero(around & is_bare & lighter)
    return bare >= _AROUND * cv2.countNonZero(around)
