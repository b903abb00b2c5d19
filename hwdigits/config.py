"""What a run may be told: every field, its default and what it may hold.

A config file under `configs/` starts from `base_config(model)` and changes a few
fields. `check` is the only judge of their values. A run keeps its config in
`workdir/config.json`, from where `load` reads it for every command after `train`.
"""

import json
import os
import pathlib
import re

import ml_collections

from hwdigits.refusal import Refusal

READERS = ("reader", "reader_tiny")  # networks that know what is no digit
NETWORKS = ("softmax", "mlp", "sae", "lenet", "tf_cnn", "deep_cnn", *READERS)
BASELINES = ("nearest", "svm", "forest")
OPTIMIZERS = (
    *("bgd", "sgd", "momentum", "nesterov", "adagrad", "adadelta", "rmsprop", "adam"),
    "fused_adam",
)
LOSSES = (
    *("cross_entropy", "literal_cross_entropy"),
    *("softmax_squared_error", "sigmoid_squared_error"),
)
STRATEGIES = ("one_device", "mirrored", "multi_worker")


def base_config(model: str) -> ml_collections.ConfigDict:
    """The fields of a run of `model` (one of NETWORKS or BASELINES), with defaults.

    Fields that a model does not use are not there, so none can be set in vain.
    """
    if model not in NETWORKS + BASELINES:
        raise Refusal(
            f"config.model.name must be one of {', '.join(NETWORKS + BASELINES)}. "
            f"Received: {model}"
        )
    config = ml_collections.ConfigDict()
    # Seed of the weights, the order of the images, dropout and augmentation.
    config.seed = 0
    config.model = _model_fields(model)
    config.data = _data_fields()
    if model in NETWORKS:
        # Where it runs: one_device, mirrored (all local GPUs, or logical CPUs), or
        # multi_worker (processes named in TF_CONFIG).
        config.strategy = "one_device"
        config.augmentation = _augmentation_fields()
        config.training = _training_fields()
        config.optimizer = _optimizer_fields()
    if model in READERS:
        config.added = _added_fields()
        config.rejection = _rejection_fields()
    return config.lock()


def _data_fields():
    data = ml_collections.ConfigDict()
    # What is learnt from: mnist, optdigits or a folder of pictures; `:N` draws N at
    # random, `+` mixes, as in "mnist:8000+~/digits:2000".
    data.train = "mnist"
    # What `evaluate` scores when it is told nothing else; same form.
    data.test = "mnist"
    # Share of the training images kept for validation, drawn evenly over the digits.
    data.validation = 1 / 12
    # Seed of those draws (`:N` and validation), apart from `seed`: runs that differ
    # in `seed` alone see the same images.
    data.draw_seed = 0
    # How a picture from a folder becomes 28x28: "photo" crops it to the ink and puts
    # it in MNIST's frame, "mnist" only resizes it, as paper 1 does.
    data.preprocess = "photo"
    return data


def _added_fields():
    """What is learnt from beside the training images, as shares of their number."""
    added = ml_collections.ConfigDict()
    # Pictures that are no digit.
    added.negatives = 0.2
    # The same digits on made-up photos of pages, cut out of them as the reader does; a
    # few of them are two digits in one. A thousand take a quarter of a minute to make.
    added.written = 0.0
    # Digits of type, from the fonts of this machine, and as many letters.
    added.printed = 0.0
    # Ones with a flag, crossed sevens and open fours, of which MNIST has few.
    added.continental = 0.0
    return added


def _rejection_fields():
    rejection = ml_collections.ConfigDict()
    # Answers are refused below the confidence from which on, of held-out distorted
    # digits and negatives (one to ten digits), this share is right.
    rejection.precision = 0.99
    return rejection


def _augmentation_fields():
    augmentation = ml_collections.ConfigDict()
    # Each training image is turned by up to so many degrees, either way.
    augmentation.rotation_degrees = 0.0
    # ... slanted by up to so many degrees, either way.
    augmentation.shear_degrees = 0.0
    # ... made larger or smaller by up to this share.
    augmentation.zoom = 0.0
    # ... and moved by up to so many pixels along each axis.
    augmentation.shift_px = 0.0
    # ... bent: its points moved by so many pixels (a deviation), smoothly.
    augmentation.bend_px = 0.0
    # ... drawn with a pen up to so much of a pixel thicker or thinner on each side.
    augmentation.stroke = 0.0
    # This share of them also gets faint or patchy ink, blur, noise, or a side cut off.
    augmentation.wear = 0.0
    # In this share of the epochs, the last ones, all amounts but `wear` are halved.
    augmentation.easing = 0.0
    return augmentation


