"""What may be better about the shipped reader: its rate, dropout and wear.

Source: this project; all but config.tune is configs/reader.py.
Command: hwdigits tune --config=configs/tune/reader.py --workdir=runs/tune_reader
With --objective=loss: nearly all validation digits are read right, so that accuracies
differ by chance.
docs/TUNING.md says what came of it.
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
    config.augmentation.wear = 0.15
    config.augmentation.easing = 1 / 3
    config.added.negatives = 0.2
    config.added.written = 0.75
    config.added.printed = 0.2
    config.added.continental = 0.04
    config.model.dropout = 0.2
    config.training.epochs = 24
    config.training.batch_size = 128
    config.training.precision = "bfloat16"
    config.training.pictures_every = 10
    config.optimizer.name = "fused_adam"
    config.optimizer.learning_rate = 0.002
    config.optimizer.schedule = "cosine"
    config_lib.tune(
        config,
        {
            "optimizer.learning_rate": ("log", 0.0005, 0.01),
            "model.dropout": ("linear", 0.0, 0.5),
            "augmentation.wear": ("linear", 0.0, 0.5),
        },
    )
    return config
