"""A model for the reader's tests, and pages written with digits that it knows."""

import numpy as np
import pytest

from hwdigits import config as config_lib
from hwdigits.commands import export, train
from hwdigits.reader.reader import Reader


@pytest.fixture(scope="session")
def model_file(small, tmp_path_factory):
    """A .tflite file of a small network that knows the `small` digits."""
    directory = tmp_path_factory.mktemp("reader")
    config = config_lib.base_config("mlp")
    config.data.train = config.data.test = "optdigits"
    config.model.activation = "relu"
    config.training.epochs = config.training.pictures_every = 25
    config.training.batch_size = 20
    train.run(config, directory / "run", examples=small)
    variants = ["float32"]
    version = export.run(directory / "run", directory / "out", ["tflite"], variants)
    return version / "float32.tflite"


@pytest.fixture(scope="session")
def reader(model_file):
    return Reader(model_file)


@pytest.fixture(scope="session")
def known(small, reader):
    """{digit: uint8 [28, 28]} that the model reads with the highest confidence."""
    images, labels = small[0].images, small[0].labels
    probabilities = reader._model.predict_digits(images)
    sure = probabilities[np.arange(len(labels)), labels]
    return {d: images[np.argmax(sure * (labels == d)), ..., 0] for d in range(10)}


@pytest.fixture(scope="session")
def written(known):
    """Writes rows of digits on a white page, black; uint8 [H, W, 3]."""

    def write(rows, size=(600, 900), scale=2, pitch=75, top=60, left=60):
        page = np.full((*size, 3), 235, np.uint8)
        for number, text in enumerate(rows):
            for place, digit in enumerate(text):
                ink = np.kron(known[int(digit)], np.ones((scale, scale)))
                y = top + number * 110
                x = left + place * pitch
                part = page[y : y + ink.shape[0], x : x + ink.shape[1]]
                part -= (ink[..., np.newaxis] * 0.8).astype(np.uint8)
        return page

    return write
