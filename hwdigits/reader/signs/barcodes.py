"""Bars of a code that is printed for machines: each looks like a one."""

import numpy as np

from hwdigits.reader.ink.marks import Marks

# So many bars, each so narrow, as a share of its height, and as high as the next one
# and beside it but for so much of that, no farther off than so much: so even is no row
# of ones that somebody writes.
_LEAST, _NARROW, _EVEN, _GAP = 10, 0.35, 0.05, 0.5


def are(marks: Marks) -> np.ndarray:
    """Bool `[N]`: which of the marks are."""
    x, y, wide, high = marks.boxes.T
    narrow = np.flatnonzero(wide < _NARROW * high)
    narrow = narrow[np.argsort(x[narrow], kind="stable")]
    found = np.zeros(len(marks), bool)
    while len(narrow) >= _LEAST:
        chain = _chain(x[narrow], y[narrow], wide[narrow], high[narrow])
        if len(chain) >= _LEAST:
            found[narrow[chain]] = True
        narrow = np.delete(narrow, chain)
    return found


def _chain(x, y, wide, high):
    """Places of the first bar and all that go on from it, from left to right."""
    chain = [0]
    for place in range(1, len(x)):
        last = chain[-1]
        off = max(abs(y[place] - y[last]), abs(high[place] - high[last]))
        gap = x[place] - x[last] - wide[last]
        if off <= max(1, _EVEN * high[last]) and gap <= _GAP * high[last]:
            chain.append(place)
    return chain
