"""What preparing a batch costs, against a training step of the smallest CNN."""

from hwdigits import config as config_lib
from hwdigits import quiet
from hwdigits.benchmarks import sections, tables, turns
from hwdigits.data import batches
from hwdigits.data.examples import Examples

_BATCH = 50  # as configs/paper/lenet.py trains
_STEP = "training step of lenet"
_USAGE = """\
usage: hwdigits benchmark input [--rounds=N] [--json] [--out=DIR]

Each figure is the median of the rounds, with the least and the most in brackets; the
images are the embedded optical digits, repeated."""


def run(rounds: int) -> dict:
    """Seconds an epoch for preparing batches of 50 and for LeNet's steps.

    Args:
        rounds: how often each takes its turn, after one uncounted turn.

    Returns:
        `turns.conditions`, "batches" an epoch, and "seconds": {variant: of each round}.
    """
    quiet.import_tensorflow()
    data = turns.images()
    plain = config_lib.base_config("lenet").augmentation
    augmented = config_lib.base_config("lenet").augmentation
    augmented.update(turns.DISTORTED)
    ready = _epoch(data, plain)
    variants = {
        "batch, no augmentation": lambda: _epoch(data, plain),
        "batch, all augmentations": lambda: _epoch(data, augmented),
        _STEP: _training(data, ready),
    }
    times = turns.taken(variants, rounds)
    return turns.conditions(rounds) | {"batches": len(ready), "seconds": times}


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


def table(result: dict) -> str:
    """What `run` returned, for people."""
    rows = [(f"a batch of {_BATCH}", "us, median [least, most]", "share of the step")]
    times = result["seconds"]
    for name, seconds in times.items():
        per_batch = [1e6 * second / result["batches"] for second in seconds]
        shares = [one / step for one, step in zip(seconds, times[_STEP], strict=True)]
        rows.append(
            (name, tables.spread(per_batch, ",.0f"), tables.spread(shares, ".1%"))
        )
    return f"{tables.table(rows)}\n{turns.words(result)}"


SECTION = sections.Section(
    _USAGE,
    sections.rounds,
    lambda values: run(values.rounds),
    table,
    quick=("--rounds=1",),
)
