"""Connected marks of ink, with their size, strength and stroke.

Two passes: what may be ink at all is connected first, and each such mark then keeps the
pixels that are strong beside its own darkest ones. So pencil and felt pen each get the
threshold that fits them, and a pale printed line comes off the digit that crosses it.
A pale neck between two strokes of a digit stays. A mark of mostly shade, as where a
shadow ends or a screen shows waves, keeps what is written on it.
"""

import dataclasses

import cv2
import numpy as np

from hwdigits.reader.ink import necks
from hwdigits.reader.photo import paper

# Of a mark's own full strength: under it lie the blurred edge and what merely touches.
_EDGE_SHARE = 0.42
# A mark's full strength is what so much of its pixels do not exceed, in steps of 8; and
# what only its very darkest ones do is less blurred still, and more noise.
_FULL, _DARKEST, _STEP = 0.85, 0.97, 8
# Shade has so many pixels at least, and is even: its full strength is at most so many
# times that of half of it. Where something is written on it, so many pixels are so many
# times as strong. (1.4 to 2.2 times, 60 or 100 and 2,000 to 10,000 pixels made a
# difference of 2 in 300 lines under shadows and on screens.)
_SHADE_PX, _EVEN, _WRITTEN_PX, _WRITTEN = 4000, 1.5, 100, 1.5
# A straight stroke has so much ink at most, in its widths times its length.
_STRAIGHT = 1.4
# The strongest pixels of a clear mark lie so far above the noise limit, those of what
# may be faint ink so far; the rest is texture. What is as dark as good ink is clear in
# any case: lines of squared paper are no noise.
CLEAR, _FAINT, _DARK = 1.9, 1.35, 140


@dataclasses.dataclass(frozen=True)
class Marks:
    """N marks as arrays; `take` chooses among them.

    Attributes:
        labels: int32 `[H, W]`, 0 for paper, else the number of a mark in `numbers`.
        numbers: int `[N]`, what stands in `labels`.
        boxes: int `[N, 4]`, x, y, width, height in px.
        area: int `[N]`, px.
        strength: int `[N]`, 0..255, of its full ink.
        darkest: int `[N]`, 0..255, of its ink where it is least blurred.
        clarity: float `[N]`, its strength over the noise limit of the paper there.
        stroke, widest: float `[N]`, width of its strokes on average and at most, px.
        boxed: bool `[N]`, whether it stands in a printed box for one digit.
    """

    labels: np.ndarray
    numbers: np.ndarray
    boxes: np.ndarray
    area: np.ndarray
    strength: np.ndarray
    darkest: np.ndarray
    clarity: np.ndarray
    stroke: np.ndarray
    widest: np.ndarray
    boxed: np.ndarray

    def __len__(self):
        return len(self.numbers)

    def take(self, which: np.ndarray) -> "Marks":
        """The marks of a boolean or index array."""
        names = [field.name for field in dataclasses.fields(self)][1:]
        return Marks(self.labels, *(getattr(self, name)[which] for name in names))

    @property
    def straight(self) -> np.ndarray:
        """Bool `[N]`: which are one straight stroke, by how much ink they have."""
        _, _, wide, high = self.boxes.T
        return self.area <= _STRAIGHT * self.stroke * np.hypot(wide, high)

    def inside(self, one: int) -> np.ndarray:
        """Where the ink of a mark is in its box, bool `[h, w]`."""
        x, y, wide, high = self.boxes[one].tolist()
        return self.labels[y : y + high, x : x + wide] == self.numbers[one]

    def turned(self) -> "Marks":
        """The same on the page turned by a quarter, counter-clockwise."""
        x, y, wide, high = self.boxes.T
        boxes = np.column_stack([y, self.labels.shape[1] - x - wide, high, wide])
        return dataclasses.replace(self, labels=np.rot90(self.labels), boxes=boxes)


def none(shape: tuple[int, int]) -> Marks:
    """No marks at all, on a page of this height and width."""
    empty = np.zeros(0)
    boxes, whole = np.zeros((0, 4), int), np.zeros(0, int)
    paper_only = np.zeros(shape, np.int32)
    sizes = paper_only, whole, boxes, whole, whole, whole
    return Marks(*sizes, empty, empty, empty, np.zeros(0, bool))


def find(ink: paper.Ink, is_ink: np.ndarray, least_px: int) -> Marks:
    """Connects pixels of ink to marks.

    Args:
        ink: of the page.
        is_ink: uint8 `[H, W]`, 255 where a pixel can be ink.
        least_px: marks of fewer px in both directions are specks, and left out.
    """
    kept, pale = _strong(is_ink, ink.strength)
    labels, stats = connected(kept)
    joining = necks.find(labels, stats, pale)
    if len(joining):
        kept.ravel()[joining] = 255
        labels, stats = connected(kept)
    inked = np.flatnonzero(kept > 0)
    owner = labels.ravel()[inked]
    values = ink.strength.ravel()[inked]
    histograms = _histograms(owner, values, len(stats))
    full, darkest = _reached(histograms, _FULL, _DARKEST)
    large = np.maximum(stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT])
    middle_x = stats[:, 0] + stats[:, 2] // 2
    middle_y = stats[:, 1] + stats[:, 3] // 2
    height, width = labels.shape
    noise = ink.least[middle_y.clip(0, height - 1), middle_x.clip(0, width - 1)]
    clarity = full / np.minimum(noise.astype(float), _DARK / CLEAR)
    good = (large >= least_px) & (clarity > _FAINT)
    good[0] = False
    numbers = np.flatnonzero(good)
    distance = cv2.distanceTransform(kept, cv2.DIST_L2, 3).ravel()[inked]
    mean, widest = _strokes(owner, distance, len(stats))
    size = stats[:, :4], stats[:, cv2.CC_STAT_AREA]
    nowhere = np.zeros(len(stats), bool)
    arrays = (*size, full, darkest, clarity, mean, widest, nowhere)
    return Marks(labels, numbers, *(array[numbers] for array in arrays))


