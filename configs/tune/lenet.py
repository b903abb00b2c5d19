"""What may be better about the LeNet variant: its rate, batch, optimizer, distortion.

Source: this project; all but config.tune is configs/paper/lenet.py.
Command: hwdigits tune --config=configs/tune/lenet.py --workdir=runs/tune_lenet
docs/TUNING.md says what came of it.
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
    config_lib.tune(
        config,
        {
            "optimizer.learning_rate": ("log", 0.1, 4.0),
            "optimizer.name": ("sgd", "momentum"),
            "training.batch_size": (15, 25, 50),
            "augmentation.shift_px": ("linear", 0.0, 1.5),
            "augmentation.rotation_degrees": ("linear", 0.0, 10.0),
        },
    )
    return config
