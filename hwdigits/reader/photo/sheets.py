"""A photo at the sizes at which it is looked at, each made once."""

import functools
import math

import cv2
import numpy as np

from hwdigits.reader.photo import outline
from hwdigits.reader.photo.paper import Light

# The longer side, px: a digit that is 1.5 % of it still has the 20 px of the frame; and
# where digits are smaller, and the photo has more pixels.
LOOK_PX, LARGE_PX = 1280, 2560
# What was cut out of a picture has a longer side of fewer px. Where its shorter one has
# fewer than that, it is enlarged: removing lines from what is larger hurts more.
CUTTING_PX, _SHORT_PX = 320, 48
# In shorter sides of what fills its picture: a margin around it, and the window, wider
# than strokes, in which its paper is looked for; without noise, which makes streaks. At
# an edge, half of the window lies in the picture: of 300 numbers cut out without any
# paper 180 were read with a window of 0.3, 288 with 0.5 and with more. What was cut out
# may be drawn with strokes of a third of its height, and ink is taken to be narrower
# than a share of all that is looked at: of 200 small pictures of thick white digits 156
# were read with a margin of 0.75, 162 with 2, 169 with 3 and 4.
_MARGIN, _WIDE_MARGIN = 0.75, 3.0
_WINDOW, _NOISE_PX = 0.5, 5
# Strokes are twice as wide, mostly, as the bell that takes off noise. Of 1,158 digits
# on pages at hard, one hand a page, 66 were in nothing that was found, then 43.
_SMOOTH_PX = 2.0


