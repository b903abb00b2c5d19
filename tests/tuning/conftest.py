"""A config that trains in a moment, and what may be tried with it."""

import math

import pytest
from matplotlib.figure import Figure

from hwdigits import config as config_lib
from hwdigits.tuning import plots, trials


@pytest.fixture
def tunable():
    """Makes a softmax config of one epoch with `config.tune`."""

    def make(tried, **fields):
        config = config_lib.base_config("softmax")
        config.training.epochs = 1
        config.update_from_flattened_dict(fields)
        config_lib.tune(config, tried)
        return config

    return make


@pytest.fixture
def imagined(monkeypatch):
    """In place of training: an accuracy that the rate and the batch size settle."""
    trained = []

    def run(number, config, seeds, directory, examples, shown):
        trained.append(number)
        rate, batch = config.optimizer.learning_rate, config.training.batch_size
        accuracy = 0.9 - 0.1 * abs(math.log10(rate / 0.3)) - batch / 10_000
        runs = [
            {"seed": seed, "status": "done", "accuracy": accuracy, "seconds": 1.0}
            for seed in range(seeds)
        ]
        return {"status": "done", "runs": runs}

    monkeypatch.setattr(trials, "run", run)
    # A second of drawing each time a trial ends.
    monkeypatch.setattr(plots, "trials", lambda found, plan: Figure((1, 1)))
    return trained
