"""What each container answers on the whole test set, and how fast."""

import pathlib
import time
from collections.abc import Callable

import numpy as np
import tensorflow as tf

from hwdigits import evaluation, models
from hwdigits.data import examples as examples_lib
from hwdigits.exporting import graph as graph_lib
from hwdigits.reader import model as reader_lib
from hwdigits.refusal import Refusal

# Float containers compute the same sums in another order; what is quantised may change
# its mind about few digits.
FLOAT_DIFFERENCE = 1e-4
QUANTISED_DISAGREEMENT = 0.003
_FLOAT = ("saved_model", "float32", "browser")
_TIMED_CALLS = 300
_PICTURES = 50


class Reference:
    """The Keras model's own answers, which every container must give.

    Args:
        model: the network, in float32.
        graph: the functions that are exported.
        test: every example of the test set.
    """

    def __init__(self, model, graph: graph_lib.DigitGraph, test: examples_lib.Examples):
        self._test = test
        self._rows = evaluation.softmax(models.outputs(model, test.images))
        self._pictures = list(_pictures(test.images[:_PICTURES]))
        self._picture_rows = [
            graph.predict_image(picture)["probabilities"][0].numpy()
            for picture in self._pictures
        ]

    def saved_model(self, directory: pathlib.Path) -> dict:
        """Measures a SavedModel, loaded as TF Serving loads it."""
        with tf.Graph().as_default(), tf.compat.v1.Session() as session:
            loader = tf.compat.v1.saved_model.loader
            meta = loader.load(session, ["serve"], str(directory))
            signature = meta.signature_def["serving_default"]
            given = signature.inputs["images"].name
            answer = signature.outputs["probabilities"].name

            def run(images):
                digits = images.astype(np.float32) / 255
                return session.run(answer, {given: digits})

            return self._measured("saved_model", run)

    def tflite(self, path: pathlib.Path, variant: str) -> dict:
        """Measures a .tflite file in the LiteRT runtime, on one thread."""
        model = reader_lib.Model(path)
        found = self._measured(variant, model.predict_digits, model.batch_size)
        if model.takes_pictures and variant in _FLOAT:
            rows = [model.predict_picture(picture)[2] for picture in self._pictures]
            found["picture_difference"] = _largest(rows, self._picture_rows)
            self._refuse_above(variant, found["picture_difference"])
        return found

    def _measured(self, name, run: Callable, batch_size: int = 500) -> dict:
        images, labels = self._test.images, self._test.labels
        starts = range(0, len(images), batch_size)
        parts = [run(images[start : start + batch_size]) for start in starts]
        rows = np.concatenate(parts)
        disagreements = int((rows.argmax(1) != self._rows.argmax(1)).sum())
        difference = _largest(rows, self._rows)
        if name in _FLOAT:
            self._refuse_above(name, difference)
        elif disagreements > QUANTISED_DISAGREEMENT * len(images):
            raise Refusal(
                f"{name} must disagree with the Keras model on at most "
                f"{QUANTISED_DISAGREEMENT:.1%} of the test set. Received: "
                f"{disagreements} of {len(images)}. --variants leaves it out"
            )
        summary = evaluation.summary(rows.astype(np.float64), labels)
        return {
            "n": summary["n"],
            "errors": summary["errors"],
            "accuracy": summary["accuracy"],
            "disagreements_with_keras": disagreements,
            "probability_difference": difference,
            "latency_us": _latency(run, images),
        }

    def _refuse_above(self, name, difference):
        if difference > FLOAT_DIFFERENCE:
            raise Refusal(
                f"{name} must give the Keras model's probabilities to "
                f"{FLOAT_DIFFERENCE:g}. Received: {difference:.2g}"
            )


def _latency(run, images):
    """Of one digit a call, in us: median and 99th percentile after a warm-up."""
    times = []
    for i in range(_TIMED_CALLS + 20):
        one = images[i % len(images)][np.newaxis]
        begun = time.perf_counter()
        run(one)
        times.append(time.perf_counter() - begun)
    p50, p99 = np.percentile(times[20:], [50, 99]) * 1e6
    return {"p50": round(float(p50)), "p99": round(float(p99)), "n": _TIMED_CALLS}


def _pictures(digits):
    """Digits as people's pictures: dark on light, of many sizes, anywhere."""
    random = np.random.default_rng(0)
    for digit in digits[..., 0]:
        margins = random.integers(0, 80, 4)
        yield 250 - np.pad(digit, margins.reshape(2, 2)) // 2


def _largest(rows, others):
    return float(np.max(np.abs(np.asarray(rows, np.float64) - np.asarray(others))))
