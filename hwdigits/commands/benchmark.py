"""`hwdigits benchmark`: speed on this machine, as ratios measured in one run."""

import os
import platform
import resource
import statistics
import time

import numpy as np
from absl import flags as absl_flags

from hwdigits import config as config_lib
from hwdigits import quiet
from hwdigits.commands import flags
from hwdigits.data import batches, optdigits
from hwdigits.data import examples as examples_lib

SECTIONS = ("input", "train")
USAGE = """\
usage: hwdigits benchmark input|train [--rounds=N]

input  what preparing a batch costs, against a training step of the smallest CNN
train  images/s of tf_cnn against a plain Keras fit, taking turns within one run

Each figure is the median of the rounds, with the least and the most in brackets; the
images are the embedded optical digits, repeated."""
_IMAGES = 6_000
_BATCH = 100


def main(argv: list[str]) -> int:
    """The command line; returns the exit code."""
    values = flags.new()
    absl_flags.DEFINE_integer(
        *("rounds", 5, "How often everything takes its turn [5]."),
        flag_values=values,
        lower_bound=1,
    )
    named = flags.parse(values, argv, USAGE)
    if len(named) != 1 or named[0] not in SECTIONS:
        raise flags.UsageError(
            f"benchmark takes one of {', '.join(SECTIONS)}. Received: "
            f"{' '.join(named) or 'nothing'}"
        )
    quiet.import_tensorflow()
    print(run(named[0], values.rounds))
    return 0


def run(section: str, rounds: int) -> str:
    """Measures a section; returns its table.

    Args:
        section: "input" or "train".
        rounds: how often every variant takes its turn, after one uncounted turn.
    """
    table = {"input": _input, "train": _train}[section](_images(), rounds)
    return f"{table}\n{_machine(rounds)}"


def _images():
    digits = optdigits.load("train")
    return digits.take(np.arange(_IMAGES) % len(digits))


def _rounds(variants, rounds):
    """{name: seconds of each round}; the variants take turns, the first uncounted."""
    times = {name: [] for name in variants}
    for number in range(rounds + 1):
        for name, work in variants.items():
            begun = time.perf_counter()
            work()
            if number:
                times[name].append(time.perf_counter() - begun)
    return times


def _input(data: examples_lib.Examples, rounds: int) -> str:
    """Microseconds a batch of 50 for its preparation and for LeNet's step."""
    from hwdigits.training import loop, stages, strategies

    config = config_lib.base_config("lenet")
    size = 50
    steps = stages.build_classifier(config, strategies.build("one_device"), len(data))
    plain = config.augmentation
    augmented = config_lib.base_config("lenet").augmentation
    augmented.update(rotation_degrees=10.0, shear_degrees=10.0, zoom=0.1, shift_px=2.0)
    ready = list(batches.epoch(data, size, 0, 0, plain))

    def train():
        for chunk in loop.chunks(iter(ready)):
            steps.run(chunk)

    times = _rounds(
        {
            "batch, no augmentation": lambda: list(
                batches.epoch(data, size, 0, 0, plain)
            ),
            "batch, all augmentations": lambda: list(
                batches.epoch(data, size, 0, 0, augmented)
            ),
            "training step of lenet": train,
        },
        rounds,
    )
    step = times["training step of lenet"]
    rows = [("a batch of 50", "us, median [least, most]", "share of the step")]
    for name, seconds in times.items():
        per_batch = [1e6 * second / len(ready) for second in seconds]
        shares = [one / other for one, other in zip(seconds, step, strict=True)]
        rows.append((name, _spread(per_batch, ",.0f"), _spread(shares, ".1%")))
    return _table(rows)


def _train(data: examples_lib.Examples, rounds: int) -> str:
    """Images/s of tf_cnn with Adam: plain Keras, then this package's variants."""
    labels, pixels = data.labels, data.images.astype(np.float32) / 255
    plain = _plain_keras()

    def fit():
        plain.fit(pixels, labels, batch_size=_BATCH, verbose=0)

    variants = {"keras fit, float32 (1.0)": fit}
    for optimizer, precision in (
        ("adam", "float32"),
        ("fused_adam", "float32"),
        ("fused_adam", "bfloat16"),
    ):
        name = f"hwdigits, {optimizer}, {precision}"
        variants[name] = _epoch_of(data, optimizer, precision)
    times = _rounds(variants, rounds)
    base = times["keras fit, float32 (1.0)"]
    rows = [("tf_cnn, batch 100", "images/s, median [least, most]", "times keras fit")]
    for name, seconds in times.items():
        rates = [len(data) / second for second in seconds]
        ratios = [other / one for one, other in zip(seconds, base, strict=True)]
        rows.append((name, _spread(rates, ",.0f"), _spread(ratios, ".2f")))
    return _table(rows)


def _plain_keras():
    """tf_cnn and how a Keras user would compile it."""
    import keras

    from hwdigits import models

    model = models.build(config_lib.base_config("tf_cnn").model)
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile("adam", loss, metrics=["accuracy"])
    return model


def _epoch_of(data, optimizer, precision):
    """A function that trains one epoch as `hwdigits train` does."""
    from hwdigits.training import loop, stages, strategies

    config = config_lib.base_config("tf_cnn")
    config.optimizer.name, config.training.precision = optimizer, precision
    steps = stages.build_classifier(config, strategies.build("one_device"), len(data))

    def epoch():
        seen = batches.epoch(data, _BATCH, 0, 0, config.augmentation)
        for chunk in loop.chunks(seen):
            steps.run(chunk)

    return epoch


def _spread(values, form):
    middle = statistics.median(values)
    return f"{middle:{form}} [{min(values):{form}}, {max(values):{form}}]"


def _table(rows):
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        for row in rows
    ]
    lines.insert(1, "  ".join("-" * width for width in widths))
    return "\n".join(line.rstrip() for line in lines)


def _machine(rounds):
    import keras
    import tensorflow as tf

    peak_mib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return (
        f"n={rounds} rounds of {_IMAGES:,} images; {os.cpu_count()} cores, "
        f"{platform.machine()}; Python {platform.python_version()}, TensorFlow "
        f"{tf.__version__}, Keras {keras.__version__}; peak memory {peak_mib:,.0f} MiB"
    )
