"""Shade on the paper, too narrow to be taken for paper where that is looked for.

It would be taken for ink, and for one with what is written on it: gray fields, creases,
a marker's bright band, and the shadows of blinds, bars of a window and pens.
"""

import cv2
import numpy as np

from hwdigits.reader.photo import shares

# On a picture with a longer side of 320 px shade is wider than so many, as no stroke
# is, and so light, where paper is 200. Where it covers more than that share of the
# photo, but for stripes, there is no paper between: it is nearly half of a cat and a
# motorcycle, three quarters of grass, 0.19 of crumpled pages at most.
_WIDE_PX, _LEVELS, _MOST = 7, (80, 186), 0.25
# Of one colour a marker leaves nearly all light, and may leave hardly any of another,
# as only the ink of a drawing app does beside it.
_BRIGHT, _DARK = 0.85, 0.45
# What is bare there, where the shade is 200, and ink on it, on so many px.
_BARE, _INK, _LEAST_PX = 170, 136, 5
# And that share of what is around the ink is shade, as light as elsewhere, where that
# is 200, and so many times as light as the ink. Around the core of a wide rough stroke
# it is not: where 8 px counted it was for 6 of 235 such cores on 120 photos of one
# digit, for 323 of 343 shades of gray fields and under a marker, and for 43 of 88 of
# crumpled pages. With ink less dark (150, 0.46, 172, 1.3) more digits in gray fields
# are read, and two or three photos of puzzles less.
_AROUND, _LIGHTER = 0.4, 1.4
# And that share of what is farther off: so it is with 528 of 530 such shades, and not
# with six of 14 such strokes.
_EVEN = 0.85
# A stripe goes on to the photo's edge, is as long as so much of its longer side, and
# does not fray: so much of it is bare, and so much lies within its edges, where what is
# lightest is at most so many times as light as what is darkest. In stripes of shadow
# on 20 photos these were 0.94, 0.82 and 1.3.
_LONG, _STRIPE_BARE, _STRIPE_WITHIN, _STRIPE_LIGHTER = 0.3, 0.92, 0.75, 1.35
_DARKEST, _LIGHTEST = 0.1, 0.9  # quantiles of a stripe's light
_EDGE_PX = 1
_THREE, _FIVE = np.ones((3, 3), np.uint8), np.ones((5, 5), np.uint8)


def over(small: np.ndarray, paper: np.ndarray) -> np.ndarray:
    """The paper, with the shade on it: stripes, and what ink lies on.

    Args:
        small: the photo, uint8 `[h, w, 3]`, with a longer side of 320 px.
        paper: what it would look like without ink and shade, as large.

    Returns:
        uint8 `[h, w, 3]`; `paper` itself where there is no shade.
    """
    window = np.ones((_WIDE_PX, _WIDE_PX), np.uint8)
    shade = cv2.morphologyEx(cv2.medianBlur(small, 3), cv2.MORPH_CLOSE, window)
    dark = _dark_under_marker(shade, paper)
    light = shares.of(shade, paper)
    is_shadow = cv2.inRange(light, *_LEVELS)
    is_shade = cv2.bitwise_or(is_shadow, shares.brightest(dark))
    if not cv2.countNonZero(is_shade):
        return paper
    # The edges of a wide red stroke are as bright as it is, and no ink on it.
    own = shares.brightest(_dark_under_marker(small, paper))
    left = cv2.max(shares.of(small, cv2.subtract(shade, dark)), own)
    found = _stripes(is_shadow, cv2.inRange(left, _BARE, 255), light)
    rest = cv2.bitwise_and(is_shade, cv2.bitwise_not(found))
    if cv2.countNonZero(rest) <= _MOST * rest.size:
        found |= _written(rest, left, shares.of(small, cv2.subtract(paper, dark)))
    if not cv2.countNonZero(found):
        return paper
    # Over its edges, which are less sharp here than on the photo.
    return cv2.copyTo(cv2.erode(shade, _THREE), cv2.dilate(found, _THREE), paper.copy())


def _dark_under_marker(shaded, paper):
    """255 in colours of which a marker leaves so little, uint8 `[h, w, 3]`."""
    bright, dark = (cv2.convertScaleAbs(paper, None, a) for a in (_BRIGHT, _DARK))
    is_marker = shares.brightest(cv2.compare(shaded, bright, cv2.CMP_GE))
    is_dark = cv2.compare(shaded, dark, cv2.CMP_LT)
    return cv2.bitwise_and(is_dark, cv2.merge([is_marker] * 3))


def _stripes(is_shade, is_bare, light):
    """255 where there are stripes of shadow, uint8 `[h, w]`."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats(is_shade)
    high, wide = is_shade.shape
    x, y, across, down, area = stats.T
    ends = np.minimum.reduce([x, y, wide - x - across, high - y - down])
    long = np.maximum(across, down) >= _LONG * max(high, wide)
    found = np.zeros_like(is_shade)
    for one in (1 + np.flatnonzero((long & (ends <= _EDGE_PX))[1:])).tolist():
        here = cv2.inRange(labels, one, one)
        within = cv2.erode(here, _THREE)
        bare = cv2.countNonZero(cv2.bitwise_and(here, is_bare))
        if bare < _STRIPE_BARE * area[one]:
            continue
        if cv2.countNonZero(within) < _STRIPE_WITHIN * area[one]:
            continue
        darkest, lightest = np.quantile(light[within > 0], (_DARKEST, _LIGHTEST))
        if lightest <= _STRIPE_LIGHTER * darkest:
            found |= here
    return found


def _written(is_shade, left, level):
    """255 where there is shade that ink lies on, uint8 `[h, w]`."""
    is_ink = cv2.bitwise_and(cv2.inRange(left, 0, _INK), is_shade)
    is_bare = cv2.bitwise_and(cv2.inRange(left, _BARE, 255), is_shade)
    count, labels = cv2.connectedComponents(is_shade)
    inked = np.bincount(labels[is_ink > 0], minlength=count)
    written = np.zeros_like(is_ink)
    for one in np.flatnonzero(inked >= _LEAST_PX).tolist():
        here = cv2.inRange(labels, one, one)
        ink = cv2.bitwise_and(is_ink, here)
        if _is_even(here, is_ink, is_bare) and _is_around(ink, is_ink, is_bare, level):
            written |= here
    return written


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
