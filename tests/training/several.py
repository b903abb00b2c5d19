"""Trains several configs in one process, as TensorFlow takes so long to start.

    python -m tests.training.several STRATEGY DIR NAME...

Each NAME of CONFIGS goes to DIR/NAME, on the same optical digits.
"""

import pathlib
import sys

import numpy as np

from hwdigits import config as config_lib
from hwdigits import quiet
from hwdigits.commands import train
from hwdigits.data import optdigits

# The last batch is of one image, so that most replicas have nothing of it.
IMAGES, BATCH = 201, 50


def _sae(config):
    config.model.input_dropout = 0.0  # each replica drops other pixels
    config.model.pretraining_epochs = 2


def _deep_sae(config):
    _sae(config)
    config.model.pretraining = "deep"


def _lenet(config):
    config.training.weight_decay = 1e-4
    config.augmentation.shift_px = 2.0


def _reader(config):
    config.model.dropout = 0.0
    config.optimizer.name, config.optimizer.learning_rate = "sgd", 0.001
    config.augmentation.rotation_degrees = 5.0
    config.added.negatives = 0.2
    config.added.continental = 0.1


def _bfloat16(config):
    config.training.precision = "bfloat16"


# name -> (model, what is changed)
CONFIGS = {
    "sae": ("sae", _sae),
    "deep_sae": ("sae", _deep_sae),
    "lenet": ("lenet", _lenet),
    "reader": ("reader_tiny", _reader),
    "bfloat16": ("lenet", _bfloat16),
}


def run(strategy, directory: pathlib.Path, names) -> None:
    """Trains those of these names."""
    everything = optdigits.load("train")
    examples = (
        everything.take(np.arange(IMAGES)),
        everything.take(np.arange(IMAGES, IMAGES + 100)),
    )
    for name in names:
        model, change = CONFIGS[name]
        config = config_lib.base_config(model)
        config.training.epochs = config.training.pictures_every = 2
        config.training.batch_size = BATCH
        change(config)
        train.run(config, directory / name, examples=examples, strategy=strategy)


if __name__ == "__main__":
    quiet.import_tensorflow()
    from hwdigits.training import strategies

    run(strategies.build(sys.argv[1]), pathlib.Path(sys.argv[2]), sys.argv[3:])
