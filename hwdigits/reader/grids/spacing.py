"""How far lines are apart: what is missing between them, and what is too much."""

import itertools

import numpy as np

# A grid is regular where so many gaps are nearly the same; or half of them, and all are
# once lines are gone that halve some.
_MOSTLY, _HALF, _REGULAR = 0.65, 0.5, 0.2
# Of what supports lines, the paler ones that divide cells have so much at least, and
# are so many times clearer than what is between them.
_FAINTEST, _CLEARER = 2.0, 2.5
_NEARLY = 0.15  # a gap is a multiple of the usual one, give or take


def filled(lines, support, least, off):
    """The lines and fainter ones where others are twice or three times as near."""
    pitch = np.median(np.diff(lines))
    more = []
    for one, after in itertools.pairwise(lines):
        count = round((after - one) / pitch)
        if count < 2 or abs((after - one) / pitch - count) > _NEARLY * count:
            continue
        for number in range(1, count):
            expected = one + (after - one) * number / count
            first = max(int(expected) - 2 * off, 0)
            window = support[first : int(expected) + 2 * off + 1]
            if len(window) and window.max() >= least:
                more.append(first + int(window.argmax()))
    return np.sort(np.append(lines, more))


def without_splits(lines):
    """The lines without those that split a gap as wide as most others are."""
    gaps = np.diff(lines)
    pitch = np.median(gaps)
    if _regular(gaps, pitch) < _HALF:
        return lines
    kept = [lines[0]]
    for one, after in itertools.pairwise(lines[1:]):
        whole = after - kept[-1]
        if one - kept[-1] > (1 - _REGULAR) * pitch or whole > (1 + _REGULAR) * pitch:
            kept.append(one)
    kept = np.array([*kept, lines[-1]])
    is_clear = _regular(gaps, pitch) >= _MOSTLY or _regular(np.diff(kept), pitch) == 1
    return kept if is_clear else lines


def _regular(gaps, pitch):
    """The share of gaps that are about as wide as most."""
    return (np.abs(gaps - pitch) < _REGULAR * pitch).mean()


def parted(lines, support, parts, off):
    """The lines with those that divide every gap into so many parts, or None."""
    gaps = np.diff(lines)
    if len(gaps) < 2 or np.ptp(gaps) > 2 * _REGULAR * np.median(gaps):
        return None
    shares = np.arange(1, parts) / parts
    expected = (lines[:-1, np.newaxis] + gaps[:, np.newaxis] * shares).ravel()
    is_near = np.zeros(len(support), bool)
    more = []
    for one in expected:
        first, last = max(int(one) - 2 * off, 0), int(one) + 2 * off + 1
        is_near[first:last] = True
        more.append(first + int(support[first:last].argmax()))
    for one in lines:
        is_near[max(int(one) - 3 * off, 0) : int(one) + 3 * off + 1] = True
    between = support[int(lines[0]) : int(lines[-1])]
    between = between[~is_near[int(lines[0]) : int(lines[-1])]]
    found = support[np.array(more)]
    if not len(between):
        return None
    clear = found >= max(_FAINTEST, _CLEARER * np.quantile(between, 0.8))
    if clear.mean() < _MOSTLY:
        return None
    return np.sort(np.append(lines, more))
