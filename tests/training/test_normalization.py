"""The fused normalisation learns what Keras's own does."""

import keras
import numpy as np
import pytest
import tensorflow as tf

from hwdigits import config as config_lib
from hwdigits import models
from hwdigits.training import normalization


@pytest.fixture(scope="module")
def maps():
    random = np.random.default_rng(0)
    return (random.normal(2, 3, (8, 6, 5, 4)) * [1, 2, 3, 4]).astype(np.float32)


def _learnt(layer, maps):
    """(output, gradients, moving averages) of one step."""
    layer.build(maps.shape)
    with tf.GradientTape() as tape:
        given = tf.constant(maps)
        tape.watch(given)
        out = layer(given, training=True)
        loss = tf.reduce_sum(tf.cast(out, tf.float32) ** 3)
    watched = [given, *(one.value for one in layer.trainable_variables)]
    return [out, *tape.gradient(loss, watched), *layer.non_trainable_variables]


def test_a_step_is_keras_s(maps):
    both = [
        _learnt(kind(momentum=0.9), maps)
        for kind in (
            keras.layers.BatchNormalization,
            normalization.FusedNormalization,
        )
    ]
    for own, kerass in zip(*both, strict=True):
        np.testing.assert_allclose(
            np.asarray(own, np.float32), np.asarray(kerass, np.float32), 1e-3, 2e-3
        )


@pytest.mark.parametrize("precision", ["float32", "bfloat16"])
def test_a_network_keeps_its_weights_and_answers(precision, small):
    plain = models.build(config_lib.base_config("reader").model, precision)
    quick = normalization.fused(plain)
    names = [type(layer).__name__ for layer in quick.layers]
    assert names.count("FusedNormalization") == 6
    assert "BatchNormalization" not in names
    for own, copied in zip(plain.variables, quick.variables, strict=True):
        assert own.shape == copied.shape
        assert own.dtype == copied.dtype
    images = small[1].images[:20]
    expected, found = (models.outputs(one, images) for one in (plain, quick))
    np.testing.assert_allclose(found, expected, atol=1e-5 + 0.05 * ("b" in precision))


def test_a_network_without_is_left_as_it_is():
    plain = models.build(config_lib.base_config("lenet").model)
    assert normalization.fused(plain) is plain
