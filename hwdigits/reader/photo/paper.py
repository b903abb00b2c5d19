"""The light on the paper taken away: a photo becomes a map of its ink.

Each colour channel is divided by what the bare paper there would look like, so that
uneven light, soft and hard shadows and the paper's own colour drop out, and ink of any
colour stands out in the channel where it is darkest.
"""

import dataclasses

import cv2
import numpy as np

from hwdigits.reader.photo import shade, shares
from hwdigits.reader.photo.shares import BLACK, PAPER

# The paper is looked at on a picture with a longer side of so many px; what is darker
# than its surroundings and narrower than the window is taken for ink. A pen stroke is
# 0.3 to 3 % of a page's side; a window of 6 % also covers a digit that fills a picture.
_LOOK_PX, _WINDOW_PX = 320, 21
# So many rows at a time stay in the processor's cache from one step to the next.
_STRIP_PX = 48
# Of what is lighter than its surroundings and what is darker, textures have nearly as
# much. On paper whose median is brighter than this, ink is mostly darker: on ten
# made-up photos of light ink on such paper the first was 5.1 times the second or more,
# on the bright ones of 700 others 1.8 times or less.
_DARK_PAPER, _LIGHTER, _LIGHTER_ON_BRIGHT = 150, 1.1, 2.5
# Of the light that this share of the photo does not exceed, paper in the darkest shadow
# gives back a quarter and more, a black table a sixth and less.
_BRIGHT, _DARK_SHARE = 0.95, 0.2
# What gives back less than this share, and is of another tint than the paper, is no
# shadow but a table: red less blue, as a share of all light, is so far from its own.
# How light it is tells its green, or so much of the mean of all three.
_DIM, _OTHER_TINT, _OF_ALL = 0.5, 0.12, 0.9
# The paper's texture and noise are measured in cells of so many px: in each, what lies
# between its median and this quantile; of what is normal, 0.75 are 2/3 of a deviation.
_TEXTURE_PX, _QUANTILE, _OVER_NOISE = 40, 0.75, 4.5
_LEAST_CELLS = 4  # along the shorter side, some of which show paper alone
_INK_SHARE = 0.85 * PAPER  # less is ink, while paper is looked for
_DARK_INK = 140  # less is no noise of the paper: black boxes around pencil
_FAINT = 0.35  # a dim colour, as a share of the brightest one there
_THREE = np.ones((3, 3), np.uint8)
_NONE = (0, 0, 0)
_STRENGTH = np.clip(255 - np.arange(256) * (255 / PAPER), 0, 255).astype(np.uint8)
LEAST = 18  # strength under which nothing is ink, 7 % darker than the paper


@dataclasses.dataclass(frozen=True)
class Ink:
    """What stands out from the paper.

    Attributes:
        strength: uint8 `[H, W]`, 0 (paper) to 255 (black on white).
        least: uint8 `[H, W]`, strength above which a pixel can be ink: over the noise
            of the paper around it.
    """

    strength: np.ndarray
    least: np.ndarray


