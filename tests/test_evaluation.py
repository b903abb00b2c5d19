"""Scores against hand-made cases and independent implementations."""

import numpy as np
import pytest

from hwdigits import evaluation


def certain(answers, confidence=1.0):
    """Probabilities that answer `answers`, all with one confidence."""
    rows = np.full((len(answers), 10), (1 - confidence) / 9)
    rows[np.arange(len(answers)), answers] = confidence
    return rows


def test_counts_of_a_hand_made_case():
    labels = np.array([0, 0, 1, 2])
    found = evaluation.summary(certain([0, 1, 1, 2]), labels)
    assert (found["n"], found["errors"], found["accuracy"]) == (4, 1, 0.75)
    assert found["confusion"][0][:2] == [1, 1]
    assert np.sum(found["confusion"]) == 4
    zero, one, three = (found["per_digit"][digit] for digit in (0, 1, 3))
    assert (zero["n"], zero["recall"], zero["precision"]) == (2, 0.5, 1.0)
    assert one["precision"] == 0.5
    assert (three["n"], three["recall"], three["precision"]) == (0, None, None)


def test_log_likelihood_is_sklearns_and_stays_finite():
    from sklearn import metrics

    random = np.random.default_rng(0)
    rows = evaluation.softmax(random.normal(size=(200, 10)))
    labels = random.integers(0, 10, 200)
    expected = metrics.log_loss(labels, rows, labels=range(10))
    assert evaluation.summary(rows, labels)["nll"] == pytest.approx(expected)
    assert np.isfinite(evaluation.summary(certain([1]), np.array([0]))["nll"])


def test_softmax_survives_large_logits():
    rows = evaluation.softmax(np.array([[1e4, 0.0, -1e4]], np.float32))
    assert rows.tolist() == [[1.0, 0.0, 0.0]]


@pytest.mark.parametrize(
    ("hits", "n", "low", "high"),
    # From R: binom::binom.wilson(hits, n).
    [(9870, 10000, 0.98459, 0.98904), (0, 10, 0.0, 0.27753), (10, 10, 0.72247, 1.0)],
)
def test_the_interval_is_wilsons(hits, n, low, high):
    assert evaluation.wilson_interval(hits, n) == pytest.approx((low, high), abs=2e-5)


def test_calibration_error_of_known_gaps():
    labels = np.zeros(100, int)
    answers = np.array([0] * 80 + [1] * 20)
    sure = evaluation.summary(certain(answers, 1.0), labels)
    right = evaluation.summary(certain(answers, 0.8), labels)
    assert sure["ece"] == pytest.approx(0.2)
    assert right["ece"] == pytest.approx(0.0, abs=1e-12)


def test_the_surest_mistakes_come_first():
    rows = np.concatenate([certain([1], 0.6), certain([1], 0.9), certain([0], 0.99)])
    assert evaluation.worst(rows, np.zeros(3, int)).tolist() == [1, 0]
    assert evaluation.worst(rows, np.zeros(3, int), 1).tolist() == [1]
