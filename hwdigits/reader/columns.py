"""Columns of numbers: where the rows of a page are to be parted.

Words and groups of digits are parted by a space too, but by a smaller one, which is at
another place in each row.
"""

import numpy as np

# In a gutter, white is so many heights of a digit wide, and so many times as wide as
# between most digits of its row, in so many rows at the same place: in two, boxes of a
# form may have been left empty. Of 432 numbers in sums written below each other, four
# side by side, 315 were lines so, and 247 where white was two heights wide.
_WIDE, _TIMES, _ROWS = 1.4, 4.0, 3
_LEAST_GAP = 0.3  # in heights: between digits that nearly touch


def parted(
    chains: list[np.ndarray], boxes: np.ndarray, dashes: np.ndarray, typical: float
) -> list[np.ndarray]:
    """Rows of a page, each column's apart.

    Args:
        chains: of each row the indices of its marks, left to right.
        boxes: of marks, int `[N, 4]`, x, y, width, height in px.
        dashes: indices of those that lie level, as the sign of a difference.
        typical: height of a digit, px.
    """
    gutters = [_gutters(boxes[chain], boxes[dashes], typical) for chain in chains]
    everywhere = np.concatenate([np.zeros((0, 3)), *gutters])
    found = []
    for chain, some in zip(chains, gutters, strict=True):
        places, starts, ends = some.T
        shared = np.minimum.outer(ends, everywhere[:, 2])
        shared -= np.maximum.outer(starts, everywhere[:, 1])
        is_gutter = (shared >= _WIDE * typical).sum(1) >= _ROWS
        found += np.split(chain, places[is_gutter].astype(int))
    return found


def _gutters(boxes, dashes, typical):
    """(place in the row of what follows, x at its start, x at its end) of each."""
    x, wide = boxes[:, 0], boxes[:, 2]
    ends = np.maximum.accumulate(x + wide)[:-1]
    gaps = x[1:] - ends
    if len(gaps) < 2:
        return np.zeros((0, 3))
    usual = max(np.median(gaps), _LEAST_GAP * typical)
    least = max(_WIDE * typical, _TIMES * usual)
    found = []
    for place in np.flatnonzero(gaps >= least):
        start, end = _widest(boxes[place : place + 2], ends[place], dashes)
        if end - start >= least:
            found.append((place + 1, start, end))
    return np.array(found).reshape(-1, 3)


def _widest(pair, start, dashes):
    """(start, end) of the widest white between two, with the dashes that are there."""
    end, middle = pair[1, 0], (pair[:, 1] + pair[:, 3] / 2).mean()
    x, y, wide, high = dashes.T
    between = (x >= start) & (x + wide <= end)
    between &= np.abs(y + high / 2 - middle) < pair[:, 3].mean() / 2
    order = np.argsort(x[between])
    starts = np.append(start, (x + wide)[between][order])
    ends = np.append(x[between][order], end)
    widest = (ends - starts).argmax()
    return starts[widest], ends[widest]