class Light:
    """A photo and the light on its paper, which is looked for once.

    Args:
        photo: uint8 `[H, W, 3]`, RGB, dark ink on lighter paper.
        margin_px: on each side of it, smooth, what tells nothing of the paper's noise.

    Attributes:
        photo: uint8 `[H, W, 3]`, without shade on the paper.
        strength: of the ink, uint8 `[H, W]`, whatever tint what is dim has.
    """

    def __init__(self, photo: np.ndarray, margin_px: int = 0):
        self._margin_px = margin_px
        self._small = cv2.resize(
            photo, _small_size(photo), interpolation=cv2.INTER_AREA
        )
        least_side = min(self._small.shape[:2])
        self._paper = _bare(
            cv2.medianBlur(self._small, 3) if least_side >= 3 else self._small
        )
        # What was cut out may be drawn with strokes as wide as shade.
        paper = self._paper if margin_px else shade.over(self._small, self._paper)
        self.photo = _without_shade(photo, self._paper, paper)
        self._whole = _share_of(photo, _bright(paper))
        self._dark = _beside(self._paper, by_tint=False)
        self._share = _without(self._whole, self._dark)
        self.strength = cv2.LUT(self._share, _STRENGTH)

    def ink(self, by_tint: bool = False) -> Ink:
        """Separates ink from paper.

        Args:
            by_tint: whether what is dim is a table where it is of another tint than the
                paper. In the deepest shadow a sensor sees paper in any tint.
        """
        share, strength = self._share, self.strength
        beside = _beside(self._paper, by_tint)
        if (beside != self._dark).any():
            share = _without(self._whole, beside)
            strength = cv2.LUT(share, _STRENGTH)
        height, width = share.shape
        off = self._margin_px
        within = share[off : height - off, off : width - off]
        least = cv2.resize(_noise_limit(within), within.shape[::-1])
        least = cv2.copyMakeBorder(least, *(off,) * 4, cv2.BORDER_REPLICATE)
        return Ink(strength, least)

    def may_be_negative(self) -> bool:
        """Whether the ink may be lighter than the paper, as on a blackboard."""
        # Every second pixel has as much of what is light and dark as all of them.
        gray = cv2.cvtColor(self._small, cv2.COLOR_RGB2GRAY)[::2, ::2].copy()
        is_dark = np.median(gray) <= _DARK_PAPER
        around = cv2.medianBlur(gray, _WINDOW_PX // 2 | 1)
        lighter, darker = cv2.subtract(gray, around), cv2.subtract(around, gray)
        times = _LIGHTER if is_dark else _LIGHTER_ON_BRIGHT
        return cv2.norm(lighter) > times * cv2.norm(darker)


def _small_size(photo):
    height, width = photo.shape[:2]
    shrink = min(1.0, _LOOK_PX / max(height, width))
    return max(1, round(width * shrink)), max(1, round(height * shrink))


def _without_shade(photo, paper, shaded):
    """The photo as if the paper had none."""
    if shaded is paper:
        return photo
    size = photo.shape[1::-1]
    times = cv2.resize(cv2.divide(paper, shaded, dtype=cv2.CV_32F), size)
    # Around their edges, where the paper is not as dark as that, no brighter than it.
    lit = cv2.multiply(photo, times, dtype=cv2.CV_8U)
    return cv2.min(lit, cv2.resize(paper, size))


def _bright(paper):
    """Paper without its dim colours, which are 0: noise, and no ink, would show there.

    Of yellow card, and of paper under a marker, nearly no blue comes back.
    """
    least = cv2.convertScaleAbs(shares.brightest(paper), None, _FAINT)
    dim = cv2.compare(paper, cv2.merge([least] * 3), cv2.CMP_LT)
    return cv2.subtract(paper, cv2.dilate(dim, _THREE))


def _share_of(photo, paper):
    """uint8 [H, W]: of the paper's light, in the darkest channel; all is PAPER."""
    size = photo.shape[1::-1]
    paper = cv2.resize(paper, size, interpolation=cv2.INTER_LINEAR)
    strips = [
        shares.of(photo[top : top + _STRIP_PX], paper[top : top + _STRIP_PX])
        for top in range(0, len(photo), _STRIP_PX)
    ]
    return np.concatenate(strips)


def _without(share, beside):
    """The same, smooth, and paper where `beside`, uint8 [h, w], is 255."""
    if beside.any():
        beside = cv2.resize(beside, share.shape[::-1], interpolation=cv2.INTER_LINEAR)
        # No more than paper there, and no less: a tenth of the time of np.where.
        above = cv2.threshold(beside, 127, 255 - PAPER, cv2.THRESH_BINARY)[1]
        share = cv2.min(share, cv2.bitwise_not(above))
        share = cv2.max(share, cv2.threshold(beside, 127, PAPER, cv2.THRESH_BINARY)[1])
    return cv2.GaussianBlur(share, (3, 3), 0)


def _bare(small):
    """What the paper looks like without its ink, uint8 `[h, w, 3]`.

    What is darker than its surroundings and narrower than the window is ink.
    """
    first = _closed(small)
    # Red ink on gray or green paper is brighter than that, in red: it must not be
    # taken for the paper where another channel says that it is ink. Where ink is all
    # that the window holds, the first look stays.
    is_paper = cv2.inRange(shares.of(small, first), _INK_SHARE, 255)
    covered = cv2.bitwise_and(small, small, mask=is_paper)
    paper = _closed(covered)
    cv2.copyTo(first, cv2.inRange(paper, _NONE, _NONE), paper)
    return cv2.blur(paper, (3, 3))


def _closed(small):
    window = np.ones((_WINDOW_PX, _WINDOW_PX), np.uint8)
    return cv2.morphologyEx(small, cv2.MORPH_CLOSE, window)


def _beside(paper, by_tint):
    """255 where there is no paper, but a dark table beside it, uint8 `[h, w]`."""
    red, green, blue = cv2.split(paper.astype(np.float32))
    # Red card is no table, though it has as little green.
    light = np.maximum(green, _OF_ALL / 3 * (red + green + blue))
    bright = np.quantile(light[::2, ::2], _BRIGHT)
    is_table = light < _DARK_SHARE * bright
    is_dim = light < _DIM * bright
    if by_tint and is_dim.any():
        tint = (red - blue) / (red + green + blue + BLACK)
        off = np.abs(tint - np.median(tint[~is_dim]))
        is_table |= is_dim & (off > _OTHER_TINT)
    return 255 * is_table.astype(np.uint8)


def _noise_limit(share):
    """uint8, small: how strong the paper's texture and noise get around each place.

    They make the paper as much brighter as darker; ink, printed lines and shadows make
    it darker only. So it is measured how bright it gets.
    """
    height, width = share.shape
    side = max(1, min(_TEXTURE_PX, min(height, width) // _LEAST_CELLS))
    middle, upper = _quantiles(cells(share, side, every=2), (0.5, _QUANTILE))
    limit = PAPER - middle + _OVER_NOISE * (upper - middle + 1)
    # Rough paper is large; what fills a few cells only is ink.
    limit = cv2.morphologyEx(limit, cv2.MORPH_OPEN, _THREE)
    return np.clip(limit * (255 / PAPER), LEAST, 255).astype(np.uint8)


def _quantiles(cells, quantiles):
    """Of what is no dark ink in each cell of [rows, columns, pixels], float32.

    By counting how often each value is there: a fifth of the time that sorting takes.
    """
    rows, columns, pixels = cells.shape
    number = np.arange(rows * columns)
    keys = cells.reshape(-1, pixels) + 256 * number[:, np.newaxis]
    # Of all cells one after the other; each has as many pixels.
    upto = np.bincount(keys.ravel(), minlength=256 * rows * columns).cumsum()
    begun = pixels * number
    dark = upto[_DARK_INK::256] - begun
    found = []
    for quantile in quantiles:
        rank = dark + (quantile * (pixels - dark)).astype(int)
        place = begun + np.minimum(rank, pixels - 1)
        value = np.searchsorted(upto, place, "right") - 256 * number
        found.append(value.reshape(rows, columns).astype(np.float32))
    return found


def cells(picture: np.ndarray, side: int, every: int) -> np.ndarray:
    """What is in square cells, `[rows, columns, pixels]`.

    Args:
        picture: `[H, W]`; what is left over on the right and below is in none.
        side: of a cell, px.
        every: one of so many pixels counts, across and down.
    """
    height, width = picture.shape
    rows, columns = height // side, width // side
    picture = picture[: rows * side, : columns * side]
    parted = picture.reshape(rows, side, columns, side)[:, ::every, :, ::every]
    pixels = parted.shape[1] * parted.shape[3]  # there may be no rows of cells
    return parted.swapaxes(1, 2).reshape(rows, columns, pixels)
