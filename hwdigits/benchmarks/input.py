"""What preparing a batch costs, against a training step of the smallest CNN."""

from hwdigits import config as config_lib
from hwdigits.benchmarks import tables, turns
from hwdigits.data import batches
from hwdigits.data.examples import Examples

_BATCH = 50  # as configs/paper/lenet.py trains


def run(rounds: int) -> str:
    """Microseconds a batch of 50 for its preparation and for LeNet's step.

    Args:
        rounds: how often each takes its turn, after one uncounted turn.
    """
    data = turns.images()
    plain = config_lib.base_config("lenet").augmentation
    augmented = config_lib.base_config("lenet").augmentation
    augmented.update(  # as configs/reader.py
        rotation_degrees=12.0,
        shear_degrees=12.0,
        zoom=0.12,
        shift_px=1.5,
        bend_px=0.9,
        stroke=0.6,
        wear=0.15,
    )
    ready = _epoch(data, plain)
    variants = {
        "batch, no augmentation": lambda: _epoch(data, plain),
        "batch, all augmentations": lambda: _epoch(data, augmented),
        "training step of lenet": _training(data, ready),
    }
    times = turns.taken(variants, rounds)
    step = times["training step of lenet"]
    rows = [(f"a batch of {_BATCH}", "us, median [least, most]", "share of the step")]
    for name, seconds in times.items():
        per_batch = [1e6 * second / len(ready) for second in seconds]
        shares = [one / other for one, other in zip(seconds, step, strict=True)]
        rows.append(
            (name, tables.spread(per_batch, ",.0f"), tables.spread(shares, ".1%"))
        )
    return f"{tables.table(rows)}\n{turns.conditions(rounds)}"


def _epoch(data: Examples, augmentation):
    return list(batches.epoch(data, _BATCH, 0, 0, augmentation))


def _training(data, ready):
    """A function that trains on batches that are ready."""
    from hwdigits.training import loop, stages, strategies

    config = config_lib.base_config("lenet")
    steps = stages.build_classifier(config, strategies.build("one_device"), len(data))

    def train():
        for chunk in loop.chunks(iter(ready)):
            steps.run(chunk)

    return train
