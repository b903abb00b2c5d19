"""The five nearest neighbours; how many the paper took is unstated.

Source: paper 4, table 1: 5.50 % misread, from 2,000 images on 1,000.
Command: hwdigits train --config=configs/paper/k_nearest.py --workdir=runs/k_nearest
"""

from hwdigits import config as config_lib


def get_config():
    config = config_lib.base_config("nearest")
    config.model.neighbours = 5
    config.data.train = "mnist:2000"
    config.data.test = "mnist:1000"
    return config
