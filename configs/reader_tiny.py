"""The reader's recipe in under 10,000 parameters.

Source: this project; as configs/reader.py, but a network so small has nothing to drop
and is overtaxed by strong distortions.
Command: hwdigits train --config=configs/reader_tiny.py --workdir=runs/reader_tiny
"""

from hwdigits import config as config_lib


def get_config():
    config = config_lib.base_config("reader_tiny")
    config.augmentation.rotation_degrees = 8.0
    config.augmentation.shear_degrees = 8.0
    config.augmentation.zoom = 0.08
    config.augmentation.shift_px = 1.0
    config.augmentation.bend_px = 0.6
    config.augmentation.stroke = 0.4
    config.augmentation.wear = 0.05
    config.augmentation.easing = 1 / 3
    config.model.dropout = 0.0
    config.training.epochs = 30
    config.training.batch_size = 128
    config.training.precision = "float32"
    config.training.pictures_every = 10
    config.optimizer.name = "fused_adam"
    config.optimizer.learning_rate = 0.002
    config.optimizer.schedule = "cosine"
    return config
