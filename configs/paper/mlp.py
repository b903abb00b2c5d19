"""The multi-layer perceptron with cross-entropy.

Source: paper 3: Adam, 0.001, batch 100, about 80,000 steps; sigmoid units; it gives
98.24 % on 600 pictures of people's own digits and no figure on MNIST.
Command: hwdigits train --config=configs/paper/mlp.py --workdir=runs/mlp
The cost it argues against: --config.training.loss=softmax_squared_error.
"""

from hwdigits import config as config_lib


def get_config():
    config = config_lib.base_config("mlp")
    config.training.epochs = 145  # of 550 steps: 79,750
    config.training.batch_size = 100
    config.training.pictures_every = 29
    config.optimizer.name = "fused_adam"
    config.optimizer.learning_rate = 0.001
    return config
