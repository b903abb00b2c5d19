"""Softmax regression by plain gradient descent.

Source: paper 1, table 1, row 0.1 of the softmax column: 92.5 % on MNIST's test images.
Command: hwdigits train --config=configs/paper/softmax.py --workdir=runs/softmax
Epochs are ours: the paper shows "the first 20 rounds" and its train accuracies are
multiples of 1/99, hence the batch.
"""

from hwdigits import config as config_lib


def get_config():
    config = config_lib.base_config("softmax")
    config.training.epochs = 40
    config.training.batch_size = 99
    config.training.pictures_every = 10  # they take longer than an epoch
    config.optimizer.name = "sgd"
    config.optimizer.learning_rate = 0.1
    config.optimizer.schedule = "cosine"
    return config
