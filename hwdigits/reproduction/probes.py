"""What is looked at while a network learns: each step's loss, and a gradient."""

import keras
import numpy as np
import tensorflow as tf

from hwdigits import models
from hwdigits.training import objectives, steps

# A gradient is that of so many training images: its norm then wavers by a few percent.
_LOOKED_AT = 1_000
# The losses of an epoch's steps are kept as means over at most so many spans in the
# first epochs, where they fall; later as one mean.
_SPANS, _FINE_EPOCHS = 100, 3
_TAIL = 20  # of a network that diverges, so many losses of its last steps


class Recorder:
    """Takes steps as `steps.Steps` does and keeps what they tell, epoch by epoch.

    Args:
        inner: the steps of the network.
        done: epochs that an earlier process has finished.
        gradient: () -> the norm of its first layer's gradient; None: not followed.
            In the first epoch it is asked after every call, then once an epoch.
    """

    def __init__(self, inner: steps.Steps, done: int, gradient=None):
        self.model, self.optimizer = inner.model, inner.optimizer
        self._inner, self._gradient = inner, gradient
        self._epoch = done
        self._losses, self._norms = [], []

    def run(self, batches) -> tuple[np.ndarray, int]:
        """As `steps.Steps.run`."""
        if self._epoch == 0 and not self._losses:
            self._ask()
        losses, hits = self._inner.run(batches)
        self._losses += losses.tolist()
        if self._epoch == 0:
            self._ask()
        return losses, hits

    def end_epoch(self) -> dict:
        """{"spans": mean losses, "norms": [[steps of the epoch, norm], ...]}."""
        if self._epoch > 0:
            self._ask()
        count = min(_SPANS, len(self._losses)) if self._epoch < _FINE_EPOCHS else 1
        spans = np.array_split(self._losses, count)
        told = {"spans": [float(np.mean(span)) for span in spans]}
        if self._gradient:
            told["norms"] = self._norms
        self._losses, self._norms = [], []
        self._epoch += 1
        return told

    def unfinished(self) -> list[float]:
        """The last losses of an epoch that was broken off."""
        return self._losses[-_TAIL:]

    def _ask(self):
        if self._gradient:
            self._norms.append([len(self._losses), self._gradient()])


def first_gradient(model: keras.Model, loss: str, training):
    """Makes a function that gives the norm of the first layer's gradient.

    Args:
        model: its first trainable variable is the first layer's kernel.
        loss: the name of what it learns by, whose mean is taken.
        training: Examples, of which the first 1,000 are looked at.
    """
    images = tf.constant(training.images[:_LOOKED_AT])
    labels = tf.constant(training.labels[:_LOOKED_AT])
    objective, kernel = objectives.LOSSES[loss], model.trainable_variables[0]

    @tf.function
    def norm():
        with tf.GradientTape() as tape:
            logits = model(models.digits(images), training=False)
            mean = tf.reduce_mean(objective(labels, logits))
        return tf.norm(tape.gradient(mean, kernel.value))

    return lambda: float(norm())
