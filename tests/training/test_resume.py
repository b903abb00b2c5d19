"""Killed with SIGKILL and called again, a run ends as if it had never stopped."""

import os
import shutil
import signal
import subprocess
import sys
import time

import keras
import numpy as np
import pytest

from tests.conftest import REPOSITORY

# Dropout, augmentation, pre-training and a schedule: all that could go astray.
ARGUMENTS = [
    "train",
    "--config=configs/paper/sae.py",
    "--config.data.train=optdigits",
    "--config.model.pretraining_epochs=2",
    "--config.training.epochs=4",
    "--config.training.pictures_every=4",
    "--config.augmentation.shift_px=2.0",
    "--config.optimizer.schedule=cosine",
]


def weights(workdir):
    model = keras.saving.load_model(workdir / "model.keras", compile=False)
    return model.get_weights()


def assert_same(first, second):
    for one, other in zip(weights(first), weights(second), strict=True):
        np.testing.assert_array_equal(one, other)
    histories = [(path / "history.csv").read_text() for path in (first, second)]
    without_speed = [
        [line.split(",")[:3] + line.split(",")[4:] for line in text.splitlines()]
        for text in histories
    ]
    assert without_speed[0] == without_speed[1]


@pytest.fixture(scope="module")
def never_stopped(hwdigits, tmp_path_factory):
    workdir = tmp_path_factory.mktemp("runs") / "whole"
    hwdigits(*ARGUMENTS, f"--workdir={workdir}")
    return workdir


@pytest.mark.parametrize(
    "stage", [pytest.param("autoencoder_1", marks=pytest.mark.slow), "classifier"]
)
def test_a_killed_run_ends_the_same(stage, never_stopped, tmp_path, hwdigits):
    workdir = tmp_path / "killed"
    command = [sys.executable, "-m", "hwdigits", *ARGUMENTS, f"--workdir={workdir}"]
    process = subprocess.Popen(command, cwd=REPOSITORY, stdout=subprocess.DEVNULL)
    state = workdir / "state" / f"{stage}.npz"
    deadline = time.monotonic() + 120
    while not state.exists():
        assert time.monotonic() < deadline
        assert process.poll() is None, "the run ended before it could be killed"
        time.sleep(0.002)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    assert not (workdir / "result.json").exists()
    hwdigits(*ARGUMENTS, f"--workdir={workdir}")
    assert_same(never_stopped, workdir)
    assert not (workdir / "state").exists()


def test_a_finished_run_is_not_trained_again(never_stopped, hwdigits):
    before = (never_stopped / "model.keras").stat().st_mtime_ns
    done = hwdigits(*ARGUMENTS, f"--workdir={never_stopped}")
    assert "validation accuracy" in done.stdout
    assert "epoch 1" not in done.stdout
    assert (never_stopped / "model.keras").stat().st_mtime_ns == before


def test_half_written_files_do_no_harm(never_stopped, tmp_path, hwdigits):
    workdir = tmp_path / "half"
    workdir.mkdir()
    shutil.copy(never_stopped / "config.json", workdir)
    (workdir / ".partial-model.keras").write_bytes(b"torn")
    (workdir / "state").mkdir()
    (workdir / "state" / ".partial-classifier.npz").write_bytes(b"torn")
    hwdigits(*ARGUMENTS, f"--workdir={workdir}")
    assert_same(never_stopped, workdir)
