"""Lines of a grid, followed on the photo as if its paper were straight."""

import dataclasses
import functools
import math

import cv2
import numpy as np

# How wide the strips are that a line is looked for in, how far beside it there is
# paper, and how far it may be off: in cells, and at most in px.
_STRIP, _BESIDE, _OFF = (0.25, 10), ((0.12, 5), (0.2, 9)), (0.1, 5)
_NEARLY_HALF = 0.4  # of the cells may be without their line
_MARGIN = 1.4  # cells around that are looked at, too


@dataclasses.dataclass(frozen=True)
class Straightened:
    """What two directions of lines show on straight paper.

    Attributes:
        corner: of the straightened picture, x and y on straight paper, px.
        cell: width and height of a cell there, px.
        level, upright: float32 `[H, W]`, how much a place looks like a line that runs
            level or upright: its strength over the paper on both sides.
    """

    corner: np.ndarray
    cell: np.ndarray
    level: np.ndarray
    upright: np.ndarray


def straighten(strength, bend, low, high, cell) -> Straightened:
    """The surroundings of a grid on straight paper, and its lines.

    Args:
        strength: of the ink, uint8 `[H, W]`.
        bend: from straight paper to it.
        low, high: x and y of the grid's corners on straight paper.
        cell: width and height of a cell there, px.
    """
    corner = low - _MARGIN * cell
    width, height = np.ceil(high + _MARGIN * cell - corner).astype(int) + 1
    flat = unbent(strength, bend, corner, (width, height))
    level = _ridges(flat, *cell)
    upright = _ridges(np.ascontiguousarray(flat.T), *cell[::-1]).T
    return Straightened(corner, cell, level, upright)


def unbent(picture, bend, corner, size, step=8):
    """A picture on straight paper, uint8 `[H, W]`; 0 beyond its edges."""
    width, height = size
    x, y = np.arange(0, width + step, step), np.arange(0, height + step, step)
    places = np.stack(np.meshgrid(x, y), 2) + corner
    coarse = bend(places).astype(np.float32)
    maps = cv2.warpAffine(
        coarse,
        np.float32([[step, 0, 0], [0, step, 0]]),
        (width, height),
        flags=cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_REPLICATE,
    )
    return cv2.remap(picture, maps, None, cv2.INTER_LINEAR, borderValue=0)


def _px(share_and_most, cell):
    """At least 2 px."""
    share, most = share_and_most
    return max(2, round(min(share * cell, most)))


def _ridges(flat, wide, high):
    """float32: the mean along a short level strip, over that above and below."""
    along = cv2.blur(flat.astype(np.float32), (_px(_STRIP, wide) | 1, 3))
    found = None
    for share in _BESIDE:
        far = _px(share, high)
        padded = cv2.copyMakeBorder(along, far, far, 0, 0, cv2.BORDER_REPLICATE)
        ridge = along - cv2.max(padded[: -2 * far], padded[2 * far :])
        found = ridge if found is None else cv2.max(found, ridge)
    return found


class Lines:
    """What shows lines of one direction between two ends.

    Args:
        ridge: float32 `[H, W]`, of lines along x.
        ends: x between which they run.
        wide, high: of a cell, px.
    """

    def __init__(self, ridge, ends, wide, high):
        step = _px(_STRIP, wide) | 1
        first, last = max(ends[0], 0) + step / 2, min(ends[1], ridge.shape[1] - 1)
        self.x = np.arange(first, max(last, first + 1), step)
        self.x = self.x.clip(0, ridge.shape[1] - 1)
        self.off = _px(_OFF, high)
        self._at = np.ascontiguousarray(ridge[:, self.x.astype(int)])  # [H, strips]
        self._a_cell = max(1, round(wide / step))

    @functools.cached_property
    def support(self) -> np.ndarray:
        """How well a line is supported at each y, float32 `[H]`.

        A line runs on past a digit, so what counts is the least over a cell's length;
        and it may be broken or pale in some cells, so of those it is the median.
        """
        near = cv2.dilate(self._at, np.ones((2 * self.off + 1, 1), np.uint8))
        least = cv2.erode(near, np.ones((1, self._a_cell), np.uint8))
        return np.sort(least, axis=1)[:, int(_NEARLY_HALF * least.shape[1])]

    def response(self, y):
        """float32 `[lines, strips]`: how much there is a line near each y."""
        return self._beside(y).max(1)

    def offsets(self, y):
        """How far each of the lines at y is off in each strip, `[lines, strips]`."""
        best = self._beside(y).argmax(1)
        return best - self.off + np.rint(y)[:, np.newaxis] - y[:, np.newaxis]

    def _beside(self, y):
        """What lies near each y, `[lines, offsets, strips]`."""
        off = np.arange(-self.off, self.off + 1)
        rows = np.rint(y).astype(int)[:, np.newaxis] + off
        return self._at[np.minimum(np.maximum(rows, 0), len(self._at) - 1)]


def peaks(support, apart, least):
    """Places of the maxima, float `[N]`, none nearer to a higher one than `apart`."""
    found, is_near = [], np.zeros(len(support), bool)
    for one in np.argsort(-support, kind="stable").tolist():
        if support[one] < least:
            break
        if not is_near[one]:
            found.append(one)
            first = max(math.floor(one - apart) + 1, 0)
            is_near[first : math.ceil(one + apart)] = True
    return np.array(sorted(found), float)
