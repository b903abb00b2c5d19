"""One look at straightened paper for all lines of a grid."""

import itertools

import numpy as np

from hwdigits.reader.grids import spacing, tracing

# Lines have at least so much of the support of the weaker ones among those known, and
# that much strength; between lines twice or three times as far apart as others are,
# less is enough.
_SHARE, _FAINTEST, _EXPECTED = 0.3, 4.0, 0.4
_APART, _APART_PX = 0.4, 14  # between two lines: in cells, and px that are enough
_NEXT = (0.5, 1.35)  # in cells, how far off the line after the last one may be
_EXACTLY = 0.1  # in gaps, how near to where it is expected a line may be paler
_OUTSIDE = 0.18  # in cells, how far outside its holes a grid's outer lines may be
_NEAREST = 5  # strips that say how far a line is off beside them
# Of the lines across, what runs on between lines of one grid, and to a further line.
_CONNECTED, _GOING_ON = 0.5, 0.8


class Search:
    """Looks for the lines of both directions on straight paper."""

    def __init__(self, flat, low, high):
        self._corner, self._cell = flat.corner, flat.cell
        self._low, self._high = low - flat.corner, high - flat.corner
        (x0, y0), (x1, y1) = self._low, self._high
        wide, high_px = flat.cell
        self._level = tracing.Lines(flat.level, (x0, x1), wide, high_px)
        self._upright = tracing.Lines(flat.upright.T, (y0, y1), high_px, wide)
        self._flat = flat

    def lines(self, known, is_settled):
        """(x of upright lines, y of level ones, crossings, weights), or None.

        Args:
            known: those known before, of both directions.
            is_settled: whether to look for what does not belong to the grid, too.
        """
        both = (self._upright, self._level)
        found, leasts = [], []
        for axis, lines in enumerate(both):
            at, least = self._inner(lines, known[axis] - self._corner[axis], axis)
            found.append(at)
            leasts.append(least)
        if is_settled and min(map(len, found)) >= 2:
            found = [
                self._connected(found[axis], found[1 - axis], axis) for axis in (0, 1)
            ]
        if min(map(len, found)) < 2:
            return None
        if is_settled:
            found = self._divided(found)
        upright, level = (
            self._grown(found[axis], found[1 - axis], leasts, axis) for axis in (0, 1)
        )
        return self._measured(upright, level)

    def _inner(self, lines, known, axis):
        """(lines between the ends, least support of a line)."""
        cell = self._cell[axis]
        support = lines.support
        rows = np.rint(known).astype(int).clip(0, len(support) - 1)
        least = max(_FAINTEST, _SHARE * np.quantile(support[rows], 0.3))
        inside = support.copy()
        off = int(_OUTSIDE * cell)
        apart = min(_APART * cell, max(_APART_PX, 3 * lines.off))
        inside[: max(0, int(self._low[axis]) - off)] = 0
        inside[int(self._high[axis]) + off + 1 :] = 0
        found = tracing.peaks(inside, apart, least)
        if len(found) >= 4:
            found = spacing.without_splits(found)
            found = spacing.filled(found, inside, _EXPECTED * least, lines.off)
        return found, least

    def _divided(self, found):
        """The lines, with the paler ones that divide the cells between them alike."""
        for parts in (3, 2):
            finer = [
                spacing.parted(at, lines.support, parts, lines.off)
                for at, lines in zip(found, (self._upright, self._level), strict=True)
            ]
            if all(some is not None for some in finer):
                return finer
        return found

    def _connected(self, lines, across, axis):
        """The longest run of lines between which the lines across run on."""
        ways = self._ways(across, axis)
        runs, start = [], 0
        for number, band in enumerate(itertools.pairwise(lines)):
            if self._crossed(band, ways, axis) < _CONNECTED:
                runs.append(lines[start : number + 1])
                start = number + 1
        runs.append(lines[start:])
        return max(runs, key=np.ptp)

    def _grown(self, lines, across, leasts, axis):
        """The lines with those that follow before the first and after the last.

        A grid goes on where the lines that cross it do.
        """
        support = (self._level if axis else self._upright).support
        ways = self._ways(across, axis)
        for _ in range(2):
            lines = lines[::-1]
            after = self._after(lines, support, leasts[axis])
            if after is None:
                continue
            if self._crossed((lines[-1], after), ways, axis) >= _GOING_ON:
                lines = np.append(lines, after)
        return np.sort(lines)

    def _after(self, lines, support, least):
        """Where the line after the last one is, or None."""
        gaps = np.abs(np.diff(lines))
        pitch, last = np.median(gaps), gaps[-1]
        ahead = (np.arange(len(support)) - lines[-1]) * np.sign(lines[-1] - lines[0])
        near = ahead >= _NEXT[0] * min(pitch, last)
        near &= ahead <= _NEXT[1] * max(pitch, last)
        expected = np.abs(ahead - pitch) < _EXACTLY * pitch
        # A line is paler than the others sooner than where one is expected.
        beyond = np.where(near, support, 0) / np.where(expected, _EXPECTED, 1)
        best = int(beyond.argmax())
        return best if beyond[best] >= least else None

    def _ways(self, across, axis):
        """(lines across, how far off they are in each strip, how strong mostly)."""
        inner = self._upright if axis else self._level
        return across, inner.offsets(across), np.median(inner.response(across), axis=1)

    def _crossed(self, band, ways, axis):
        """The share of a band through which the lines across run."""
        ridge = self._flat.upright.T if axis else self._flat.level
        wide, high = self._cell[axis], self._cell[1 - axis]
        first, last = sorted(band)
        inset = 0.15 * (last - first)
        lines = tracing.Lines(ridge, (first + inset, last - inset), wide, high)
        across, offsets, usual = ways
        x = (self._upright if axis else self._level).x
        near = np.argsort(np.abs(x - (first + last) / 2))[:_NEAREST]
        off = np.sort(offsets[:, near], axis=1)  # np.median takes five times as long
        here = across + (off[:, (len(near) - 1) // 2] + off[:, len(near) // 2]) / 2
        least = np.maximum(_SHARE * usual, _FAINTEST)[:, np.newaxis]
        return (lines.response(here) >= least).mean()

    def _measured(self, upright, level):
        """Where each crossing really is, from the lines around it."""
        dx, wx = _off(self._upright, upright, level)  # [columns, rows]
        dy, wy = _off(self._level, level, upright)  # [rows, columns]
        upright, dx = upright + np.median(dx, 1), dx - np.median(dx, 1)[:, np.newaxis]
        level, dy = level + np.median(dy, 1), dy - np.median(dy, 1)[:, np.newaxis]
        places = np.stack(np.meshgrid(upright, level), 2)
        points = places + np.stack([dx.T, dy], 2) + self._corner
        weights = np.sqrt(wx.T * wy)
        return upright + self._corner[0], level + self._corner[1], points, weights


def _off(lines, at, across):
    """(how far lines are off where others cross them, weights), `[lines, across]`."""
    off, response = lines.offsets(at), np.maximum(lines.response(at), 0)
    reach = np.median(np.diff(across)) / 2
    near = np.abs(lines.x[:, np.newaxis] - across) <= reach  # [strips, across]
    if not near.any(0).all():
        near |= np.abs(lines.x[:, np.newaxis] - across) <= np.abs(
            lines.x[:, np.newaxis] - across
        ).min(0)
    strong = response + 1e-3
    total = strong @ near
    mean = (strong * off) @ near / total
    typical = np.median(response) + 1e-3
    return mean, np.clip(total / near.sum(0) / typical, 0.02, 1)
