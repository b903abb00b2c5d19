""".tflite files: for phones, browsers and this package's own reader."""

import tempfile
import warnings

import numpy as np
import tensorflow as tf

from hwdigits import quiet
from hwdigits.exporting import graph as graph_lib

# The canvas of the browser's file, whose sizes must be fixed: [280, 280] px.
CANVAS_PX = 280
_CALIBRATION_IMAGES = 200
# name -> what it is, as the manifest says it.
VARIANTS = {
    "float32": "pictures of any size and digits; float32",
    "float16": "the same; weights in float16",
    "dynamic": "the same; weights in int8, arithmetic chosen at run time",
    "int8": "digits only; weights and activations in int8, float32 in and out",
    "uint8": "digits only; the same with raw uint8 pixels in and uint8 out",
    "browser": f"one picture of {CANVAS_PX}x{CANVAS_PX} px or one digit; float32",
}


def convert(graph: graph_lib.DigitGraph, variant: str, digits: np.ndarray) -> bytes:
    """One .tflite file.

    Args:
        graph: what is exported.
        variant: a name of VARIANTS.
        digits: uint8 `[N, 28, 28, 1]`, prepared training digits, to measure the range
            of activations by.
    """
    with tempfile.TemporaryDirectory() as directory:
        signatures = _signatures(graph, variant)
        graph.save(directory, signatures)
        converter = tf.lite.TFLiteConverter.from_saved_model(
            directory, signature_keys=list(signatures)
        )
        _SETTINGS[variant](converter, digits)
        with quiet.held_stderr(), warnings.catch_warnings():
            # Its own use of an interpreter that it is about to replace.
            warnings.simplefilter("ignore")
            return converter.convert()


def _signatures(graph, variant):
    if variant in ("int8", "uint8"):
        return {"predict_digits": graph.predict_digits}
    if variant == "browser":
        canvas = tf.TensorSpec((CANVAS_PX, CANVAS_PX), tf.uint8, name="image")
        digit = tf.TensorSpec((1, 28, 28, 1), tf.float32, name="images")
        return {
            "predict_image": tf.function(_in_int32(graph.of_image), [canvas]),
            "predict_digits": tf.function(_in_int32(graph.of_digits), [digit]),
        }
    return {
        "predict_image": graph.predict_image,
        "predict_digits": graph.predict_digits,
    }


def _in_int32(function):
    """The same with `digit` as int32: LiteRT.js 2.5.3 loads no file with int64."""

    def answers(given):
        found = function(given)
        return found | {"digit": tf.cast(found["digit"], tf.int32)}

    return answers


def _plain(converter, digits):
    del converter, digits


def _float16(converter, digits):
    del digits
    converter.optimizations = [tf.lite.Optimize.DEFAULT]
    converter.target_spec.supported_types = [tf.float16]


def _dynamic(converter, digits):
    del digits
    converter.optimizations = [tf.lite.Optimize.DEFAULT]


def _int8(converter, digits):
    converter.optimizations = [tf.lite.Optimize.DEFAULT]
    chosen = digits[:_CALIBRATION_IMAGES]
    converter.representative_dataset = lambda: (
        ("predict_digits", {"images": digit[np.newaxis].astype(np.float32) / 255})
        for digit in chosen
    )
    converter.target_spec.supported_ops = [tf.lite.OpsSet.TFLITE_BUILTINS_INT8]


def _uint8(converter, digits):
    _int8(converter, digits)
    converter.inference_input_type = converter.inference_output_type = tf.uint8


_SETTINGS = {
    "float32": _plain,
    "float16": _float16,
    "dynamic": _dynamic,
    "int8": _int8,
    "uint8": _uint8,
    "browser": _plain,
}
