"""Confidence: made true by a temperature, and where to refuse."""

import numpy as np
import pytest

from hwdigits import calibration, evaluation


@pytest.fixture(scope="module")
def honest():
    """(logits, labels): 20,000 answers, as right as their softmax says."""
    random = np.random.default_rng(0)
    logits = random.normal(0, 2.5, (20_000, 10))
    shares = evaluation.softmax(logits).cumsum(1)
    return logits, (random.random((20_000, 1)) > shares).sum(1)


@pytest.mark.parametrize("factor", [0.3, 1.0, 4.0])
def test_the_temperature_undoes_what_made_logits_too_sure(honest, factor):
    logits, labels = honest
    assert calibration.temperature(factor * logits, labels) == pytest.approx(
        factor, rel=0.05
    )


def test_the_threshold_keeps_its_promise_and_refuses_no_more_than_it_must(honest):
    logits, labels = honest
    probabilities = evaluation.softmax(logits)
    confidences, hits = probabilities.max(1), probabilities.argmax(1) == labels
    least = calibration.threshold(confidences, hits, 0.95)
    given = confidences >= least
    assert hits[given].mean() >= 0.95
    assert hits[confidences >= least - 0.02].mean() < 0.95


def test_where_no_answer_is_right_often_enough_all_are_refused():
    confidences, hits = np.array([0.9, 0.8]), np.array([False, True])
    assert calibration.threshold(confidences, hits, 0.99) == 1.0


def test_risk_falls_with_coverage_and_ends_at_the_error_rate(honest):
    logits, labels = honest
    probabilities = evaluation.softmax(logits)
    hits = probabilities.argmax(1) == labels
    coverage, risk = calibration.risk_coverage(probabilities.max(1), hits)
    assert coverage[-1] == 1.0
    assert risk[-1] == pytest.approx(1 - hits.mean())
    assert risk[len(risk) // 4] < risk[len(risk) // 2] < risk[-1]


def test_reliability_of_an_honest_network_is_the_diagonal(honest):
    logits, labels = honest
    probabilities = evaluation.softmax(logits)
    hits = probabilities.argmax(1) == labels
    means, shares, counts = calibration.reliability(probabilities.max(1), hits)
    assert counts.sum() == len(labels)
    assert np.average(np.abs(means - shares), weights=counts) < 0.02
