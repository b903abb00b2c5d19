"""The support vector machine.

Source: paper 2, table 2: 90.2 % on 5,000 test images; kernel and settings are unstated.
Command: hwdigits train --config=configs/paper/svm.py --workdir=runs/svm
"""

from hwdigits import config as config_lib


def get_config():
    config = config_lib.base_config("svm")
    config.data.train = "mnist:10000"
    config.data.test = "mnist:5000"
    config.data.validation = 0.1
    return config
