"""Images/s of tf_cnn with Adam: plain Keras, then this package's variants."""

import numpy as np

from hwdigits import config as config_lib
from hwdigits.benchmarks import tables, turns
from hwdigits.data import batches

_BATCH = 100
_PLAIN = "keras fit, float32 (1.0)"
_VARIANTS = (
    ("adam", "float32"),
    ("fused_adam", "float32"),
    ("fused_adam", "bfloat16"),
)


def run(rounds: int) -> str:
    """Images/s of each variant and how many times plain Keras's that is.

    Args:
        rounds: how often each takes its turn, after one uncounted turn.
    """
    data = turns.images()
    variants = {_PLAIN: _plain_epoch(data)} | {
        f"hwdigits, {optimizer}, {precision}": _epoch_of(data, optimizer, precision)
        for optimizer, precision in _VARIANTS
    }
    times = turns.taken(variants, rounds)
    rows = [
        (f"tf_cnn, batch {_BATCH}", "images/s, median [least, most]", "times keras fit")
    ]
    for name, seconds in times.items():
        rates = [len(data) / second for second in seconds]
        ratios = [
            other / one for one, other in zip(seconds, times[_PLAIN], strict=True)
        ]
        rows.append((name, tables.spread(rates, ",.0f"), tables.spread(ratios, ".2f")))
    return f"{tables.table(rows)}\n{turns.conditions(rounds)}"


def _plain_epoch(data):
    """A function that fits tf_cnn for one epoch as a Keras user would."""
    import keras

    from hwdigits import models

    labels, pixels = data.labels, data.images.astype(np.float32) / 255
    model = models.build(config_lib.base_config("tf_cnn").model)
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile("adam", loss, metrics=["accuracy"])
    return lambda: model.fit(pixels, labels, batch_size=_BATCH, verbose=0)


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
