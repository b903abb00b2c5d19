"""What may be better about the LeNet variant: rate, schedule, batch, distortion.

Source: this project; all but config.tune is configs/paper/lenet.py's.
Command: hwdigits tune --config=configs/tune/lenet.py --workdir=runs/tune_lenet
docs/TUNING.md says what came of it.
"""

import pathlib
import runpy

from hwdigits import config as config_lib

_HAND_SET = pathlib.Path(__file__).parents[1] / "paper" / "lenet.py"


def get_config():
    config = runpy.run_path(str(_HAND_SET))["get_config"]()
    config_lib.tune(
        config,
        {
            "optimizer.learning_rate": ("log", 0.1, 4.0),
            "optimizer.name": ("sgd", "momentum"),
            "optimizer.schedule": ("cosine", "warm_up_cosine"),
            "training.batch_size": (15, 25, 50),
            "augmentation.shift_px": ("linear", 0.0, 1.5),
            "augmentation.rotation_degrees": ("linear", 0.0, 10.0),
        },
    )
    return config
