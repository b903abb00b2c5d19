"""How far ink goes up from a printed line, beside each px of it."""

import functools

import numpy as np

# px of the small mask.
LEAST, MOST = 5, 80  # height of a bar
REACH = 3  # from where a bar should stand to where it does
# Slopes tried beside the perpendicular: a camera is rarely tilted by more.
TILTS = (0.0, 0.04, -0.04, 0.08, -0.08, 0.12, -0.12)


class Heights:
    """How far ink goes up from each px of a line that ends at whole ones.

    Measured once, for the line and all longer ones on its course.

    Args:
        mask: uint8 `[h, w]`.
        line: on it.
        side: px from the line's middle to where bars begin.
        beyond: px farther than its ends, in which it may go on.

    Attributes:
        side: the argument.
        reach: px from where a bar should stand to where it does.
        first: x of the first px.
    """

    def __init__(self, mask, line, side, beyond=0):
        self.side = side
        self.reach = REACH + int(line.thick)
        self.first = round(line.start) - self.reach - beyond
        end = round(line.end) + self.reach + beyond
        self._mask, self._x = mask, np.arange(self.first, end + 1)
        self._y, self._slope = line.at(self._x), line.rise(self._x)

    @functools.cached_property
    def level(self):
        """Along the perpendicular, int `[px]`, 0..MOST."""
        return self._runs(0.0)[0]

    @functools.cached_property
    def tilted(self):
        """With each of TILTS, int `[tilts, px]`, 0..MOST."""
        return np.concatenate([[self.level], self._runs(*TILTS[1:])])

    def near(self, x):
        """Those px, as a slice, that are within reach of one."""
        first = round(x) - self.reach - self.first
        return slice(first, first + 2 * self.reach + 1)

    def _runs(self, *tilts):
        slope = (self._slope + np.array(tilts)[:, np.newaxis]).ravel()
        x, y = (np.tile(some, len(tilts)) for some in (self._x, self._y))
        runs, on, done = np.zeros(len(slope), int), np.arange(len(slope)), 0
        while len(on) and done < MOST:  # few go on
            many = min(done + LEAST, MOST - done)
            steps = self.side + done + np.arange(many)
            runs[on] += self._inked(x[on], y[on], slope[on], steps)
            done += many
            on = on[runs[on] == done]
        return runs.reshape(len(tilts), -1)

    def _inked(self, x, y, slope, steps):
        """How many steps up from each of some places lie on ink, in a row."""
        column = np.rint(x[:, np.newaxis] + slope[:, np.newaxis] * steps)
        row = np.rint(y[:, np.newaxis] - steps)
        height, width = self._mask.shape
        inside = (row >= 0) & (row < height) & (column >= 0) & (column < width)
        at = np.where(inside, row * width + column, 0).astype(int)
        inked = inside & (self._mask.ravel()[at] > 0)
        return np.where(inked.all(1), len(steps), inked.argmin(1))
