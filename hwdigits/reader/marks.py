"""Connected marks of ink, with their size, strength and stroke.

Two passes: what may be ink at all is connected first, and each such mark then keeps the
pixels that are strong beside its own darkest ones. So pencil and felt pen each get the
threshold that fits them, and a pale printed line comes off the digit that crosses it.
"""

import dataclasses

import cv2
import numpy as np

from hwdigits.reader import paper

# Of a mark's own full strength: under it lie the blurred edge and what merely touches.
_EDGE_SHARE = 0.42
# A mark's full strength is where so much of its pixels are reached, in steps of 8.
_FULL_QUANTILE, _STEP = 0.85, 8
# The strongest pixels of a mark lie so far above the noise limit, else it is texture.
_OVER_NOISE = 1.9


@dataclasses.dataclass(frozen=True)
class Marks:
    """N marks as arrays; `take` chooses among them.

    Attributes:
        labels: int32 `[H, W]`, 0 for paper, else the number of a mark in `numbers`.
        numbers: int `[N]`, what stands in `labels`.
        boxes: int `[N, 4]`, x, y, width, height in px.
        area: int `[N]`, px.
        strength: int `[N]`, 0..255, of its full ink.
        stroke, widest: float `[N]`, width of its strokes on average and at most, px.
    """

    labels: np.ndarray
    numbers: np.ndarray
    boxes: np.ndarray
    area: np.ndarray
    strength: np.ndarray
    stroke: np.ndarray
    widest: np.ndarray

    def __len__(self):
        return len(self.numbers)

    def take(self, which: np.ndarray) -> "Marks":
        """The marks of a boolean or index array."""
        arrays = (self.boxes, self.area, self.strength, self.stroke, self.widest)
        chosen = (array[which] for array in arrays)
        return Marks(self.labels, self.numbers[which], *chosen)


def find(ink: paper.Ink, is_ink: np.ndarray, least_px: int) -> Marks:
    """Connects pixels of ink to marks.

    Args:
        ink: of the page.
        is_ink: uint8 `[H, W]`, 255 where a pixel can be ink.
        least_px: marks of fewer px in both directions are specks, and left out.
    """
    _, labels, stats, _ = cv2.connectedComponentsWithStats(is_ink, ltype=cv2.CV_32S)
    full = _full_strengths(labels, ink.strength, len(stats))
    limit = (_EDGE_SHARE * full).astype(np.uint8)
    limit[0] = 255
    kept = (ink.strength > limit[labels]).astype(np.uint8) * 255
    kept = cv2.bitwise_and(kept, is_ink)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(kept, ltype=cv2.CV_32S)
    full = _full_strengths(labels, ink.strength, len(stats))
    large = np.maximum(stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT])
    middle_x = stats[:, 0] + stats[:, 2] // 2
    middle_y = stats[:, 1] + stats[:, 3] // 2
    height, width = labels.shape
    noise = ink.least[middle_y.clip(0, height - 1), middle_x.clip(0, width - 1)]
    good = (large >= least_px) & (full > _OVER_NOISE * noise)
    good[0] = False
    numbers = np.flatnonzero(good)
    mean, widest = _strokes(kept, labels, len(stats))
    arrays = (stats[:, :4], stats[:, cv2.CC_STAT_AREA], full, mean, widest)
    return Marks(labels, numbers, *(array[numbers] for array in arrays))


def _full_strengths(labels, strength, count):
    """int [count]: what _FULL_QUANTILE of a mark's pixels do not exceed."""
    inked = labels > 0
    steps = 256 // _STEP
    keys = labels[inked] * steps + strength[inked] // _STEP
    histogram = np.bincount(keys, minlength=count * steps).reshape(count, steps)
    reached = histogram.cumsum(1) >= _FULL_QUANTILE * histogram.sum(1, keepdims=True)
    return reached.argmax(1) * _STEP + _STEP // 2


def _strokes(kept, labels, count):
    """(mean, widest) stroke of each mark, two float [count], px.

    Across a stroke of w pixels the distances to the nearest paper pixel are 1, 2 ...
    w / 2 ... 2, 1: on average w / 4 + 1/2.
    """
    distance = cv2.distanceTransform(kept, cv2.DIST_L2, 3)
    place = np.flatnonzero(kept)
    owner, inside = labels.ravel()[place], distance.ravel()[place]
    many = np.maximum(np.bincount(owner, minlength=count), 1)
    mean = np.bincount(owner, inside, count) / many
    widest = np.zeros(count)
    np.maximum.at(widest, owner, inside)
    return np.maximum(4 * mean - 2, 1), np.maximum(2 * widest - 1, 1)
