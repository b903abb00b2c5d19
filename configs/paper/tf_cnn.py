"""The TensorFlow CNN by plain gradient descent.

Source: paper 1, table 1, row 0.025 of the CNN column: 98.3 % on MNIST's test images.
Command: hwdigits train --config=configs/paper/tf_cnn.py --workdir=runs/tf_cnn
Epochs and batch as in softmax.py.
"""

from hwdigits import config as config_lib


def get_config():
    config = config_lib.base_config("tf_cnn")
    config.training.epochs = 20
    config.training.batch_size = 99
    config.training.precision = "bfloat16"
    config.optimizer.name = "sgd"
    config.optimizer.learning_rate = 0.025
    return config
