"""The stacked autoencoder: greedy pre-training, then fine-tuning.

Source: paper 2, table 1 (ReLU, dropout 0.1, Adam, 0.001, batch 20) and table 2: 96.7 %,
from 10,000 images of MNIST and of students' digits. Here: all of MNIST.
Command: hwdigits train --config=configs/paper/sae.py --workdir=runs/sae
The paper's 10,000: --config.data.train=mnist:10000 --config.data.validation=0.1.
"""

from hwdigits import config as config_lib


def get_config():
    config = config_lib.base_config("sae")
    config.model.pretraining_epochs = 20
    config.training.epochs = 35
    config.training.batch_size = 20
    config.training.pictures_every = 7
    config.optimizer.name = "fused_adam"
    config.optimizer.learning_rate = 0.001
    return config
