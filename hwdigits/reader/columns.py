"""Columns of numbers: where the rows of a page are to be parted.

Words and groups of digits are parted by a space too, but by a smaller one, which is at
another place in each row.
"""

import numpy as np

# In a gutter, white is so many heights of a digit wide, and so many times as wide as
# between most digits of its row, in so many rows at the same place: in two, boxes of a
# form may have been left empty.
_WIDE, _TIMES, _ROWS = 2.0, 3.0, 3
_LEAST_GAP = 0.3  # in heights: between digits that nearly touch


def parted(
    chains: list[np.ndarray], boxes: np.ndarray, typical: float
) -> list[np.ndarray]:
    """Rows of a page, each column's apart.

    Args:
        chains: of each row the indices of its marks, left to right.
        boxes: of marks, int `[N, 4]`, x, y, width, height in px.
        typical: height of a digit, px.
    """
    gutters = [_gutters(boxes[chain], typical) for chain in chains]
    everywhere = np.concatenate([np.zeros((0, 3)), *gutters])
    found = []
    for chain, some in zip(chains, gutters, strict=True):
        places, starts, ends = some.T
        shared = np.minimum.outer(ends, everywhere[:, 2])
        shared -= np.maximum.outer(starts, everywhere[:, 1])
        is_gutter = (shared >= _WIDE * typical).sum(1) >= _ROWS
        found += np.split(chain, places[is_gutter].astype(int))
    return found


def _gutters(boxes, typical):
    """(place in the row of what follows, x at its start, x at its end) of each."""
    x, wide = boxes[:, 0], boxes[:, 2]
    ends = np.maximum.accumulate(x + wide)[:-1]
    gaps = x[1:] - ends
    if len(gaps) < 2:
        return np.zeros((0, 3))
    usual = max(np.median(gaps), _LEAST_GAP * typical)
    wide_ones = np.flatnonzero(gaps >= max(_WIDE * typical, _TIMES * usual))
    return np.column_stack([wide_ones + 1, ends[wide_ones], x[1:][wide_ones]])
