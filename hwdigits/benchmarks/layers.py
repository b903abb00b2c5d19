"""A training step of the reader's network, part by part. With TensorFlow."""

import statistics

import numpy as np

from hwdigits import config as config_lib
from hwdigits import machine, quiet
from hwdigits.benchmarks import tables, tensorflow_limits, turns, work
from hwdigits.data import batches

_BATCH = 128  # as configs/reader.py trains
_STEPS = 4  # of a turn
_PRECISIONS = ("float32", "bfloat16")
# A layer that multiplies does so once forward and, as nothing learns from the image
# itself, once or twice back.
_BACK = 2


def run(rounds: int) -> dict:
    """Times the parts in both precisions, each in its turn.

    Args:
        rounds: how often each takes its turn, after one uncounted turn.

    Returns:
        {"machine", "rounds", "batch", "seconds": {"precision, part": of one batch in
        each round}, "flops": {layer: of one image, forward}, "limits": {precision:
        GFLOP/s of each round}}.
    """
    quiet.import_tensorflow()
    config = _config()
    examples = turns.images().take(np.arange(_STEPS * _BATCH))
    parts = {"preparing a batch": lambda: _ready(examples, config)}
    flops = {}
    for precision in _PRECISIONS:
        config.training.precision = precision
        model, step = _step(config, examples)
        parts[f"{precision}, whole step"] = step
        flops |= {one.name: one.flops for one in work.of_model(model)}
        for name, layer in _layers(model).items():
            parts[f"{precision}, {name}"] = layer
    limits = tensorflow_limits.products()
    taken = turns.taken(parts | limits, rounds)
    return {
        "machine": machine.facts("tensorflow", "keras"),
        "rounds": rounds,
        "batch": _BATCH,
        "seconds": {name: [one / _STEPS for one in taken[name]] for name in parts},
        "flops": flops,
        "limits": {name: tensorflow_limits.gflops(taken[name]) for name in limits},
    }


def _config():
    config = config_lib.base_config("reader")
    config.training.batch_size = _BATCH
    config.optimizer.name = "fused_adam"
    config.augmentation.update(turns.DISTORTED)
    return config


def _ready(examples, config):
    return list(batches.epoch(examples, _BATCH, 0, 0, config.augmentation))


def _step(config, examples):
    """(the network, a function that takes _STEPS steps on batches that are ready)."""
    from hwdigits.training import stages, strategies

    ready = _ready(examples, config)
    device = strategies.build("one_device")
    steps = stages.build_classifier(config, device, len(examples))
    return steps.model, lambda: steps.run(ready)


def _layers(model):
    """{layer: a function that takes it _STEPS times forward and back, alone}."""
    import tensorflow as tf

    kinds = (
        *("Conv2D", "BatchNormalization", "FusedNormalization", "ReLU"),
        *("MaxPooling2D", "Dense"),
    )
    return {
        layer.name: _alone(tf, layer)
        for layer in model.layers
        if type(layer).__name__ in kinds
    }


def _alone(tf, layer):
    shape = (_BATCH, *layer.input.shape[1:])
    given = tf.cast(tf.random.stateless_normal(shape, (0, 0)), layer.input.dtype)
    weights = [weight.value for weight in layer.trainable_weights]

    @tf.function
    def times(given):
        for _ in tf.range(_STEPS):
            with tf.GradientTape() as tape:
                tape.watch(given)
                out = layer(given, training=True)
            gradients = tape.gradient(out, [given, *weights])
            # Each needs the one before, so that none can be left out.
            given = given + 1e-6 * gradients[0]
            for gradient in gradients[1:]:
                given += 0 * tf.cast(tf.reduce_sum(gradient), given.dtype)
        return given

    return lambda: times(given).numpy()


def table(result: dict) -> str:
    """What `run` returned, for people."""
    batch, flops = result["batch"], result["flops"]
    rows = [(f"of a step, batch {batch}", "ms, median [least, most]", "GFLOP/s", "")]
    for name, seconds in result["seconds"].items():
        precision, _, part = name.partition(", ")
        own = sum(flops.values()) if part == "whole step" else flops.get(part, 0)
        # What does not multiply does one operation a number, which says nothing.
        reached = shown = ""
        if part == "whole step" or part.startswith(("conv", "d")):
            rate = own * (1 + _BACK) * batch / statistics.median(seconds) / 1e9
            reached = f"{rate:,.0f}"
            shown = f"{rate / max(result['limits'][precision]):.0%}"
        spread = tables.spread([1e3 * one for one in seconds], ".2f")
        rows.append((name, spread, reached, shown))
    for name, rates in result["limits"].items():
        rows.append((f"{name} product", "", tables.spread(rates, ",.0f"), "100%"))
    return (
        f"{machine.words(result['machine'])}\nn={result['rounds']} rounds of {_STEPS} "
        f"steps; layers alone, forward and back\n{tables.table(rows)}"
    )
