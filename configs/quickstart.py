"""The first thing to run: the deep CNN on whatever digits are at hand, a minute.

Source: paper 5's network, few epochs.
Command: tools/quickstart
"""

from hwdigits import config as config_lib


def get_config():
    config = config_lib.base_config("deep_cnn")
    config.data.train = config.data.test = "optdigits"
    config.training.epochs = 8
    config.training.batch_size = 32
    config.training.precision = "bfloat16"
    config.optimizer.name = "fused_adam"
    config.optimizer.schedule = "cosine"
    return config
