"""Pictures that are no digit."""

import numpy as np
import pytest

from hwdigits.data.added import negatives
from hwdigits.data.examples import NOT_A_DIGIT


def test_every_kind_comes_equally_often_framed_and_labelled(small):
    made = negatives.make(small[0], 70, seed=0)
    kinds = [name.split("/")[1] for name in made.names]
    assert {kind: kinds.count(kind) for kind in kinds} == dict.fromkeys(
        negatives.KINDS, 10
    )
    assert (made.labels == NOT_A_DIGIT).all()
    assert made.images.shape == (70, 28, 28, 1)
    assert (made.images.max((1, 2, 3)) > 100).all()  # none is blank
    mass = made.images[..., 0].astype(float)
    rows = mass.sum(2) @ np.arange(28) / mass.sum((1, 2))
    assert rows == pytest.approx(np.full(70, 14.0), abs=1.5)  # wide ones have no room


def test_they_are_a_function_of_the_seed(small):
    first, again = (negatives.make(small[0], 14, seed=3).images for _ in range(2))
    other = negatives.make(small[0], 14, seed=4).images
    assert (first == again).all()
    assert (first != other).any()