def distances(box: np.ndarray, others: np.ndarray) -> np.ndarray:
    """From a box to each of others `[N, 4]`, px; 0 where they overlap."""
    x, y, wide, high = box
    across = np.maximum(others[:, 0] - x - wide, x - others[:, 0] - others[:, 2])
    down = np.maximum(others[:, 1] - y - high, y - others[:, 1] - others[:, 3])
    return np.hypot(np.maximum(across, 0), np.maximum(down, 0))


def connected(mask: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Labels int32 `[H, W]` of a mask's marks, and int32 `[N, 5]` of each of them.

    That is x, y, width, height and area; the first is the paper, and has none. OpenCV
    counts the paper too, for which it takes twice as long as for the labels.
    """
    labels, count = _labelled(mask)
    inked = np.flatnonzero(mask > 0)
    owner = labels.ravel()[inked].astype(int)
    y, x = np.divmod(inked, mask.shape[1])
    left, right, top, bottom = np.zeros((4, count), int)
    left[owner] = x
    np.minimum.at(left, owner, x)
    np.maximum.at(right, owner, x)
    top[owner[::-1]], bottom[owner] = y[::-1], y  # from row to row; the last one stays
    area = np.bincount(owner, minlength=count)
    stats = np.stack([left, top, right - left + 1, bottom - top + 1, area], 1)
    stats = stats.astype(np.int32)
    stats[0] = 0
    return labels, stats


def _labelled(mask):
    """(labels int32 `[H, W]` of a mask's marks, how many, the paper among them).

    By Grana's method: it took 3 ms a page, OpenCV's default one 5 to 25, on two cores.
    """
    count, labels = cv2.connectedComponentsWithAlgorithm(
        mask, 8, cv2.CV_32S, cv2.CCL_GRANA
    )
    return labels, count


def _strong(is_ink, strength):
    """(the ink that is strong, uint8 [H, W]; places of the rest in the flat page).

    Strong beside the darkest that it is connected with, which is looked up on a mask of
    half the size: a quarter of the time.
    """
    height, width = is_ink.shape
    half = (-(-width // 2), -(-height // 2))
    small = cv2.resize(is_ink, half, interpolation=cv2.INTER_AREA)
    labels, count = _labelled(small)
    inked = np.flatnonzero(is_ink > 0)
    y, x = np.divmod(inked, width)
    owner = labels[y * half[1] // height, x * half[0] // width]
    values = strength.ravel()[inked]
    limit = _limits(_histograms(owner, values, count))
    kept = np.zeros(is_ink.size, np.uint8)
    is_strong = values > limit[owner]
    kept[inked[is_strong]] = 255
    return kept.reshape(is_ink.shape), inked[~is_strong]


def _limits(histograms):
    """Over which strength of each mark its ink is strong, float [count]."""
    half, full = _reached(histograms, 0.5, _FULL)
    stronger = histograms[:, ::-1].cumsum(1)[:, ::-1]  # than the step below
    written = (stronger >= _WRITTEN_PX).sum(1) * _STEP - _STEP // 2
    is_shade = (stronger[:, 0] >= _SHADE_PX) & (full <= _EVEN * half)
    is_written = is_shade & (written >= _WRITTEN * full)
    return np.where(is_written, (full + written) / 2, _EDGE_SHARE * full)


def _histograms(owner, values, count):
    """How many pixels of each mark are of each strength, in steps, [count, steps]."""
    steps = 256 // _STEP
    keys = owner * steps + values // _STEP
    return np.bincount(keys, minlength=count * steps).reshape(count, steps)


def _reached(histograms, *quantiles):
    """For each quantile int [count]: what so much of a mark's pixels do not exceed."""
    upto, all_of_it = histograms.cumsum(1), histograms.sum(1, keepdims=True)
    return [
        (upto >= quantile * all_of_it).argmax(1) * _STEP + _STEP // 2
        for quantile in quantiles
    ]


def _strokes(owner, distance, count):
    """(mean, widest) stroke of each mark, two float [count], px.

    Across a stroke of w pixels the distances to the nearest paper pixel are 1, 2 ...
    w / 2 ... 2, 1: on average w / 4 + 1/2.
    """
    many = np.maximum(np.bincount(owner, minlength=count), 1)
    mean = np.bincount(owner, distance, count) / many
    # Of another type than the distances it takes ten times as long.
    widest = np.zeros(count, distance.dtype)
    np.maximum.at(widest, owner, distance)
    return np.maximum(4 * mean - 2, 1), np.maximum(2 * widest.astype(float) - 1, 1)
