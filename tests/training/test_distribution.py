"""Several replicas learn what one device learns, in one process and in several."""

import csv
import signal
import subprocess
import sys
import time

import keras
import numpy as np
import pytest
import tensorflow as tf

from hwdigits import Refusal
from hwdigits import config as config_lib
from hwdigits.commands import train
from hwdigits.training import strategies
from tests.conftest import REPOSITORY, one_sentence
from tests.training import several

# The last batch of an epoch is odd, so that the replicas' shares differ.
ARGUMENTS = [
    *("-m", "hwdigits", "train", "--config=configs/paper/sae.py"),
    "--config.data.train=optdigits:1099",
    "--config.model.input_dropout=0.0",
    "--config.model.pretraining_epochs=1",
    "--config.training.epochs=3",
    "--config.training.pictures_every=9",
    "--config.training.batch_size=100",
]


def rows(workdir):
    with (workdir / "history.csv").open() as file:
        return list(csv.DictReader(file))


def assert_alike(one, other, atol=1e-5):
    for first, second in zip(rows(one), rows(other), strict=True):
        for name in ("loss", "validation_loss"):
            np.testing.assert_allclose(
                float(first[name]), float(second[name]), rtol=0, atol=atol
            )


def assert_all_alike(together, names):
    """What `several` made of some of its configs is what one device makes of them."""
    alone = together.parent / "one_device"
    several.run(None, alone, names)
    for name in names:
        # bfloat16 has 8 bits: the order of a sum shows in the third digit. On an empty
        # ground normalised maps have many equal values; rounding decides which of them
        # a max pooling takes, and so where its gradient goes.
        atol = {"bfloat16": 2e-2, "reader": 1e-1}.get(name, 1e-5)
        assert_alike(alone / name, together / name, atol)


@pytest.mark.parametrize(
    "names",
    [
        ["lenet"],
        pytest.param(["sae", "deep_sae", "reader", "bfloat16"], marks=pytest.mark.slow),
    ],
)
def test_mirrored_on_two_replicas_equals_one_device(names, tmp_path):
    command = [sys.executable, "-m", "tests.training.several", "mirrored"]
    command += [tmp_path / "mirrored", *names]
    done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "201 training and 100 validation images, 2 replica(s)" in done.stdout
    assert_all_alike(tmp_path / "mirrored", names)


@pytest.mark.slow
def test_three_workers_equal_one_device(tmp_path, start_workers, ended):
    module = ("-m", "tests.training.several", "multi_worker")
    names = list(several.CONFIGS)
    processes = start_workers([(*module, tmp_path / str(i), *names) for i in range(3)])
    for code, _, stderr in ended(processes, timeout=500):
        assert code == 0, stderr
    assert [path.name for path in tmp_path.iterdir()] == ["0"]
    assert_all_alike(tmp_path / "0", names)


@pytest.mark.parametrize("count", [2, pytest.param(3, marks=pytest.mark.slow)])
def test_workers_equal_one_device_and_the_chief_alone_writes(
    count, tmp_path, hwdigits, start_workers, ended
):
    hwdigits(*ARGUMENTS[2:], f"--workdir={tmp_path / 'alone'}")
    arguments = [*ARGUMENTS, "--config.strategy=multi_worker"]
    workdirs = [f"--workdir={tmp_path / str(i)}" for i in range(count)]
    chief, *others = ended(start_workers([(*arguments, one) for one in workdirs]))
    assert [code for code, *_ in (chief, *others)] == [0] * count, chief[2]
    assert_alike(tmp_path / "alone", tmp_path / "0")
    images = "1,007 training and 92 validation images"
    assert f"{images}, {count} replica(s)" in chief[1]
    assert "epoch 3/3" in chief[1]
    for number, (_, said, _) in enumerate(others, 1):
        waiting, ended_well = said.splitlines()
        assert waiting.startswith(f"worker {number} (127.0.0.1:")
        assert "waiting for worker 0 (127.0.0.1:" in waiting
        assert "done, as worker 0 (127.0.0.1:" in ended_well
        assert not (tmp_path / str(number)).exists()


def weights(workdir):
    return keras.saving.load_model(workdir / "model.keras", compile=False).get_weights()


