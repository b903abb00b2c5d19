"""What may be better about the shipped reader: its rate, dropout and wear.

Source: this project; all but config.tune is configs/reader.py's.
Command: hwdigits tune --config=configs/tune/reader.py --workdir=runs/tune_reader
With --objective=loss: nearly all validation digits are read right, so that accuracies
differ by chance.
docs/TUNING.md says what came of it.
"""

import pathlib
import runpy

from hwdigits import config as config_lib

_HAND_SET = pathlib.Path(__file__).parents[1] / "reader.py"


def get_config():
    config = runpy.run_path(str(_HAND_SET))["get_config"]()
    config_lib.tune(
        config,
        {
            "optimizer.learning_rate": ("log", 0.0005, 0.01),
            "model.dropout": ("linear", 0.0, 0.5),
            "augmentation.wear": ("linear", 0.0, 0.5),
        },
    )
    return config
