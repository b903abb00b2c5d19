"""Shared fixtures: where real data lies, small examples, the command line."""

import os
import pathlib
import subprocess
import sys

import numpy as np
import pytest

from hwdigits import config as config_lib
from hwdigits import data
from hwdigits.commands import export, train
from hwdigits.data import optdigits
from hwdigits.reader import model as model_lib
from hwdigits.reader.reader import Reader

# Arguments of a training that takes seconds and needs nothing from outside.
QUICK = [
    "train",
    "--config=configs/paper/softmax.py",
    "--config.data.train=optdigits",
    "--config.data.test=optdigits",
    "--config.training.epochs=2",
]
REPOSITORY = pathlib.Path(__file__).resolve().parents[1]
_SHARED = REPOSITORY.parent / "shared" / "data"


@pytest.fixture(scope="session")
def manual_dir():
    """The directory of MNIST's four official files."""
    named = os.environ.get("HWDIGITS_MANUAL_DIR")
    directory = pathlib.Path(named) if named else _SHARED / "mnist"
    if not directory.is_dir():
        pytest.skip("MNIST's files are not here: set HWDIGITS_MANUAL_DIR")
    return directory


@pytest.fixture(scope="session")
def mnist_places(manual_dir, tmp_path_factory):
    """Real MNIST, prepared once for the whole session."""
    data_dir = tmp_path_factory.mktemp("tfds")
    return data.Places(str(data_dir), str(manual_dir))


@pytest.fixture(scope="session")
def drawn_digits():
    """1,000 pictures of digits by people outside MNIST."""
    directory = _SHARED / "hwd1000"
    if not directory.is_dir():
        pytest.skip("hwd1000 is not here: it belongs in ../shared/data")
    return directory


@pytest.fixture(scope="session")
def phone_photos():
    """Five phone photos of rows of digits, with truth.json."""
    directory = _SHARED / "photos"
    if not directory.is_dir():
        pytest.skip("the phone photos are not here: they belong in ../shared/data")
    return directory


@pytest.fixture(scope="session")
def grid_photos():
    """Phone photos of puzzles, with a .dat file each: filled/ and sparse/."""
    named = os.environ.get("HWDIGITS_MANUAL_DIR")
    directory = (pathlib.Path(named).parent if named else _SHARED) / "grids"
    if not directory.is_dir():
        pytest.skip("the photos of grids are not here: they belong in ../shared/data")
    return directory


@pytest.fixture(scope="session")
def small():
    """(training, validation): 400 and 100 optical digits, evenly of all ten."""
    everything = optdigits.load("train")
    order = np.argsort(np.arange(len(everything)) % 7, kind="stable")
    return everything.take(order[:400]), everything.take(order[400:500])


@pytest.fixture(scope="session")
def model_file():
    """The .tflite file that comes with the package."""
    return model_lib.SHIPPED


@pytest.fixture(scope="session")
def reader():
    return Reader()


@pytest.fixture(scope="session")
def known(small, reader):
    """{digit: uint8 [28, 28]}: of each the one that the shipped reader is surest of."""
    digits = small[0]
    answers = np.stack([one.probabilities for one in reader.predict(digits.images)])

    def surest(digit):
        sure = np.where(digits.labels == digit, answers[:, digit], 0)
        return digits.images[sure.argmax(), ..., 0]

    return {digit: surest(digit) for digit in range(10)}


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


@pytest.fixture(scope="session")
def hwdigits():
    """Runs `python -m hwdigits ARGUMENTS...` in a process of its own."""

    def run(*arguments, check=0, timeout=180, **variables):
        environment = {
            name: value
            for name, value in os.environ.items()
            if name not in ("HWDIGITS_MANUAL_DIR", "TF_CONFIG")
        }
        done = subprocess.run(
            [sys.executable, "-m", "hwdigits", *map(str, arguments)],
            cwd=REPOSITORY,
            env=environment | variables,
            capture_output=True,
            text=True,
            timeout=timeout,
        )
        assert done.returncode == check, f"{done.stdout}\n{done.stderr}"
        return done

    return run


@pytest.fixture(scope="session")
def trained(hwdigits, tmp_path_factory):
    """The workdir of a finished QUICK run."""
    workdir = tmp_path_factory.mktemp("runs") / "softmax"
    hwdigits(*QUICK, f"--workdir={workdir}")
    return workdir


@pytest.fixture(scope="session")
def mlp_run(small, tmp_path_factory):
    """The workdir of a network that reads well enough; its test set: optical digits."""
    directory = tmp_path_factory.mktemp("runs") / "mlp"
    config = config_lib.base_config("mlp")
    config.data.train = config.data.test = "optdigits"
    config.model.activation = "relu"
    config.training.epochs = config.training.pictures_every = 12
    config.training.batch_size = 20
    train.run(config, directory, examples=small)
    return directory


@pytest.fixture(scope="session")
def exported(mlp_run, tmp_path_factory):
    """The only version directory that `hwdigits export` made of `mlp_run`."""
    out = tmp_path_factory.mktemp("exports")
    return export.run(mlp_run, out, variants=["float32", "dynamic", "browser"])


def one_sentence(done):
    """The only line on stderr, after the program's name."""
    (line,) = done.stderr.strip().splitlines()
    assert line.startswith("hwdigits: ")
    return line.removeprefix("hwdigits: ")
