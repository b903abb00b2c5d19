"""The shipped reader: a small network for other people's hands and pens.

Source: this project; the recipe was chosen on MNIST validation images and hwd1000.
Command: hwdigits train --config=configs/reader.py --workdir=runs/reader
"""

from hwdigits import config as config_lib


def get_config():
    config = config_lib.base_config("reader")
    config.augmentation.rotation_degrees = 12.0
    config.augmentation.shear_degrees = 12.0
    config.augmentation.zoom = 0.12
    config.augmentation.shift_px = 1.5
    config.augmentation.bend_px = 0.9
    config.augmentation.stroke = 0.6
    config.augmentation.narrow = 0.15
    config.augmentation.heavy = 0.1
    config.augmentation.coarse = 0.1
    config.augmentation.wear = 0.15
    config.augmentation.easing = 1 / 3
    config.added.negatives = 0.2
    config.added.written = 0.75
    config.added.hands = 0.2
    config.added.printed = 0.2
    config.added.continental = 0.08
    config.model.dropout = 0.2
    config.training.epochs = 40
    config.training.batch_size = 128
    config.training.precision = "float32"
    config.training.pictures_every = 10
    config.optimizer.name = "fused_adam"
    config.optimizer.learning_rate = 0.002
    config.optimizer.schedule = "cosine"
    return config