def _training_fields():
    training = ml_collections.ConfigDict()
    # How often every training image is seen.
    training.epochs = 20
    # Images a step, over all replicas together.
    training.batch_size = 100
    # cross_entropy, literal_cross_entropy (paper 1: log of the softmax, summed over
    # the batch), softmax_squared_error or sigmoid_squared_error (half the square).
    training.loss = "cross_entropy"
    # lambda of lambda/2 * sum(W^2) over all kernels, added to the loss.
    training.weight_decay = 0.0
    # float32, or bfloat16 for the arithmetic (weights stay float32).
    training.precision = "float32"
    # TensorBoard's pictures (histograms, confusion matrix, misread digits, PR curves)
    # are drawn every so many epochs, and after the last.
    training.pictures_every = 1
    return training


def _optimizer_fields():
    optimizer = ml_collections.ConfigDict()
    # One of paper 1's eight (bgd takes one step an epoch), or fused_adam: Adam with
    # TensorFlow's fused kernel.
    optimizer.name = "adam"
    # The step size, or the first one of a schedule.
    optimizer.learning_rate = 0.001
    # constant, or cosine (falls to zero over the run).
    optimizer.schedule = "constant"
    return optimizer


def _model_fields(name):
    model = ml_collections.ConfigDict()
    # Which file of hwdigits/models builds it.
    model.name = name
    if name in ("mlp", "sae"):
        # Of the hidden layers: sigmoid or relu.
        model.activation = "sigmoid" if name == "mlp" else "relu"
    if name == "sae":
        # Share of the input pixels dropped in training.
        model.input_dropout = 0.1
        # greedy (autoencoder by autoencoder), deep (both at once, equation 5), none.
        model.pretraining = "greedy"
        # Epochs of each pre-training stage.
        model.pretraining_epochs = 20
        # lambda_1 of equation 5: the reconstruction from the first code.
        model.encoding_weight = 1.0
        # lambda_2 of equation 5: the reconstruction from the last code.
        model.decoding_weight = 1.0
    if name in READERS:
        # Share of the last feature maps dropped in training.
        model.dropout = 0.3
    if name == "lenet":
        # Feature maps of the first and the second convolution.
        model.maps = (6, 12)
    if name == "nearest":
        # How many nearest neighbours vote.
        model.neighbours = 1
    if name == "svm":
        # Whether the slant is removed first ("offset correction" in paper 4).
        model.deskew = False
        # The penalty of the misread training images.
        model.penalty = 5.0
    if name == "forest":
        # How many trees vote.
        model.trees = 500
    return model


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
    "optimizer.schedule": _one_of("constant", "cosine"),
    "added.negatives": _number(0),
    "added.written": _number(0),
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


def tune(config: ml_collections.ConfigDict, tried: dict) -> None:
    """Adds `config.tune`: what `hwdigits tune` may try. No run reads or keeps it.

    Args:
        config: as `base_config` gives it.
        tried: {field: (value, value, ...) or ("linear", least, most) or ("log", least,
            most)}, as {"training.batch_size": (25, 50)}. `tuning.space` judges it.
    """
    tuned = ml_collections.ConfigDict()
    for name, values in tried.items():
        *sections, field = name.split(".")
        place = tuned
        for section in sections:
            if section not in place:
                place[section] = ml_collections.ConfigDict()
            place = place[section]
        place[field] = tuple(values) if isinstance(values, list) else values
    with config.unlocked():
        config["tune"] = tuned


def without_tune(config: ml_collections.ConfigDict) -> ml_collections.ConfigDict:
    """The same config without `config.tune`: what a run is told."""
    kept = config.copy_and_resolve_references()
    with kept.unlocked():
        if "tune" in kept:
            del kept.tune
    return kept.lock()


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


def load(path: str | os.PathLike) -> ml_collections.ConfigDict:
    """Reads the `config.json` of a run.

    Raises:
        Refusal: the file is not there, not JSON or not a config of this version.
    """
    path = pathlib.Path(path)
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
        config = base_config(values["model"]["name"])
        config.update(_with_tuples(values))
    except FileNotFoundError:
        raise Refusal(
            f"a run's directory holds config.json. Received: {path.parent}, which has "
            "none. Train one: hwdigits train --config=FILE --workdir=DIR"
        ) from None
    except (json.JSONDecodeError, KeyError, TypeError, AttributeError) as error:
        raise Refusal(
            f"{path} must be a config of this version of hwdigits. Received: {error}"
        ) from error
    check(config)
    return config


def _with_tuples(value):
    """JSON has no tuples; configs hold no lists."""
    if isinstance(value, dict):
        return {key: _with_tuples(item) for key, item in value.items()}
    return tuple(value) if isinstance(value, list) else value
