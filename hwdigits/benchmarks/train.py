"""Images/s of two networks: plain Keras, then this package's variants."""

import statistics

import numpy as np

from hwdigits import config as config_lib
from hwdigits import quiet
from hwdigits.benchmarks import (
    sections,
    tables,
    tensorflow_limits,
    turns,
    work,
)
from hwdigits.data import batches

_BATCH = 100
_NETWORKS = ("tf_cnn", "reader")
_PLAIN = "keras fit, float32 (1.0)"
_VARIANTS = (
    ("adam", "float32"),
    ("fused_adam", "float32"),
    ("fused_adam", "bfloat16"),
)
# A step multiplies each layer's weights three times: on the way there, and on the way
# back for the gradient of what came in and for that of the weights.
_FLOPS_OF_A_STEP = 3
_LIMIT = "{} product"
_USAGE = """\
usage: hwdigits benchmark train [--rounds=N] [--json] [--out=DIR]

Images/s of training, against a plain Keras `fit` of the same network, float32, and how
much of what TensorFlow's matrix product reaches in the same type and turn that is: an
image's training is three times its network's arithmetic. The images are the embedded
optical digits, repeated."""


def run(rounds: int) -> dict:
    """Seconds an epoch of each variant, with those of the limits between them.

    Args:
        rounds: how often each takes its turn, after one uncounted turn.

    Returns:
        `turns.conditions`; "flops": {network: of one image, forward}; "seconds":
        {network: {variant: of each round}}; "limits": {type: GFLOP/s of each round}.

    Raises:
        Refusal: TensorFlow is not there.
    """
    quiet.import_tensorflow()
    examples = turns.images()
    variants = {
        f"{network}, {name}": work_of
        for network in _NETWORKS
        for name, work_of in _variants(network, examples).items()
    }
    limits = tensorflow_limits.products()
    times = turns.taken(
        variants | {_LIMIT.format(name): do for name, do in limits.items()}, rounds
    )
    return turns.conditions(rounds) | {
        "flops": {network: _flops(network) for network in _NETWORKS},
        "seconds": {
            network: {
                name.removeprefix(f"{network}, "): times[name]
                for name in variants
                if name.startswith(network)
            }
            for network in _NETWORKS
        },
        "limits": {
            name: tensorflow_limits.gflops(times[_LIMIT.format(name)])
            for name in limits
        },
    }


def _variants(network, examples):
    return {_PLAIN: _plain_epoch(network, examples)} | {
        f"hwdigits, {optimizer}, {precision}": _epoch_of(
            network, examples, optimizer, precision
        )
        for optimizer, precision in _VARIANTS
    }


def _network(name):
    """(the network that learns, its loss) as Keras takes them."""
    import keras

    from hwdigits import models

    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    return models.build(config_lib.base_config(name).model), loss


def _flops(name):
    model, _ = _network(name)
    return work.total(work.of_model(model)).flops


def _plain_epoch(network, examples):
    """A function that fits for one epoch as a Keras user would."""
    labels, pixels = examples.labels, examples.images.astype(np.float32) / 255
    model, loss = _network(network)
    model.compile("adam", loss, metrics=["accuracy"])
    return lambda: model.fit(pixels, labels, batch_size=_BATCH, verbose=0)


def _epoch_of(network, examples, optimizer, precision):
    """A function that trains one epoch as `hwdigits train` does."""
    from hwdigits.training import loop, stages, strategies

    config = config_lib.base_config(network)
    config.training.batch_size = _BATCH
    config.optimizer.name, config.training.precision = optimizer, precision
    device = strategies.build("one_device")
    steps = stages.build_classifier(config, device, len(examples))

    def epoch():
        seen = batches.epoch(examples, _BATCH, 0, 0, config.augmentation)
        for chunk in loop.chunks(seen):
            steps.run(chunk)

    return epoch


def table(result: dict) -> str:
    """What `run` returned, for people."""
    heading = (
        *(f"batch {_BATCH}", "images/s, median [least, most]", "times keras fit"),
        *("GFLOP/s", "of the product"),
    )
    rows = [heading]
    for network, times in result["seconds"].items():
        ratios = turns.ratios(times, _PLAIN)
        for name, seconds in times.items():
            rates = [result["images"] / second for second in seconds]
            flops = _FLOPS_OF_A_STEP * result["flops"][network]
            reached = flops * statistics.median(rates) / 1e9
            limit = max(result["limits"][name.split(", ")[-1].split()[0]])
            rows.append(
                (
                    *(f"{network}, {name}", tables.spread(rates, ",.0f")),
                    *(tables.spread(ratios[name], ".2f"), f"{reached:,.0f}"),
                    f"{reached / limit:.0%}",
                )
            )
    for name, rates in result["limits"].items():
        rows.append((_LIMIT.format(name), "", "", tables.spread(rates, ",.0f"), ""))
    return f"{tables.table(rows)}\n{turns.words(result)}"


SECTION = sections.Section(
    _USAGE,
    sections.rounds,
    lambda values: run(values.rounds),
    table,
    quick=("--rounds=1",),
)
