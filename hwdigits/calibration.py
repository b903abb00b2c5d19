"""How far a confidence can be trusted, and from where on an answer is to be refused.

NumPy in, plain numbers out.
"""

import numpy as np
from scipy import optimize

_TEMPERATURES = (0.05, 20.0)  # a network beyond these is broken, not miscalibrated


def temperature(logits: np.ndarray, labels: np.ndarray) -> float:
    """What logits are to be divided by so that the softmax is a probability.

    The one number that makes the labels most likely; no answer changes by it.

    Args:
        logits: float `[N, 10]`, of images that were not learnt from.
        labels: int `[N]`, 0..9.

    Reference:
        Guo et al., "On calibration of modern neural networks", 2017.
    """

    def nll(log_temperature):
        scaled = logits.astype(np.float64) / np.exp(log_temperature)
        scaled -= scaled.max(1, keepdims=True)
        chosen = scaled[np.arange(len(labels)), labels]
        return float(np.mean(np.log(np.exp(scaled).sum(1)) - chosen))

    found = optimize.minimize_scalar(nll, bounds=np.log(_TEMPERATURES))
    return float(np.exp(found.x))


def threshold(confidences: np.ndarray, hits: np.ndarray, precision: float) -> float:
    """The least confidence from which on the share of right answers is `precision`.

    Args:
        confidences: float `[N]`, 0..1.
        hits: bool `[N]`, whether each answer is right.
        precision: 0..1, over all answers that are not refused.

    Returns:
        0..1; 1 where even the surest answers are not right so often.
    """
    order = np.argsort(-confidences, kind="stable")
    shares = np.cumsum(hits[order]) / np.arange(1, len(order) + 1)
    enough = np.flatnonzero(shares >= precision)
    return float(confidences[order[enough[-1]]]) if len(enough) else 1.0


def risk_coverage(confidences: np.ndarray, hits: np.ndarray):
    """What is misread of the answers given, if only the surest are given.

    Returns:
        (coverage, risk), float `[N]` each: with the k surest answers given, k/N and the
        share of them that is wrong.
    """
    order = np.argsort(-confidences, kind="stable")
    given = np.arange(1, len(order) + 1)
    return given / len(order), np.cumsum(~hits[order]) / given


def reliability(confidences: np.ndarray, hits: np.ndarray, bins: int = 15):
    """Mean confidence, share right and count of each bin of confidence that has any."""
    index = np.minimum((confidences * bins).astype(int), bins - 1)
    counts = np.bincount(index, minlength=bins)
    filled = counts > 0
    means = np.bincount(index, confidences, bins)[filled] / counts[filled]
    shares = np.bincount(index, hits, bins)[filled] / counts[filled]
    return means, shares, counts[filled]