@pytest.mark.slow
@pytest.mark.parametrize(("stage", "killed"), [("autoencoder_2", 0), ("classifier", 1)])
def test_a_killed_worker_ends_the_others_and_all_go_on(
    stage, killed, tmp_path, start_workers, ended
):
    arguments = [*ARGUMENTS, "--config.strategy=multi_worker"]
    arguments += ["--config.training.epochs=8", "--config.model.input_dropout=0.1"]
    whole, workdir = (f"--workdir={tmp_path / name}" for name in ("whole", "killed"))
    for code, _, stderr in ended(start_workers([(*arguments, whole)] * 2)):
        assert code == 0, stderr
    processes = start_workers([(*arguments, workdir)] * 2)
    deadline = time.monotonic() + 120
    while not (tmp_path / "killed" / "state" / f"{stage}.npz").exists():
        assert time.monotonic() < deadline
        time.sleep(0.002)
    processes[killed].send_signal(signal.SIGKILL)
    results = ended(processes, timeout=90)
    code, _, stderr = results[1 - killed]
    (line,) = stderr.splitlines()
    assert code == 1
    assert f"worker {1 - killed} (127.0.0.1:" in line
    assert "Start the same command on all workers again" in line
    assert results[killed][0] == -signal.SIGKILL
    assert not (tmp_path / "killed" / "result.json").exists()
    for code, stdout, stderr in ended(start_workers([(*arguments, workdir)] * 2)):
        assert code == 0, stderr
        assert "autoencoder_1: epoch" not in stdout
    for one, other in zip(
        *(weights(tmp_path / name) for name in ("whole", "killed")), strict=True
    ):
        np.testing.assert_array_equal(one, other)
    assert_alike(tmp_path / "whole", tmp_path / "killed", atol=0)


@pytest.mark.slow
def test_workers_that_were_not_started_alike_refuse_each_other(
    tmp_path, start_workers, ended
):
    arguments = [*ARGUMENTS, "--config.strategy=multi_worker"]
    processes = start_workers(
        [(*arguments, f"--config.seed={i}", f"--workdir={tmp_path}") for i in (0, 1)]
    )
    for code, _, stderr in ended(processes):
        (line,) = stderr.splitlines()
        assert code == 1
        assert (
            "all workers must train the same. Received: seed is 0 at worker 0" in line
        )
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
def test_what_the_chief_refuses_ends_all(tmp_path, start_workers, ended):
    (tmp_path / "other.txt").write_text("not a run")
    arguments = [*ARGUMENTS, "--config.strategy=multi_worker"]
    for code, _, stderr in ended(
        start_workers([(*arguments, f"--workdir={tmp_path}")] * 2)
    ):
        (line,) = stderr.splitlines()
        assert code == 1
        assert "--workdir must be new, empty or this run's own" in line


def test_a_strategy_can_be_handed_in(tmp_path, small):
    config = config_lib.base_config("softmax")
    config.training.epochs = 2
    strategy = tf.distribute.OneDeviceStrategy("/cpu:0")
    train.run(config, tmp_path / "plain", examples=small)
    train.run(config, tmp_path / "handed", examples=small, strategy=strategy)
    assert_alike(tmp_path / "plain", tmp_path / "handed", atol=1e-6)


@pytest.mark.parametrize("strategy", ["mirrored", "multi_worker"])
def test_devices_that_tensorflow_has_settled_are_refused(strategy, monkeypatch):
    monkeypatch.setenv(
        "TF_CONFIG",
        '{"cluster": {"worker": ["127.0.0.1:29871", "127.0.0.1:29872"]}, '
        '"task": {"type": "worker", "index": 0}}',
    )
    tf.constant(0)  # settles the devices
    with pytest.raises(Refusal, match="Start it in a process of its own"):
        strategies.build(strategy)


def test_a_dry_run_on_two_replicas(hwdigits, tmp_path):
    workdir = tmp_path / "run"
    done = hwdigits(
        *("train", "--config=configs/paper/softmax.py", "--dry_run"),
        *("--config.data.train=optdigits", "--config.strategy=mirrored"),
        f"--workdir={workdir}",
    )
    assert "dry run: one step of softmax" in done.stdout
    assert not workdir.exists()


def test_tf_config_is_refused_in_one_sentence(hwdigits, tmp_path):
    done = hwdigits(
        *("train", "--config=configs/paper/softmax.py"),
        *("--config.strategy=multi_worker", f"--workdir={tmp_path / 'run'}"),
        check=1,
    )
    assert "Received: no TF_CONFIG" in one_sentence(done)
    assert not (tmp_path / "run").exists()


def test_gpus_lend_their_memory_bit_by_bit(monkeypatch):
    asked = []
    config = tf.config
    gpus = {"GPU": ["/gpu:0", "/gpu:1"]}
    monkeypatch.setattr(config, "list_physical_devices", lambda kind: gpus[kind])
    monkeypatch.setattr(
        config.experimental, "set_memory_growth", lambda *told: asked.append(told)
    )
    strategies.build("one_device")
    assert asked == [("/gpu:0", True), ("/gpu:1", True)]
