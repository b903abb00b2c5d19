"""The functions that every container holds: one graph from picture to answer."""

import os

import keras
import tensorflow as tf

from hwdigits import preprocessing
from hwdigits.exporting import decoding

LABELS = tuple("0123456789")
NO_DIGIT = -1  # what `digit` is where no answer is given


class DigitGraph(tf.Module):
    """A trained network with its pre-processing, as plain TensorFlow functions.

    All answer with the same three outputs, for N pictures:
        probabilities: float32 `[N, 10]`; 0.1 each where there is no ink.
        digit: int64 `[N]`, the most probable one; -1 where there is no ink or the
            confidence is below the threshold.
        confidence: float32 `[N]`, its probability; 0 where there is no ink.

    Args:
        model: a network of this package, in float32.
        preprocess: how pictures become digits: "photo" or "mnist".
        threshold: the least confidence of an answer, 0..1; 0 refuses none.
    """

    def __init__(self, model: keras.Model, preprocess: str, threshold: float = 0.0):
        super().__init__()
        self._threshold = threshold
        # The variables alone: with the Keras model as an attribute, each would be
        # stored twice.
        self.weights = [variable.value for variable in model.variables]
        self._logits = lambda digits: model(digits, training=False)
        self._frame = preprocessing.WAYS[preprocess]
        self.predict_digits = tf.function(
            self.of_digits,
            [tf.TensorSpec((None, 28, 28, 1), tf.float32, name="images")],
        )
        self.predict_image = tf.function(
            self.of_image, [tf.TensorSpec((None, None), tf.uint8, name="image")]
        )
        self.predict_bytes = tf.function(
            self._of_files, [tf.TensorSpec((None,), tf.string, name="image_bytes")]
        )
        self.classify = tf.function(
            self._of_examples, [tf.TensorSpec((None,), tf.string, name="inputs")]
        )

    def save(self, directory: str | os.PathLike, signatures: dict) -> None:
        """Writes a SavedModel of some of the functions.

        Args:
            directory: new.
            signatures: {name: tf.function of this graph}.
        """
        # Not of `self`: its other functions would be traced and saved as well.
        holder = tf.Module()
        holder.weights = self.weights
        tf.saved_model.save(holder, str(directory), signatures=signatures)

    def of_digits(self, images):
        """Digits, float32 [N, 28, 28, 1], 0..1, in MNIST's frame."""
        has_ink = tf.reduce_max(images, (1, 2, 3)) > 0.0
        return self._answers(images, has_ink)

    def of_image(self, image):
        """One picture, uint8 [H, W], 0..255."""
        digit, has_ink = self._frame(image)
        return self._answers(digit[tf.newaxis], has_ink[tf.newaxis])

    def _of_files(self, image_bytes):
        """Picture files: PNG, JPEG, BMP, GIF, WebP."""
        specs = (
            tf.TensorSpec((28, 28, 1), tf.float32),
            tf.TensorSpec((), tf.bool),
        )
        digits, has_ink = tf.map_fn(
            lambda data: self._frame(decoding.gray(data)),
            image_bytes,
            fn_output_signature=specs,
        )
        return self._answers(digits, has_ink)

    def _of_examples(self, inputs):
        """tf.Examples with a picture file in `image/encoded`; the ten digits ranked."""
        features = {"image/encoded": tf.io.FixedLenFeature([], tf.string)}
        parsed = tf.io.parse_example(inputs, features)
        answers = self._of_files(parsed["image/encoded"])
        scores, order = tf.math.top_k(answers["probabilities"], 10)
        return {"classes": tf.gather(tf.constant(LABELS), order), "scores": scores}

    def _answers(self, digits, has_ink):
        probabilities = tf.nn.softmax(self._logits(digits))
        has = tf.cast(has_ink, tf.float32)
        probabilities = probabilities * has[:, tf.newaxis] + 0.1 * (
            1 - has[:, tf.newaxis]
        )
        confidence = tf.reduce_max(probabilities, -1) * has
        is_sure = tf.logical_and(has_ink, confidence >= self._threshold)
        sure = tf.cast(is_sure, tf.int64)
        digit = tf.argmax(probabilities, -1)
        return {
            "probabilities": probabilities,
            "digit": digit * sure + NO_DIGIT * (1 - sure),
            "confidence": confidence,
        }
