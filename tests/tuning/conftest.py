"""A config that trains in a moment, and what may be tried with it."""

import pytest

from hwdigits import config as config_lib


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
