"""From straight paper to the photo: perspective, and the bend of the paper upon it."""

import cv2
import numpy as np

from hwdigits.reader import products

# Degree of the bend from so many points on: fewer would be followed, not smoothed.
_DEGREES = ((80, 4), (40, 3), (20, 2))
_OUTLYING = 2.5  # deviations from which a point counts for less
_RIDGE = 1e-3


class Bend:
    """A smooth map from straight paper to the photo.

    Args:
        places: float `[M, 2]`, on straight paper, px; 4 or more, not on one line.
        points: float `[M, 2]`, the same on the photo, px.
        weights: float `[M]`, how much each counts; None: all the same, and some may be
            wrong.
        degree: of the bend at most; None: as many points allow.
    """

    def __init__(self, places, points, weights=None, degree=None):
        places, points = (np.asarray(some, np.float64) for some in (places, points))
        method = cv2.LMEDS if weights is None and len(places) > 8 else 0
        weights = np.ones(len(places)) if weights is None else np.asarray(weights)
        self._middle = (places.min(0) + places.max(0)) / 2
        self._half = np.maximum(np.ptp(places, 0) / 2, 1e-6)
        self._degree = next((d for n, d in _DEGREES if len(places) >= n), 0)
        self._degree = min(self._degree, 9 if degree is None else degree)
        self._perspective = _perspective(self._unit(places), points, weights, method)
        self._bend = np.zeros((len(self._terms(places)[0]), 2))
        if self._degree:
            rest = points - self._flat(places)
            self._bend = _robust_fit(self._terms(places), rest, weights)

    def __call__(self, places: np.ndarray) -> np.ndarray:
        """Points of the photo, float `[..., 2]`, of places `[..., 2]`."""
        flat = np.asarray(places, np.float64).reshape(-1, 2)
        points = self._flat(flat)
        if self._degree:
            points = points + products.product(self._terms(flat), self._bend)
        return points.reshape(np.shape(places))

    def _unit(self, places):
        return (places - self._middle) / self._half

    def _flat(self, places):
        unit = np.column_stack([self._unit(places), np.ones(len(places))])
        away = unit @ self._perspective.T
        # Beyond the horizon nothing is seen; a place there is put far away.
        return away[:, :2] / np.maximum(away[:, 2:], 0.05)

    def _terms(self, places):
        """Products of powers; beyond its points the bend stays what it is there."""
        x, y = (
            np.vander(side, self._degree + 1, increasing=True).T
            for side in np.clip(self._unit(places), -1.1, 1.1).T
        )
        powers = [
            x[i] * y[j]
            for i in range(self._degree + 1)
            for j in range(self._degree + 1 - i)
        ]
        return np.stack(powers, 1)


def _perspective(unit, points, weights, method):
    """The homography, float [3, 3], that most points follow."""
    sure = weights >= 0.3 * weights.max()
    if sure.sum() >= 8:
        unit, points = unit[sure], points[sure]
    found, _ = cv2.findHomography(unit, points, method)
    if found is None:
        around = np.column_stack([unit, np.ones(len(unit))])
        flat = np.linalg.lstsq(around, points, rcond=None)[0].T
        found = np.vstack([flat, (0, 0, 1)])
    return found / found[2, 2]


def _robust_fit(terms, values, weights):
    """Coefficients, float [terms, 2], that outlying points do not pull."""
    own = np.sqrt(weights)[:, np.newaxis]
    for _ in range(4):
        a = np.vstack([terms * own, _RIDGE * np.eye(terms.shape[1])])
        b = np.vstack([values * own, np.zeros((terms.shape[1], 2))])
        found = np.linalg.lstsq(a, b, rcond=None)[0]
        away = np.linalg.norm(values - terms @ found, axis=1)
        spread = 1.5 * np.median(away) + 0.3  # a third of a px is never an outlier
        own = np.sqrt(weights / (1 + (away / (_OUTLYING * spread)) ** 2))[:, np.newaxis]
    return found
