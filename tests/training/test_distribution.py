"""Two logical CPUs learn what one device learns, each in a process of its own."""

import contextlib
import csv
import json
import os
import socket
import subprocess
import sys

import numpy as np
import pytest
import tensorflow as tf

from hwdigits import Refusal
from hwdigits import config as config_lib
from hwdigits.commands import train
from hwdigits.training import strategies
from tests.conftest import REPOSITORY

# The last batch of an epoch is odd, so that the replicas' shares differ.
ARGUMENTS = [
    "train",
    "--config.data.train=optdigits:1099",
    "--config.training.epochs=2",
    "--config.training.batch_size=100",
    "--config.training.precision=float32",
]


def rows(workdir):
    with (workdir / "history.csv").open() as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize(
    "network", [pytest.param("tf_cnn", marks=pytest.mark.slow), "lenet"]
)
def test_mirrored_on_two_replicas_equals_one_device(network, tmp_path, hwdigits):
    histories = []
    for strategy in ("one_device", "mirrored"):
        workdir = tmp_path / strategy
        done = hwdigits(
            *ARGUMENTS,
            f"--config=configs/paper/{network}.py",
            "--config.training.weight_decay=1e-4",
            f"--config.strategy={strategy}",
            f"--workdir={workdir}",
        )
        assert f"{1 + (strategy == 'mirrored')} replica(s)" in done.stdout
        histories.append(rows(workdir))
    for one, two in zip(*histories, strict=True):
        for name in ("loss", "validation_loss"):
            np.testing.assert_allclose(float(one[name]), float(two[name]), atol=1e-5)
        assert one["accuracy"] == two["accuracy"]


def test_a_strategy_can_be_handed_in(tmp_path, small):
    config = config_lib.base_config("softmax")
    config.training.epochs = 2
    strategy = tf.distribute.OneDeviceStrategy("/cpu:0")
    train.run(config, tmp_path / "plain", examples=small)
    train.run(config, tmp_path / "handed", examples=small, strategy=strategy)
    for one, two in zip(
        *(rows(tmp_path / n) for n in ("plain", "handed")), strict=True
    ):
        np.testing.assert_allclose(float(one["loss"]), float(two["loss"]), atol=1e-6)


def test_two_worker_processes_equal_one_device(tmp_path, hwdigits):
    arguments = [*ARGUMENTS, "--config=configs/paper/lenet.py"]
    hwdigits(*arguments, f"--workdir={tmp_path / 'alone'}")
    with contextlib.ExitStack() as sockets:
        free = [sockets.enter_context(socket.create_server(("", 0))) for _ in range(2)]
        workers = [f"127.0.0.1:{one.getsockname()[1]}" for one in free]
    processes = []
    for index in range(2):
        task = {"type": "worker", "index": index}
        config = {"cluster": {"worker": workers}, "task": task}
        command = [sys.executable, "-m", "hwdigits", *arguments]
        command += [
            "--config.strategy=multi_worker",
            f"--workdir={tmp_path / str(index)}",
        ]
        environment = os.environ | {"TF_CONFIG": json.dumps(config)}
        processes.append(subprocess.Popen(command, cwd=REPOSITORY, env=environment))
    assert [process.wait(timeout=120) for process in processes] == [0, 0]
    alone = rows(tmp_path / "alone")
    for index in range(2):
        for one, two in zip(alone, rows(tmp_path / str(index)), strict=True):
            for name in ("loss", "validation_loss"):
                np.testing.assert_allclose(
                    float(one[name]), float(two[name]), atol=1e-5
                )


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "no TF_CONFIG"),
        ("{", "Received: {"),
        ('{"cluster": {"worker": ["a:1"]}}', "'task'"),
        (
            json.dumps({"cluster": {"worker": ["a:1"]}, "task": {"index": 3}}),
            "task index 3 of 1 workers",
        ),
    ],
)
def test_a_malformed_tf_config_is_refused(text, words, monkeypatch):
    monkeypatch.setenv("TF_CONFIG", text)
    with pytest.raises(Refusal, match="multi_worker needs TF_CONFIG as") as refusal:
        strategies.build("multi_worker")
    assert words in str(refusal.value)


def test_mirrored_after_tensorflow_has_settled_is_refused():
    tf.constant(0)  # settles the devices
    with pytest.raises(Refusal, match="Start it in a process of its own"):
        strategies.build("mirrored")
