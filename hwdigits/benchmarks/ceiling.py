"""What the machine can do at most, and what each network asks of it."""

import importlib.util
import os

from hwdigits import config as config_lib
from hwdigits import machine
from hwdigits.benchmarks import (
    limits,
    sections,
    tables,
    tensorflow_limits,
    turns,
    work,
)

_BATCHES = (1, 100)
_USAGE = """\
usage: hwdigits benchmark ceiling [--rounds=N] [--json] [--out=DIR]

The limits: float32 matrix products by NumPy on one thread and on all cores, copies of
memory by one, and by TensorFlow, if it is installed, products in float32 and bfloat16.
Then, with TensorFlow, each network's operations and bytes for one 28x28 digit, counted
from its layers, and the least time that the limits of one thread allow in float32, by
its arithmetic or by reading its weights from memory once a batch. Numbers of one byte
can be multiplied faster than that."""


def run(rounds: int) -> dict:
    """Measures the limits, which take turns, and counts the networks.

    Args:
        rounds: how often each limit is measured.

    Returns:
        {"machine", "rounds", "threads": {number: as `limits.of_rounds`}, "tensorflow":
        {type: GFLOP/s of each round} and "networks": a dict each; both empty without
        TensorFlow}.
    """
    counts = sorted({1, os.cpu_count() or 1})
    found = {count: [] for count in counts}
    for _ in range(rounds):
        for count in counts:
            found[count].append(limits.measured(count))
    has_tensorflow = importlib.util.find_spec("tensorflow") is not None
    return {
        "tensorflow": _tensorflow(rounds) if has_tensorflow else {},
        "networks": _networks() if has_tensorflow else [],
        "threads": {
            str(count): limits.of_rounds(some) for count, some in found.items()
        },
        "rounds": rounds,
        "machine": machine.facts("numpy", *(["tensorflow"] if has_tensorflow else [])),
    }


def _tensorflow(rounds):
    taken = turns.taken(tensorflow_limits.products(), rounds)
    return {name: tensorflow_limits.gflops(times) for name, times in taken.items()}


def _networks():
    from hwdigits import models

    found = []
    for name in models.NETWORKS:
        model = models.build(config_lib.base_config(name).model)
        sums = work.total(work.of_model(model))
        found.append(
            {
                "network": name,
                "parameters": model.count_params(),
                "flops": sums.flops,
                "weight_bytes": sums.weight_bytes,
                "moved_bytes": sums.moved_bytes,
            }
        )
    return found


def table(result: dict) -> str:
    """What `run` returned, for people."""
    rows = [("limit", "median [least, most]", "n")]
    n = str(result["rounds"])
    for count, found in result["threads"].items():
        what = f"float32 product, NumPy, {count} thread{'s' * (count != '1')}, GFLOP/s"
        rows.append((what, tables.spread(found["gemm_gflops"], ",.0f"), n))
    copies = [one for found in result["threads"].values() for one in found["copy_gb_s"]]
    copied = tables.spread(copies, ",.1f")
    rows.append(("memory copied, read + written, GB/s", copied, str(len(copies))))
    for name, rates in result["tensorflow"].items():
        what = f"{name} product, TensorFlow, its threads, GFLOP/s"
        rows.append((what, tables.spread(rates, ",.0f"), n))
    parts = [machine.words(result["machine"]), "", tables.table(rows)]
    if result["networks"]:
        parts += ["", _networks_table(result)]
    else:
        parts.append("without TensorFlow, which builds them, no networks are counted")
    return "\n".join(parts)


def _networks_table(result):
    heading = ("a digit of 28x28", "parameters", "MFLOP", "kB of weights", "kB moved")
    least = tuple(f"least us, batch {batch}" for batch in _BATCHES)
    rows = [heading + least]
    one_thread = result["threads"]["1"]
    for found in result["networks"]:
        times = (
            limits.least_us(one_thread, found["flops"], found["weight_bytes"] / batch)
            for batch in _BATCHES
        )
        rows.append(
            (
                *(found["network"], f"{found['parameters']:,}"),
                f"{found['flops'] / 1e6:,.2f}",
                f"{found['weight_bytes'] / 1e3:,.0f}",
                f"{found['moved_bytes'] / 1e3:,.0f}",
                *(f"{time:,.1f}" for time in times),
            )
        )
    return tables.table(rows)


SECTION = sections.Section(
    _USAGE,
    sections.rounds,
    lambda values: run(values.rounds),
    table,
    quick=("--rounds=1",),
)
