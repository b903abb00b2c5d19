"""The deep CNN.

Source: paper 5: batch 32, 20 epochs, 99.31 % on MNIST (mean of 50 test runs). Optimizer
and learning rate are unstated there; Adam with a cosine to zero is ours.
Command: hwdigits train --config=configs/paper/deep_cnn.py --workdir=runs/deep_cnn
"""

from hwdigits import config as config_lib


def get_config():
    config = config_lib.base_config("deep_cnn")
    config.training.epochs = 20
    config.training.batch_size = 32
    config.training.precision = "bfloat16"
    config.optimizer.name = "fused_adam"
    config.optimizer.learning_rate = 0.001
    config.optimizer.schedule = "cosine"
    return config
