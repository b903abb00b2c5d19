"""The support vector machine on deskewed digits.

Source: paper 4, table 1: 1.69 % misread, from 2,000 images on 1,000.
Command: hwdigits train --config=configs/paper/svm_deskewed.py --workdir=runs/deskewed
"""

from hwdigits import config as config_lib


def get_config():
    config = config_lib.base_config("svm")
    config.model.deskew = True
    config.data.train = "mnist:2000"
    config.data.test = "mnist:1000"
    return config
