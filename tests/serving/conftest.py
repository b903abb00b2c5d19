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
    """A directory with version 1 of a softmax that tells ten horizontal bars apart.

    Written as `hwdigits export` writes it; pictures are only resized, so that a bar
    stays where it is.
    """
    from hwdigits import config, models
    from hwdigits.exporting import graph, saved_model

    kernel = np.repeat(np.eye(10)[_bands()], 28, axis=0) / 20  # [784, 10]
    model = models.build(config.base_config("softmax").model)
    model.set_weights([kernel, np.zeros(10)])
    base = tmp_path_factory.mktemp("digits")
    saved_model.write(graph.DigitGraph(model, "mnist"), base / "1")
    if saved_model.can_warm_up():
        saved_model.write_warmup(base / "1", bar(7)[..., np.newaxis])
    return base


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