class Sheet:
    """What is read.

    Args:
        pixels: uint8 `[H, W, 3]`, RGB, upright.
        wide_px: width of the photo it was decoded from, px; None: its own.
        look_px: the longer side of `look`, at most.
        margin_px: of `pixels` on each side, what is not in the photo.
    """

    def __init__(
        self,
        pixels: np.ndarray,
        wide_px: int | None = None,
        look_px: int = LOOK_PX,
        margin_px: int = 0,
    ):
        self.pixels = pixels
        self.wide_px = wide_px or pixels.shape[1]
        self._look_px, self._margin_px = look_px, margin_px

    @functools.cached_property
    def look(self) -> np.ndarray:
        """uint8 `[h, w, 3]`, of that longer side at most."""
        return at_most(self.pixels, self._look_px)

    @property
    def is_cut_out(self) -> bool:
        """Whether it is so small that it was cut out of a picture."""
        return max(self.look.shape) < CUTTING_PX

    @property
    def within(self) -> tuple[int, int, int, int]:
        """Of the photo on `look`: left, top, right and bottom, px."""
        high, wide = self.look.shape[:2]
        off = self._margin_px * wide // self.pixels.shape[1]
        return off, off, wide - off, high - off

    @property
    def cut_out_px(self) -> float:
        """The longer side of what was cut out of a picture; infinite for others."""
        return max(self.pixels.shape[:2]) if self.is_cut_out else math.inf

    @functools.cached_property
    def light(self) -> Light:
        """That on `look`."""
        return Light(self.look, margin_px=self.within[0])

    @functools.cached_property
    def may_be_negative(self) -> bool:
        """Whether its ink may be lighter than its paper."""
        return self.light.may_be_negative()

    def larger(self) -> "Sheet | None":
        """One whose `look` has up to LARGE_PX; None where that is hardly more."""
        if max(self.pixels.shape) <= 1.3 * LOOK_PX:
            return None
        return Sheet(self.pixels, self.wide_px, LARGE_PX, self._margin_px)

    def enlarged(self) -> "Sheet":
        """One whose `look` has twice as many px, though not more to see."""
        pixels = _times(self.look, 2)
        margin_px = 2 * self.within[0]
        return Sheet(pixels, self.wide_px, max(pixels.shape), margin_px)

    def smoothed(self) -> "Sheet":
        """The same with less noise, of `look` alone."""
        pixels = cv2.GaussianBlur(self.look, (0, 0), _SMOOTH_PX)
        return Sheet(pixels, self.wide_px, max(pixels.shape), self.within[0])

    def turned(self, degrees: float) -> "Sheet":
        """The same turned counter-clockwise, `look` alone, on what most of it shows."""
        high, wide = self.look.shape[:2]
        side = math.ceil(math.hypot(high, wide))
        turn = cv2.getRotationMatrix2D((wide / 2, high / 2), degrees, 1.0)
        turn[:, 2] += (side - wide) / 2, (side - high) / 2
        around = np.median(self.look[::8, ::8], (0, 1)).tolist()
        pixels = cv2.warpAffine(self.look, turn, (side, side), borderValue=around)
        return Sheet(pixels, self.wide_px, side)

    def of_paper(self) -> "Sheet | None":
        """One with the sheet of paper alone that lies on something else, or None."""
        mask = None if self.is_cut_out else outline.find(self.look)
        if mask is None:
            return None
        return Sheet(outline.alone(at_most(self.pixels, LARGE_PX), mask), self.wide_px)

    def close_up(self, longer_px: int = LOOK_PX) -> "Sheet":
        """The same, of a longer side of at most so many px, on a margin of its paper.

        What fills a picture is wider than ink is taken to be, and cut off by its edges.
        """
        return self._on_margin(_MARGIN, at_most(self.pixels, longer_px))

    def cut_out(self) -> "Sheet":
        """The same on a wider margin."""
        return self._on_margin(_WIDE_MARGIN, self.pixels)

    def _on_margin(self, share, pixels):
        """What is small is enlarged, too."""
        short, long = sorted(pixels.shape[:2])
        times = max(1, min(-(-_SHORT_PX // short), LOOK_PX // long))
        pixels = _times(pixels, times)
        margin_px = round(share * min(pixels.shape[:2]))
        around = _lit_around(pixels, margin_px)
        around[margin_px:-margin_px, margin_px:-margin_px] = pixels
        return Sheet(around, self.wide_px, margin_px=margin_px)

    def box(self, box: tuple[int, int, int, int]) -> tuple[int, int, int, int]:
        """x, y, width, height on the photo of x0, y0, x1, y1 on `look`."""
        left, top, right, _ = self.within
        scale = self.wide_px / (right - left)
        x0, x1 = (round((x - left) * scale) for x in box[::2])
        y0, y1 = (round((y - top) * scale) for y in box[1::2])
        return x0, y0, x1 - x0, y1 - y0

    def off_edges(self, boxes: np.ndarray) -> np.ndarray:
        """How far from the photo's nearest edge each of some boxes on `look` ends, px.

        Args:
            boxes: int `[N, 4]`, x, y, width, height.
        """
        left, top, right, bottom = self.within
        x, y, wide, high = boxes.T
        return np.minimum.reduce(
            [x - left, y - top, right - x - wide, bottom - y - high]
        )

    @functools.cached_property
    def negative(self) -> "Sheet":
        """The same with light ink dark."""
        return Sheet(np.bitwise_not(self.pixels), self.wide_px)


def _times(pixels, times):
    """A copy so many times as large."""
    size = [side * times for side in pixels.shape[1::-1]]
    return cv2.resize(pixels, size, interpolation=cv2.INTER_CUBIC)


def _lit_around(pixels, margin_px):
    """A picture of the paper at the edges of another one, going on around it."""
    height, width = pixels.shape[:2]
    small = at_most(pixels, CUTTING_PX)
    window = np.ones((round(_WINDOW * min(small.shape[:2])),) * 2, np.uint8)
    paper = cv2.morphologyEx(cv2.medianBlur(small, _NOISE_PX), cv2.MORPH_CLOSE, window)
    paper = cv2.resize(paper, (width, height))
    return cv2.copyMakeBorder(paper, *(margin_px,) * 4, cv2.BORDER_REPLICATE)


def at_most(picture: np.ndarray, longer_px: int) -> np.ndarray:
    """The picture `[H, W]` or `[H, W, C]`, of a longer side of at most so many px."""
    times = max(picture.shape) // longer_px
    if times > 1:  # by whole numbers an average takes a tenth of the time
        height, width = (max(1, side // times) for side in picture.shape[:2])
        picture = picture[: height * times, : width * times]
        picture = cv2.resize(picture, (width, height), interpolation=cv2.INTER_AREA)
    shrink = longer_px / max(picture.shape)
    if shrink >= 1:
        return picture
    size = [max(1, round(side * shrink)) for side in picture.shape[1::-1]]
    return cv2.resize(picture, size, interpolation=cv2.INTER_LINEAR)
