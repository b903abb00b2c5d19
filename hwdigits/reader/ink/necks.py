"""Strokes of one mark that only its palest ink joins, one above the other.

A mark keeps the pixels that are strong beside its darkest ones. Where a stroke is thin
and faint between two dark ones, a 4 or a 9 would come in two.
"""

import numpy as np

# As far apart as strokes may be, px of the page.
_LONG_PX = 8
# Of the lower one's height that two may share, and of the narrower one's width that
# they must: neighbours in a row share all of the one and nothing of the other.
_BESIDE, _STACKED = 0.3, 0.5
# What is higher together than so many times what that share of the marks do not exceed,
# are digits of two rows. Of marks that are no specks, and not half of the page.
_HIGHEST, _TALL, _LEAST_PX, _PAGE_SHARE = 1.5, 0.9, 12, 0.4
_FLAT = 1.5  # two that are so much wider than high are the bars of an equals sign


def find(labels: np.ndarray, stats: np.ndarray, pale: np.ndarray) -> np.ndarray:
    """Where pale ink joins two marks.

    Args:
        labels: int32 `[H, W]`, of marks, 0 for paper.
        stats: int32 `[N, 5]`, of each: x, y, width, height and area.
        pale: int `[P]`, places in the flat page where there is ink, but of no mark.

    Returns:
        Those of the pale places.
    """
    above, below = _nearest(labels, pale)
    between = (above > 0) & (below > 0) & (above != below)
    pair = stats[above[between]], stats[below[between]]
    most = _HIGHEST * _tall(stats, len(labels))
    between[between] = _are_stacked(*pair) & (_high(*pair) <= most)
    return pale[between]


def _nearest(labels, pale):
    """For each pale place the mark above it and the one below; 0 where none is near."""
    width = labels.shape[1]
    padded = np.pad(labels, ((_LONG_PX, _LONG_PX), (0, 0))).ravel()
    places = pale + _LONG_PX * width
    found = []
    for way in (-width, width):
        nearest = np.zeros(len(pale), labels.dtype)
        for far in range(_LONG_PX, 0, -1):
            there = padded[places + far * way]
            nearest = np.where(there > 0, there, nearest)
        found.append(nearest)
    return found


def _tall(stats, page_high):
    """How high the higher ones of the marks are that may be writing, px."""
    high = stats[:, 3]
    may_be = (high >= _LEAST_PX) & (high <= _PAGE_SHARE * page_high)
    return np.quantile(high[may_be], _TALL) if may_be.any() else page_high


def _high(stats, others):
    """How high two are together, px."""
    tops = np.minimum(stats[:, 1], others[:, 1])
    return np.maximum(stats[:, 1] + stats[:, 3], others[:, 1] + others[:, 3]) - tops


def _are_stacked(stats, others):
    """Whether two boxes each stand one above the other, and are no equals sign."""
    starts = np.maximum(stats[:, :2], others[:, :2])
    ends = np.minimum(stats[:, :2] + stats[:, 2:4], others[:, :2] + others[:, 2:4])
    across, down = (ends - starts).T
    lower = np.minimum(stats[:, 3], others[:, 3])
    narrower = np.minimum(stats[:, 2], others[:, 2])
    is_equals = (stats[:, 2] >= _FLAT * stats[:, 3]) & (
        others[:, 2] >= _FLAT * others[:, 3]
    )
    return ~is_equals & (down <= _BESIDE * lower) & (across >= _STACKED * narrower)
