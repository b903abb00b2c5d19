"""Real processes: killed with SIGKILL and called again; a chief with two workers."""

import json
import os
import shlex
import signal
import socket
import subprocess
import sys
import time

import pytest

from hwdigits.__main__ import main
from tests.conftest import REPOSITORY

CONFIG = """
from hwdigits import config as config_lib

def get_config():
    config = config_lib.base_config("softmax")
    config.training.epochs = 1
    rates = ("log", 0.001, 0.1)
    tried = {"optimizer.learning_rate": rates, "optimizer.name": ("adam",)}
    config_lib.tune(config, tried)
    return config
"""


def arguments(directory):
    """Of a search that takes seconds, by a config file of one's own."""
    (directory / "own.py").write_text(CONFIG)
    return [
        *("tune", f"--config={directory / 'own.py'}", "--config.data.train=optdigits"),
        *("--trials=3", f"--workdir={directory / 'tune'}"),
    ]


def start(directory, **variables):
    return subprocess.Popen(
        [sys.executable, "-m", "hwdigits", *arguments(directory)],
        cwd=REPOSITORY,
        env=os.environ | variables,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def wait_for(found, process, seconds=300):
    deadline = time.monotonic() + seconds
    while not found():
        assert time.monotonic() < deadline
        assert process.poll() is None, "it ended before it could be killed"
        time.sleep(0.01)


def results(workdir):
    """{trial and seed: when its training ended}."""
    paths = (workdir / "trials").glob("*/result.json")
    return {path.parent.name: path.stat().st_mtime_ns for path in paths}


def test_a_killed_search_goes_on_and_repeats_nothing(tmp_path, hwdigits):
    workdir = tmp_path / "tune"
    process = start(tmp_path)
    begun = workdir / "trials" / "trial-002-seed-0"
    wait_for(begun.exists, process)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert (workdir / "tuning" / "records" / "001.json").exists()
    before = results(workdir)
    done = hwdigits(*arguments(tmp_path), timeout=600)
    after = results(workdir)
    assert len(after) == 4
    assert {name: after[name] for name in before} == before
    assert "trial 1 of 3" not in done.stdout
    assert "trial 3 of 3: validation accuracy" in done.stdout
    assert done.stderr == ""
    best = json.loads((workdir / "best.json").read_text())
    assert best["trials"] == 4
    # The command it gives is ready: it trains what the trial trained.
    assert f"train it: {best['train']}" in done.stdout
    assert main(shlex.split(best["train"])[1:]) == 0
    result = json.loads((workdir / "best" / "result.json").read_text())
    assert result["validation_accuracy"] == best["mean"]


@pytest.mark.slow
def test_a_chief_and_two_workers_share_the_trials(tmp_path):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    shared = {
        "KERASTUNER_ORACLE_IP": "127.0.0.1",
        "KERASTUNER_ORACLE_PORT": str(port),
    }
    processes = [
        start(tmp_path, **shared, KERASTUNER_TUNER_ID=name)
        for name in ("chief", "worker0", "worker1")
    ]
    said = [process.communicate(timeout=500) for process in processes]
    assert [process.returncode for process in processes] == [0, 0, 0], said
    assert "start the workers now" in said[0][0]
    assert "train it: hwdigits train" in said[0][0]
    assert "the hand-set values: validation accuracy" in said[1][0] + said[2][0]
    assert len(results(tmp_path / "tune")) == 4
    assert all("trial " in out for out, _ in said)
    best = json.loads((tmp_path / "tune" / "best.json").read_text())
    assert best["trials"] == 4
    rate = best["fields"]["optimizer.learning_rate"]
    assert rate == float(f"{rate:.4g}")  # not what 32 bits make of it
