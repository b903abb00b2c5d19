"""Steps/s of one process, of one with two replicas, and of two processes.

All of them share this machine's cores: what dividing a step costs is measured, not
what several machines would gain.
"""

import contextlib
import json
import os
import pathlib
import socket
import subprocess
import sys
import time

import numpy as np

from hwdigits import config as config_lib
from hwdigits import machine, quiet
from hwdigits.benchmarks import sections, tables, turns
from hwdigits.refusal import Refusal

NETWORKS = ("softmax", "lenet", "tf_cnn")
# Images a batch, over all replicas -> steps a round: a second or two of tf_cnn.
BATCHES = {50: 60, 1000: 4}
# What the table calls it -> (config.strategy, processes).
VARIANTS = {
    "1 process": ("one_device", 1),
    "1 process, 2 replicas": ("mirrored", 1),
    "2 processes": ("multi_worker", 2),
}
# What is measured on ever more replicas: a network and a batch.
_GROWN = "lenet", 1000
_TIMEOUT_S = 1800
_USAGE = """\
usage: hwdigits benchmark distribute [--rounds=N] [--json] [--out=DIR]

Steps/s at batches of 50 and of 1,000 images. Processes and replicas share this
machine's cores: what dividing a step costs is measured, not what several machines
would gain."""


def run(rounds: int) -> dict:
    """Steps/s of each variant, and how many numbers replicas must add up a step.

    Args:
        rounds: how often each network takes a round of steps, after one uncounted.

    Returns:
        {"machine", "rounds", "cases": {variant: {case: {"rates", "parameters"}}}}.

    Raises:
        Refusal: a process has failed.
    """
    quiet.import_tensorflow()
    return {
        "machine": machine.facts("tensorflow", "keras"),
        "rounds": rounds,
        "cases": {name: _measured(*VARIANTS[name], rounds) for name in VARIANTS},
    }


def table(result: dict) -> str:
    """What `run` returned, for people."""
    cases = result["cases"]
    rows = [("steps/s, median [least, most]", *VARIANTS, "gradients, kB a step")]
    for case, told in cases["1 process"].items():
        rates = [tables.spread(cases[name][case]["rates"], ",.1f") for name in VARIANTS]
        rows.append((case, *rates, f"{4 * told['parameters'] / 1000:,.0f}"))
    return (
        f"{tables.table(rows)}\nn={result['rounds']} rounds, sgd, float32; "
        f"{machine.words(result['machine'])}"
    )


def replicas(count: int, rounds: int) -> tuple[float, float]:
    """A step of the LeNet variant at batches of 1,000, in a process with replicas.

    Args:
        count: of replicas, each on a logical CPU.
        rounds: how often it takes a round of steps, after one uncounted.

    Returns:
        (ms, the median; peak resident memory of the process, MB of 1,000,000 bytes).

    Raises:
        Refusal: the process has failed.
    """
    told = _told([_start("mirrored", rounds, [], 0, count)], "mirrored")
    (case,) = told["cases"].values()
    return 1e3 / float(np.median(case["rates"])), told["mb"]


def _measured(strategy, count, rounds):
    """{"lenet, batch 50": {"rates", "parameters"}} by processes of their own."""
    with contextlib.ExitStack() as stack:
        free = [
            stack.enter_context(socket.create_server(("", 0))) for _ in range(count)
        ]
        workers = [f"127.0.0.1:{one.getsockname()[1]}" for one in free]
    started = [_start(strategy, rounds, workers, index) for index in range(count)]
    return _told(started, strategy)["cases"]


def _told(started, strategy):
    """What the first of the processes says, once all have ended."""
    try:
        told = [process.communicate(timeout=_TIMEOUT_S) for process in started]
    finally:
        for process in started:
            process.kill()
    for process, (_, stderr) in zip(started, told, strict=True):
        if process.returncode:
            raise Refusal(f"a process of {strategy} has failed. Received: {stderr}")
    return json.loads(told[0][0].splitlines()[-1])


def _start(strategy, rounds, workers, index, *cpus):
    task = {"type": "worker", "index": index}
    described = json.dumps({"cluster": {"worker": workers}, "task": task})
    root = pathlib.Path(__file__).resolve().parents[2]
    module = "hwdigits.benchmarks.distribute"
    return subprocess.Popen(
        [sys.executable, "-m", module, strategy, *map(str, (rounds, *cpus))],
        cwd=root,
        env=os.environ | {"TF_CONFIG": described},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def steps(strategy, rounds: int, networks=NETWORKS, batches=BATCHES) -> dict:
    """Within one process: {"lenet, batch 50": {"rates": [...], "parameters": N}}."""
    from hwdigits.training import stages

    data = turns.images()
    found = {}
    for network in networks:
        config = config_lib.base_config(network)
        config.optimizer.name = "sgd"
        for batch, count in batches.items():
            built = stages.build_classifier(config, strategy, len(data))
            ready = [(data.images[:batch], data.labels[:batch])] * count
            seconds = []
            for _ in range(rounds + 1):
                begun = time.perf_counter()
                built.run(ready)
                seconds.append(time.perf_counter() - begun)
            found[f"{network}, batch {batch:,}"] = {
                "rates": [count / second for second in seconds[1:]],
                "parameters": built.model.count_params(),
            }
    return found


SECTION = sections.Section(
    _USAGE,
    sections.rounds,
    lambda values: run(values.rounds),
    table,
    quick=("--rounds=1",),
)

if __name__ == "__main__":
    quiet.import_tensorflow()
    from hwdigits.training import strategies

    name, rounds, *cpus = sys.argv[1:]
    built = strategies.build(name, *map(int, cpus))
    if cpus:
        network, batch = _GROWN
        cases = steps(built, int(rounds), (network,), {batch: BATCHES[batch]})
    else:
        cases = steps(built, int(rounds))
    print(json.dumps({"cases": cases, "mb": turns.peak_mb()}))
