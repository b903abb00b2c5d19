"""The random forest.

Source: paper 2, table 2: 93.2 % on 5,000 test images; its settings are unstated.
Command: hwdigits train --config=configs/paper/forest.py --workdir=runs/forest
"""

from hwdigits import config as config_lib


def get_config():
    config = config_lib.base_config("forest")
    config.data.train = "mnist:10000"
    config.data.test = "mnist:5000"
    config.data.validation = 0.1
    return config
