"""A tiny model with the export's signatures, and servers of it."""

import io
import pathlib

import numpy as np
import pytest
from PIL import Image

SUFFIXES = {
    "png": "PNG",
    "jpg": "JPEG",
    "jpeg": "JPEG",
    "bmp": "BMP",
    "gif": "GIF",
    "webp": "WEBP",
}


def bar(digit: int | None) -> np.ndarray:
    """uint8 [28, 28]: what the tiny model reads as the digit; None is blank."""
    image = np.zeros((28, 28), np.uint8)
    if digit is not None:
        image[_bands() == digit] = 255
    return image


def picture(digit: int | None, suffix: str = "png") -> bytes:
    """A file's contents with `bar(digit)`."""
    file = io.BytesIO()
    Image.fromarray(bar(digit)).save(file, SUFFIXES[suffix])
    return file.getvalue()


def _bands():
    """[28]: which of ten bands a row belongs to."""
    return np.arange(28) * 10 // 28


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch):
    """A proxy of the machine's own would answer in the test servers' place."""
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


@pytest.fixture(scope="session")
def exported(tmp_path_factory) -> pathlib.Path:
    """A directory with version 1 of a softmax that tells ten horizontal bars apart."""
    import tensorflow as tf

    base = tmp_path_factory.mktemp("digits")
    tf.saved_model.save(*_module(tf, base / "1"))
    updater = tf.compat.v1.saved_model.signature_def_utils.MethodNameUpdater(
        str(base / "1")
    )
    updater.replace_method_name(
        signature_key="classify", method_name=tf.saved_model.CLASSIFY_METHOD_NAME
    )
    updater.save()
    return base


def _module(tf, directory):
    """Arguments of tf.saved_model.save."""
    kernel = np.repeat(np.eye(10)[_bands()], 28, axis=0) / 20  # [784, 10]
    module = tf.Module()
    module.kernel = tf.Variable(kernel, dtype=tf.float32)

    def decode(contents):
        image = tf.io.decode_image(contents, channels=0, expand_animations=False)
        gray = tf.reduce_mean(tf.cast(image, tf.float32), -1, keepdims=True) / 255
        return tf.ensure_shape(tf.image.resize(gray, (28, 28)), (28, 28, 1))

    def frames(image_bytes):
        spec = tf.TensorSpec((28, 28, 1), tf.float32)
        return tf.map_fn(decode, image_bytes, fn_output_signature=spec)

    @tf.function(input_signature=[tf.TensorSpec((None, 28, 28, 1), name="images")])
    def serve(images):
        flat = tf.reshape(images, (-1, 784))
        probabilities = tf.nn.softmax(flat @ module.kernel)
        return {
            "probabilities": probabilities,
            "digit": tf.argmax(probabilities, -1),
            "confidence": tf.reduce_max(probabilities, -1),
            "has_ink": tf.reduce_max(flat, -1) > 0.5,
        }

    @tf.function(input_signature=[tf.TensorSpec([None], tf.string, "image_bytes")])
    def serve_bytes(image_bytes):
        return serve(frames(image_bytes))

    @tf.function(input_signature=[tf.TensorSpec([None], tf.string, "inputs")])
    def classify(inputs):
        features = {"image/encoded": tf.io.FixedLenFeature([], tf.string)}
        parsed = tf.io.parse_example(inputs, features)["image/encoded"]
        scores, best = tf.math.top_k(serve(frames(parsed))["probabilities"], 10)
        names = tf.constant([str(digit) for digit in range(10)])
        return {"classes": tf.gather(names, best), "scores": scores}

    module.serve, module.serve_bytes, module.classify = serve, serve_bytes, classify
    signatures = {
        "serving_default": serve,
        "predict_bytes": serve_bytes,
        "classify": classify,
    }
    return module, str(directory), signatures


@pytest.fixture(scope="session")
def served(exported):
    from tests.serving.served import Served

    return Served(exported)


@pytest.fixture
def rest(served):
    """A running REST server."""
    from tests.serving import rest_server

    with rest_server.Server(served) as server:
        yield server


@pytest.fixture
def grpc(served):
    """A running gRPC server."""
    words = "TF Serving's stubs are not here: tools/environment dev installs them"
    pytest.importorskip("tensorflow_serving.apis.predict_pb2", reason=words)
    from tests.serving import grpc_server

    with grpc_server.Server(served) as server:
        yield server
