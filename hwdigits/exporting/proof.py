"""What each container answers on the whole test set, and how fast."""

import pathlib
import time
from collections.abc import Callable

import cv2
import numpy as np
import tensorflow as tf

from hwdigits import evaluation, models
from hwdigits.data import examples as examples_lib
from hwdigits.exporting import graph as graph_lib
from hwdigits.exporting import litert
from hwdigits.reader import model as reader_lib
from hwdigits.refusal import Refusal

# Float containers compute the same sums in another order; what is quantised may change
# its mind about few digits.
FLOAT_DIFFERENCE = 1e-4
QUANTISED_DISAGREEMENT = 0.003
_FLOAT = ("saved_model", "float32", "browser")
_TIMED_CALLS = 300
_WARM_UP = 20
_CALLS = _WARM_UP + _TIMED_CALLS
_PICTURES = 50
# What the browser's page sends: a digit of so many px in the middle of its canvas. The
# whole test set would take two minutes (about 12 ms a canvas on two busy cores).
_DRAWN_PX = 200
_CANVASES = 1000


class Reference:
    """The Keras model's own answers, which every container must give.

    Args:
        model: the network, in float32.
        graph: the functions that are exported.
        test: every example of the test set.
    """

    def __init__(self, model, graph: graph_lib.DigitGraph, test: examples_lib.Examples):
        self._test = test
        self._of_image = graph.predict_image
        self._rows = evaluation.softmax(models.outputs(model, test.images))
        self._pictures = list(_pictures(test.images[:_PICTURES]))
        self._picture_rows = [self._picture_row(picture) for picture in self._pictures]

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
        if variant == "browser":
            found["predict_image"] = self._on_canvases(model)
        elif model.takes_pictures and variant in _FLOAT:
            rows = [model.predict_picture(picture)[2] for picture in self._pictures]
            found["picture_difference"] = _largest(rows, self._picture_rows)
            self._refuse_above(variant, found["picture_difference"])
        return found

    def _measured(self, name, run: Callable, batch_size: int = 500) -> dict:
        images, labels = self._test.images, self._test.labels
        starts = range(0, len(images), batch_size)
        parts = [run(images[start : start + batch_size]) for start in starts]
        found = _compared(np.concatenate(parts), self._rows, labels)
        self._refuse(name, found)
        ones = [images[i % len(images)][np.newaxis] for i in range(_CALLS)]
        return found | {"latency_us": _latency(run, ones)}

    def _on_canvases(self, model: reader_lib.Model) -> dict:
        """Measures the browser's predict_image on test digits drawn on its canvas."""

        def run(canvas):
            return model.predict_picture(canvas)[2]

        images = self._test.images[:_CANVASES]
        pairs = [(run(c), self._picture_row(c)) for c in canvases(images)]
        rows, expected = map(np.stack, zip(*pairs, strict=True))
        found = _compared(rows, expected, self._test.labels[: len(images)])
        difference = found["probability_difference"]
        self._refuse_above("browser's predict_image", difference)
        ones = list(canvases(np.resize(images, (_CALLS, *images.shape[1:]))))
        return found | {"latency_us": _latency(run, ones)}

    def _picture_row(self, picture):
        return self._of_image(picture)["probabilities"][0].numpy()

    def _refuse(self, name, found):
        disagreements, n = found["disagreements_with_keras"], found["n"]
        if name in _FLOAT:
            self._refuse_above(name, found["probability_difference"])
        elif disagreements > QUANTISED_DISAGREEMENT * n:
            raise Refusal(
                f"{name} must disagree with the Keras model on at most "
                f"{QUANTISED_DISAGREEMENT:.1%} of the test set. Received: "
                f"{disagreements} of {n}. --variants leaves it out"
            )

    def _refuse_above(self, name, difference):
        if not difference <= FLOAT_DIFFERENCE:  # nor NaN
            raise Refusal(
                f"{name} must give the Keras model's probabilities to "
                f"{FLOAT_DIFFERENCE:g}. Received: {difference:.2g}"
            )


def canvases(digits):
    """Digits as one draws them on the browser's page: dark, large, in the middle.

    Args:
        digits: uint8 `[N, 28, 28, 1]`, bright ink on 0.

    Yields:
        uint8 `[280, 280]`, dark ink on white, as `browser.tflite` takes it.
    """
    margin = (litert.CANVAS_PX - _DRAWN_PX) // 2
    for digit in digits[..., 0]:
        drawn = cv2.resize(digit, (_DRAWN_PX, _DRAWN_PX))
        yield 255 - np.pad(drawn, margin)


def _latency(run, ones):
    """Of one digit a call, in us: median and 99th percentile after a warm-up."""
    times = []
    for one in ones:
        begun = time.perf_counter()
        run(one)
        times.append(time.perf_counter() - begun)
    p50, p99 = np.percentile(times[_WARM_UP:], [50, 99]) * 1e6
    return {"p50": round(float(p50)), "p99": round(float(p99)), "n": _TIMED_CALLS}


def _pictures(digits):
    """Digits as people's pictures: dark on light, of many sizes, anywhere."""
    random = np.random.default_rng(0)
    for digit in digits[..., 0]:
        margins = random.integers(0, 80, 4)
        yield 250 - np.pad(digit, margins.reshape(2, 2)) // 2


def _compared(rows, expected, labels) -> dict:
    """What was answered, `[N, 10]`, beside what Keras answers and what is right."""
    summary = evaluation.summary(rows.astype(np.float64), labels)
    return {
        "n": summary["n"],
        "errors": summary["errors"],
        "accuracy": summary["accuracy"],
        "disagreements_with_keras": int((rows.argmax(1) != expected.argmax(1)).sum()),
        "probability_difference": _largest(rows, expected),
    }


def _largest(rows, others):
    return float(np.max(np.abs(np.asarray(rows, np.float64) - np.asarray(others))))
