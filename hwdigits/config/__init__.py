"""What a run may be told: every field, its default and what it may hold.

A config file under `configs/` starts from `base_config(model)` and changes a few
fields. `check` is the only judge of their values. A run keeps its config in
`workdir/config.json`, from where `load` reads it for every command after `train`.

defaults.py   every field, its default, and what it is for
rules.py      what each may hold
stored.py     config.json
tuned.py      what `hwdigits tune` may try, beside the fields
"""

from hwdigits.config.defaults import (
    BASELINES,
    LOSSES,
    NETWORKS,
    OPTIMIZERS,
    READERS,
    STRATEGIES,
    base_config,
)
from hwdigits.config.rules import RULES, check, fields
from hwdigits.config.stored import load
from hwdigits.config.tuned import tune, without_tune

__all__ = [
    "BASELINES",
    "LOSSES",
    "NETWORKS",
    "OPTIMIZERS",
    "READERS",
    "RULES",
    "STRATEGIES",
    "base_config",
    "check",
    "fields",
    "load",
    "tune",
    "without_tune",
]
