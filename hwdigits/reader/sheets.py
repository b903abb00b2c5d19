"""A photo at the sizes at which it is looked at, each made once."""

import functools

import cv2
import numpy as np

from hwdigits.reader.paper import Light

# The longer side, px: a digit that is 1.5 % of it still has the 20 px of the frame; and
# where digits are smaller, and the photo has more pixels.
LOOK_PX, LARGE_PX = 1280, 2560


class Sheet:
    """What is read.

    Args:
        pixels: uint8 `[H, W, 3]`, RGB, upright.
        wide_px: width of the photo it was decoded from, px; None: its own.
        look_px: the longer side of `look`, at most.
    """

    def __init__(
        self, pixels: np.ndarray, wide_px: int | None = None, look_px: int = LOOK_PX
    ):
        self.pixels = pixels
        self.wide_px = wide_px or pixels.shape[1]
        self._look_px = look_px

    @functools.cached_property
    def look(self) -> np.ndarray:
        """uint8 `[h, w, 3]`, of that longer side at most."""
        return at_most(self.pixels, self._look_px)

    @functools.cached_property
    def light(self) -> Light:
        """That on `look`."""
        return Light(self.look)

    def larger(self) -> "Sheet | None":
        """One whose `look` has up to LARGE_PX; None where that is hardly more."""
        if max(self.pixels.shape) <= 1.3 * LOOK_PX:
            return None
        return Sheet(self.pixels, self.wide_px, LARGE_PX)

    def negative(self) -> "Sheet":
        """The same with light ink dark."""
        return Sheet(np.bitwise_not(self.pixels), self.wide_px)


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
