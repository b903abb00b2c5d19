"""The LeNet variant by plain gradient descent.

Source: paper 4: batch 50, learning rate 1.0, squared error; 0.98 % misread, which it
says of 2,000 training images. Here: all of MNIST. The weight decay is unstated there.
Command: hwdigits train --config=configs/paper/lenet.py --workdir=runs/lenet
The paper's data: --config.data.train=mnist:2000 --config.data.test=mnist:1000.
"""

from hwdigits import config as config_lib


def get_config():
    config = config_lib.base_config("lenet")
    config.training.epochs = 60
    config.training.batch_size = 50
    config.training.loss = "sigmoid_squared_error"
    config.training.pictures_every = 10
    config.optimizer.name = "sgd"
    config.optimizer.learning_rate = 1.0
    config.optimizer.schedule = "cosine"
    return config
