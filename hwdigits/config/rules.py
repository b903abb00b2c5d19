"""What each field may hold: the only judge of a config's values."""

import re

import ml_collections

from hwdigits.config.defaults import (
    BASELINES,
    LOSSES,
    NETWORKS,
    OPTIMIZERS,
    READERS,
    STRATEGIES,
    base_config,
)
from hwdigits.refusal import Refusal


class _Rule:
    """What a field may hold: a test and the words for it."""

    def __init__(self, words, accepts):
        self.words, self.accepts = words, accepts


def _one_of(*names):
    return _Rule(f"one of {', '.join(map(str, names))}", lambda value: value in names)


def _whole(least):
    return _Rule(
        f"a whole number from {least} up",
        lambda value: type(value) is int and value >= least,
    )


def _number(least, most=float("inf")):
    upper = "up" if most == float("inf") else f"to {most}"
    return _Rule(
        f"a number from {least} {upper}",
        lambda value: type(value) in (int, float) and least <= value <= most,
    )


def _between(low, high=float("inf")):
    upper = "" if high == float("inf") else f" and below {high}"
    return _Rule(
        f"a number above {low}{upper}",
        lambda value: type(value) in (int, float) and low < value < high,
    )


_SOURCES = _Rule(
    "mnist, optdigits or a folder, each with an optional :COUNT, joined by +",
    lambda value: (
        isinstance(value, str)
        and all(re.fullmatch(r"[^:]+(:[1-9]\d*)?", term) for term in value.split("+"))
    ),
)
_MAPS = _Rule(
    "two whole numbers from 1 up, as (6,12)",
    lambda value: (
        len(value) == 2 and all(type(maps) is int and maps >= 1 for maps in value)
    ),
)
_SHARE = _Rule("a number from 0 and below 1", lambda value: 0 <= value < 1)
_BOOLEAN = _Rule("True or False", lambda value: type(value) is bool)

RULES = {
    "seed": _whole(0),
    "strategy": _one_of(*STRATEGIES),
    "model.name": _one_of(*NETWORKS, *BASELINES),
    "model.activation": _one_of("sigmoid", "relu"),
    "model.input_dropout": _SHARE,
    "model.dropout": _SHARE,
    "model.pretraining": _one_of("greedy", "deep", "none"),
    "model.pretraining_epochs": _whole(1),
    "model.encoding_weight": _number(0),
    "model.decoding_weight": _number(0),
    "model.maps": _MAPS,
    "model.neighbours": _whole(1),
    "model.deskew": _BOOLEAN,
    "model.penalty": _between(0),
    "model.trees": _whole(1),
    "data.train": _SOURCES,
    "data.test": _SOURCES,
    "data.validation": _between(0, 1),
    "data.draw_seed": _whole(0),
    "data.preprocess": _one_of("photo", "mnist"),
    "augmentation.rotation_degrees": _number(0, 180),
    "augmentation.shear_degrees": _number(0, 60),
    "augmentation.zoom": _SHARE,
    "augmentation.shift_px": _number(0, 14),
    "augmentation.bend_px": _number(0, 5),
    "augmentation.stroke": _number(0, 1),
    "augmentation.narrow": _number(0, 1),
    "augmentation.heavy": _number(0, 1),
    "augmentation.coarse": _number(0, 1),
    "augmentation.wear": _number(0, 1),
    "augmentation.easing": _number(0, 1),
    "training.epochs": _whole(1),
    "training.batch_size": _whole(1),
    "training.loss": _one_of(*LOSSES),
    "training.weight_decay": _number(0),
    "training.precision": _one_of("float32", "bfloat16"),
    "training.pictures_every": _whole(1),
    "optimizer.name": _one_of(*OPTIMIZERS),
    "optimizer.learning_rate": _between(0),
    "optimizer.schedule": _one_of("constant", "cosine", "warm_up_cosine"),
    "added.negatives": _number(0),
    "added.written": _number(0),
    "added.hands": _number(0),
    "added.printed": _number(0),
    "added.continental": _number(0),
    "rejection.precision": _between(0.5, 1),
}


def fields(config: ml_collections.ConfigDict) -> dict:
    """The config as one flat dict: {"optimizer.learning_rate": 0.001, ...}."""
    flat = {}
    for name, value in config.items():
        if isinstance(value, ml_collections.ConfigDict):
            flat.update({f"{name}.{key}": leaf for key, leaf in fields(value).items()})
        else:
            flat[name] = value
    return flat


def check(config: ml_collections.ConfigDict) -> None:
    """Refuses a config that no run could honour.

    Raises:
        Refusal: a value is not allowed (its field, what is allowed and what was
            received), or two fields contradict each other.
    """
    given = fields(config)
    expected = fields(base_config(given.get("model.name", "")))
    if given.keys() != expected.keys():
        raise Refusal(
            f"a config of {given['model.name']} has other fields. Received: "
            f"{', '.join(sorted(given.keys() ^ expected.keys()))} too many or missing. "
            f"Start from hwdigits.config.base_config('{given['model.name']}')"
        )
    for name, value in given.items():
        if not RULES[name].accepts(value):
            raise Refusal(
                f"config.{name} must be {RULES[name].words}. Received: {value!r}"
            )
    if config.model.name in READERS and config.training.loss != "cross_entropy":
        raise Refusal(
            "config.training.loss of a reader must be cross_entropy: its two heads "
            f"have a loss of their own. Received: {config.training.loss!r}"
        )
    if given.get("optimizer.name") == "bgd" and config.strategy != "one_device":
        raise Refusal(
            "config.optimizer.name=bgd adds up gradients on one device only. "
            f"Received: config.strategy={config.strategy}. Use sgd with it"
        )
