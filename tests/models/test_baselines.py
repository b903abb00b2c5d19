"""scikit-learn's classifiers under this package's switch."""

import cv2
import numpy as np
import pytest

from hwdigits import config as config_lib
from hwdigits.models import baselines


@pytest.mark.parametrize("name", config_lib.BASELINES)
@pytest.mark.parametrize("deskew", [False, True])
def test_each_learns_optical_digits(name, deskew, small):
    config = config_lib.base_config(name)
    if name == "svm":
        config.model.deskew = deskew
    elif deskew:
        config.model.update({"neighbours": 3} if name == "nearest" else {"trees": 50})
    baseline = baselines.Baseline(config.model, seed=0)
    baseline.fit(small[0])
    rows = baseline.probabilities(small[1].images)
    np.testing.assert_allclose(rows.sum(1), 1)
    assert (rows.argmax(1) == small[1].labels).mean() > 0.85


def test_a_digit_never_seen_gets_no_probability(small):
    config = config_lib.base_config("forest")
    training = small[0].take(np.flatnonzero(small[0].labels != 4))
    baseline = baselines.Baseline(config.model, seed=0)
    baseline.fit(training)
    assert baseline.probabilities(small[1].images)[:, 4].max() == 0


@pytest.mark.parametrize("slant", [-0.5, 0.5])
def test_deskewing_makes_a_slanted_bar_upright(slant):
    bar = np.zeros((28, 28), np.uint8)
    bar[4:24, 12:16] = 255
    matrix = np.float32([[1, slant, -slant * 14], [0, 1, 0]])
    slanted = cv2.warpAffine(bar, matrix, (28, 28))
    upright = baselines.deskewed(slanted)
    # The columns that hold ink: 4 of an upright bar, 14 of the slanted one.
    assert (slanted.max(0) > 127).sum() >= 12
    assert (upright.max(0) > 127).sum() <= 6


def test_a_blank_image_is_left_alone():
    blank = np.zeros((28, 28), np.uint8)
    assert baselines.deskewed(blank).max() == 0
