"""How good a classifier is: NumPy arrays in, a dict of plain numbers out."""

import math

import numpy as np

# A confidence of 0 for the true digit would make the log-likelihood infinite.
_LEAST_PROBABILITY = 1e-7
_CALIBRATION_BINS = 15  # as in Guo et al. 2017, "On Calibration of Modern Networks"


def softmax(logits: np.ndarray) -> np.ndarray:
    """float `[N, 10]` -> probabilities, float64 `[N, 10]`."""
    logits = logits.astype(np.float64)
    powers = np.exp(logits - logits.max(1, keepdims=True))
    return powers / powers.sum(1, keepdims=True)


def summary(probabilities: np.ndarray, labels: np.ndarray) -> dict:
    """Scores every answer once.

    Args:
        probabilities: float `[N, 10]`, rows that sum to 1.
        labels: int `[N]`, 0..9.

    Returns:
        n; errors; accuracy and its interval95 (Wilson's, of the accuracy); nll, the
        mean negative log-likelihood in nats; ece, the expected calibration error, 0..1;
        confusion, counts `[true][predicted]`; per_digit, a dict of digit, n, errors,
        recall and precision (None where there is nothing to divide by).
    """
    n = len(labels)
    predicted = probabilities.argmax(1)
    errors = int((predicted != labels).sum())
    confusion = np.zeros((10, 10), np.int64)
    np.add.at(confusion, (labels, predicted), 1)
    likelihoods = np.clip(probabilities[np.arange(n), labels], _LEAST_PROBABILITY, 1.0)
    return {
        "n": n,
        "errors": errors,
        "accuracy": (n - errors) / n,
        "interval95": list(wilson_interval(n - errors, n)),
        "nll": float(-np.log(likelihoods).mean()),
        "ece": calibration_error(probabilities.max(1), predicted == labels),
        "confusion": confusion.tolist(),
        "per_digit": [_digit_row(digit, confusion) for digit in range(10)],
    }


def wilson_interval(hits: int, n: int) -> tuple[float, float]:
    """95 % interval of a share of `hits` in `n`, by Wilson 1927: sound near 0 and 1."""
    z = 1.959964
    share = hits / n
    middle = (share + z * z / (2 * n)) / (1 + z * z / n)
    variance = share * (1 - share) / n + z * z / (4 * n * n)
    half = z * math.sqrt(variance) / (1 + z * z / n)
    return max(middle - half, 0.0), min(middle + half, 1.0)


def calibration_error(confidences: np.ndarray, hits: np.ndarray) -> float:
    """Expected calibration error: |confidence - accuracy| over 15 equal bins, 0..1."""
    last = _CALIBRATION_BINS - 1
    bins = np.minimum((confidences * _CALIBRATION_BINS).astype(int), last)
    gaps = np.bincount(bins, confidences - hits, minlength=_CALIBRATION_BINS)
    return float(np.abs(gaps).sum() / len(hits))


def rejection(threshold, probabilities, labels, negatives, names) -> dict:
    """What refusing answers below a confidence does.

    Args:
        threshold: 0..1.
        probabilities: float `[N, 10]`, of digits.
        labels: int `[N]`, theirs.
        negatives: float `[M, 10]`, the same of pictures that are no digit.
        names: str `[M]`, theirs, as "negative/<kind>/<number>".

    Returns:
        threshold; digits_refused and negatives_refused, shares; accuracy_of_the_rest,
        of the digits that are not refused; negatives, M; kinds, the share refused of
        each kind of negative.
    """
    refused = probabilities.max(1) < threshold
    hits = probabilities.argmax(1) == labels
    refused_negatives = negatives.max(1) < threshold
    kinds = np.array([name.split("/")[1] for name in names])
    return {
        "threshold": threshold,
        "digits_refused": float(refused.mean()),
        "accuracy_of_the_rest": float(hits[~refused].mean()) if any(~refused) else None,
        "negatives": len(negatives),
        "negatives_refused": float(refused_negatives.mean()),
        "kinds": {
            str(kind): float(refused_negatives[kinds == kind].mean())
            for kind in np.unique(kinds)
        },
    }


def worst(probabilities: np.ndarray, labels: np.ndarray, count: int | None = None):
    """Indices of the misread images, the most confidently misread first."""
    wrong = np.flatnonzero(probabilities.argmax(1) != labels)
    order = np.argsort(-probabilities[wrong].max(1), kind="stable")
    return wrong[order][:count]


def _digit_row(digit, confusion):
    hits, n = int(confusion[digit, digit]), int(confusion[digit].sum())
    answers = int(confusion[:, digit].sum())
    return {
        "digit": digit,
        "n": n,
        "errors": n - hits,
        "recall": hits / n if n else None,
        "precision": hits / answers if answers else None,
    }
