"""The nearest neighbour.

Source: paper 4, table 1: 15.0 % misread, from 2,000 images on 1,000.
Command: hwdigits train --config=configs/paper/nearest.py --workdir=runs/nearest
"""

from hwdigits import config as config_lib


def get_config():
    config = config_lib.base_config("nearest")
    config.data.train = "mnist:2000"
    config.data.test = "mnist:1000"
    return config
