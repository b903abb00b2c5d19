"""Batch normalisation while a network learns: by one kernel, or over replicas."""

import keras
import tensorflow as tf


class FusedNormalization(keras.layers.BatchNormalization):
    """What `keras.layers.BatchNormalization` computes over the last axis of maps.

    Keras's own runs a dozen operations over every map, forward and back; of a step of
    the reader's network they were more than all its convolutions (`hwdigits benchmark
    stages`). Weights, their order and results are Keras's; sums are taken in another
    order.
    """

    def __init__(self, **settings):
        # In bfloat16 training the maps come in it, and its own weights stay float32.
        super().__init__(autocast=False, **settings)

    def call(self, inputs, training=None, mask=None):
        if not training:
            return super().call(inputs, training=False, mask=mask)
        normed, mean, variance = tf.compat.v1.nn.fused_batch_norm(
            *(inputs, self.gamma.value, self.beta.value), epsilon=self.epsilon
        )
        # The kernel's variance is that of a sample: n - 1 in place of n.
        count = tf.cast(tf.size(inputs) // tf.shape(inputs)[-1], variance.dtype)
        variance *= (count - 1) / count
        for moving, now in ((self.moving_mean, mean), (self.moving_variance, variance)):
            moving.assign(moving * self.momentum + now * (1 - self.momentum))
        return normed


def of_replicas(model: keras.Model, count: int) -> keras.Model:
    """The network, normalised over the whole batch, and quickly where that is possible.

    The one kernel sees one replica's part of a batch alone.

    Args:
        model: of layers.
        count: of replicas.
    """
    if count == 1:
        return fused(model)
    for layer in model.layers:
        if isinstance(layer, keras.layers.BatchNormalization):
            layer.synchronized = True
    return model


def fused(model: keras.Model) -> keras.Model:
    """The same network, with the same weights, that normalises by the one kernel.

    Args:
        model: of layers; without a normalisation it is returned as it is.
    """
    kind = keras.layers.BatchNormalization
    if not any(type(layer) is kind for layer in model.layers):
        return model

    def copy(layer):
        made = FusedNormalization if type(layer) is kind else type(layer)
        return made.from_config(layer.get_config())

    quick = keras.models.clone_model(model, clone_function=copy)
    quick.set_weights(model.get_weights())
    return quick
