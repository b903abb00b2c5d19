"""The training step, compiled, for one device or several.

A loop of our own instead of Keras's `fit`: many steps a call, which small networks
need; no tf.data, whose autotune thread stalls short runs; and exact under
MultiWorkerMirroredStrategy, where `fit` of Keras 3.15 fails.
"""

import keras
import numpy as np
import tensorflow as tf

from hwdigits import models


class Steps:
    """Takes training steps of one network.

    Args:
        model: the network; all its trainable variables learn.
        objective: (labels `[B]`, model's output) -> (losses `[B]`, hits `[]`).
        optimizer: built here for the model.
        strategy: where they run; the batch is divided over its replicas.
        weight_decay: lambda of lambda/2 * sum(W^2) over kernels.
        divisor: what a batch's summed loss is divided by before its gradient is
            taken; None divides by its number of images.
    """

    def __init__(
        self, model, objective, optimizer, strategy, weight_decay=0.0, divisor=None
    ):
        self.model, self.optimizer = model, optimizer
        self._objective, self._strategy = objective, strategy
        self._weight_decay, self._divisor = weight_decay, divisor
        self._replicas = strategy.num_replicas_in_sync
        self._is_distributed = strategy is not tf.distribute.get_strategy()
        with strategy.scope():
            optimizer.build(model.trainable_variables)

    def run(self, batches) -> tuple[np.ndarray, int]:
        """Takes one step for each batch, fewer when a loss is not finite.

        Args:
            batches: a list of (images uint8 `[B, 28, 28, 1]`, labels int64 `[B]`),
                all of one size.

        Returns:
            (mean loss of each batch in float32 `[steps taken]`, hits over all). Only
            the last loss can be other than finite.
        """
        if self._is_distributed:
            losses, hits = self._run_replicas(batches)
        else:
            images, labels = (np.stack(part) for part in zip(*batches, strict=True))
            losses, hits, taken = self._run_many(images, labels)
            losses = losses.numpy()[: int(taken)]
        return losses, round(float(hits))

    @tf.function(
        input_signature=(
            tf.TensorSpec((None, None, 28, 28, 1), tf.uint8),
            tf.TensorSpec((None, None), tf.int64),
        )
    )
    def _run_many(self, images, labels):
        count = tf.shape(images)[0]
        losses = tf.TensorArray(tf.float32, count)
        taken, hits = 0, tf.constant(0.0)
        healthy = tf.constant(True)
        size = tf.cast(tf.shape(labels)[1], tf.float32)
        while healthy and taken < count:
            loss, correct = self._step(images[taken], labels[taken], size)
            losses = losses.write(taken, loss)
            hits += correct
            taken += 1
            healthy = tf.math.is_finite(loss)
        return losses.stack(), hits, taken

    def _step(self, images, labels, size, weight=1.0):
        """One step of one replica, which has some of the batch's `size` images.

        Each counts `weight`. Returns this replica's part of the batch's mean loss, and
        its hits.
        """
        with tf.GradientTape() as tape:
            outputs = self.model(models.digits(images), training=True)
            losses, hits = self._objective(labels, outputs)
            total = weight * tf.reduce_sum(losses)
            loss = total / (size if self._divisor is None else self._divisor)
            if self._weight_decay:
                squares = [
                    tf.reduce_sum(tf.square(variable.value))
                    for variable in self.model.trainable_variables
                    if variable.name == "kernel"
                ]
                decay = 0.5 * self._weight_decay * tf.add_n(squares)
                loss += decay / self._replicas
        variables = self.model.trainable_variables
        gradients = tape.gradient(loss, [variable.value for variable in variables])
        self.optimizer.apply(gradients, variables)
        return total / size, weight * tf.cast(hits, tf.float32)

    def _run_replicas(self, batches):
        losses, hits = [], 0.0
        for images, labels in batches:
            parts = [self._divided(values) for values in (images, labels)]
            # What is too small to be divided is computed by each replica.
            weight = 1.0 if len(labels) >= self._replicas else 1.0 / self._replicas
            told = self._run_one(*parts, np.float32([len(labels), weight]))
            loss, correct = told.numpy()
            losses.append(loss)
            hits += float(correct)
            if not np.isfinite(loss):
                break
        return np.array(losses, np.float32), hits

    def _divided(self, values):
        """A batch with each replica of this process holding its own part of it."""

        def of_replica(context):
            replica = context.replica_id_in_sync_group
            return tf.constant(part(values, replica, self._replicas))

        return self._strategy.experimental_distribute_values_from_function(of_replica)

    @tf.function(reduce_retracing=True)
    def _run_one(self, images, labels, size_and_weight):
        # Loss and hits travel together: a collective costs more than its bytes.
        told = self._strategy.run(
            lambda *given: tf.stack(self._step(*given)),
            (images, labels, *tf.unstack(size_and_weight)),
        )
        return self._strategy.reduce("SUM", told, axis=None)


def part(batch: np.ndarray, replica: int, replicas: int) -> np.ndarray:
    """One replica's rows of a batch; those of all replicas are each row once.

    TensorFlow's convolutions fail without any image, so each gets all of a batch that
    has fewer rows than there are replicas.

    Args:
        batch: `[B, ...]`; some parts may be one longer.
        replica: whose part, from 0.
        replicas: how many there are.
    """
    return batch[replica::replicas] if len(batch) >= replicas else batch


def reseed(model: keras.Model, seed: int, epoch: int) -> None:
    """Makes dropout a function of (seed, epoch): Keras saves no random state."""
    states = [
        variable
        for variable in model.non_trainable_variables
        if variable.path.endswith("seed_generator_state")
    ]
    for number, state in enumerate(states):
        state.assign(np.array([seed * 1000 + epoch, number], "uint32"))
