"""The config: its fields, its judge, and that something reads every field."""

import pathlib
import re
import runpy

import pytest

from hwdigits import Refusal
from hwdigits import config as config_lib
from hwdigits.commands import train
from hwdigits.config import defaults

SOURCE = pathlib.Path(defaults.__file__).read_text(encoding="utf-8")
CONFIGS = sorted(pathlib.Path(__file__).parents[1].joinpath("configs").rglob("*.py"))
MODELS = config_lib.NETWORKS + config_lib.BASELINES


def all_fields():
    return {
        name
        for model in MODELS
        for name in config_lib.fields(config_lib.base_config(model))
    }


def test_every_field_has_a_rule_and_every_rule_a_field():
    assert config_lib.RULES.keys() == all_fields()


def test_every_field_has_a_comment_above_it():
    lines = SOURCE.splitlines()
    sections = "config|model|data|augmentation|training|optimizer|added|rejection"
    section = rf"\s+({sections})\.(\w+) = (.*)"
    assigned = set()
    for number, line in enumerate(lines):
        match = re.fullmatch(section, line)
        if not match or match[3].endswith("_fields()") or "_fields(model)" in match[3]:
            continue
        assigned.add(match[2])
        above = lines[
            number - 1 if not lines[number - 1].strip().startswith("if") else 0
        ]
        assert above.strip().startswith("#"), f"no comment above {line.strip()}"
    assert assigned == {name.rpartition(".")[2] for name in all_fields()}


@pytest.mark.parametrize("model", MODELS)
def test_defaults_are_allowed(model):
    config_lib.check(config_lib.base_config(model))


@pytest.mark.parametrize("path", CONFIGS, ids=lambda path: path.stem)
def test_every_config_file_is_allowed_and_claims_something(path):
    namespace = runpy.run_path(str(path))
    config_lib.check(config_lib.without_tune(namespace["get_config"]()))
    for word in ("Source:", "Command:"):
        assert word in namespace["__doc__"], f"{path} does not say its {word}"


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("seed", -1, "config.seed must be a whole number from 0 up. Received: -1"),
        ("strategy", "tpu", "must be one of one_device, mirrored, multi_worker"),
        ("model.maps", (6, 0), "must be two whole numbers from 1 up, as"),
        ("data.train", "mnist:0", "must be mnist, optdigits or a folder"),
        ("data.train", "", "Received: ''"),
        ("data.validation", 1.0, "must be a number above 0 and below 1"),
        ("data.preprocess", "none", "must be one of photo, mnist"),
        ("augmentation.zoom", 1.0, "must be a number from 0 and below 1"),
        ("training.loss", "mse", "must be one of cross_entropy, literal_cross_entropy"),
        ("training.precision", "float16", "must be one of float32, bfloat16"),
        ("optimizer.learning_rate", 0.0, "must be a number above 0. Received: 0.0"),
        ("optimizer.name", "adamw", "must be one of bgd, sgd, momentum, nesterov"),
    ],
)
def test_a_wrong_value_is_refused_with_what_is_allowed(field, value, words):
    config = config_lib.base_config("lenet")
    config.update_from_flattened_dict({field: value})
    with pytest.raises(Refusal, match=re.escape(words)):
        config_lib.check(config)


def test_a_whole_batch_step_is_refused_on_several_devices():
    config = config_lib.base_config("softmax")
    config.optimizer.name, config.strategy = "bgd", "mirrored"
    with pytest.raises(Refusal, match=r"bgd adds up gradients on one device only"):
        config_lib.check(config)


def test_an_unknown_model_is_refused_with_the_known_ones():
    with pytest.raises(Refusal, match=r"must be one of softmax, mlp, .*Received: vgg"):
        config_lib.base_config("vgg")


def test_load_gives_back_what_a_run_saved(tmp_path, small):
    config = tiny("lenet")
    config.model.maps = (2, 8)
    train.run(config, tmp_path / "run", examples=small)
    loaded = config_lib.load(tmp_path / "run" / "config.json")
    assert config_lib.fields(loaded) == config_lib.fields(config)


@pytest.mark.parametrize("text", ["{", "[]", '{"model": {"name": "lenet"}, "x": 1}'])
def test_a_damaged_config_is_refused_by_name(tmp_path, text):
    path = tmp_path / "config.json"
    path.write_text(text)
    with pytest.raises(Refusal, match=r"config\.json must be a config of this version"):
        config_lib.load(path)


class Recorder:
    """A config that notes which of its leaves are read."""

    def __init__(self, config, read, prefix=""):
        self._config, self._read, self._prefix = config, read, prefix

    def _note(self, name, value):
        path = f"{self._prefix}{name}"
        if hasattr(value, "to_dict"):
            return Recorder(value, self._read, f"{path}.")
        self._read.add(path)
        return value

    def __getattr__(self, name):
        value = getattr(self._config, name)
        return value if callable(value) else self._note(name, value)

    def get(self, name, default=None):
        return self._note(name, self._config.get(name, default))

    def values(self):
        return [self._note(name, value) for name, value in self._config.items()]


def tiny(model):
    """A config of `model` that trains in a second on `small`."""
    config = config_lib.base_config(model)
    if model in config_lib.NETWORKS:
        config.training.epochs = 1
        config.training.batch_size = 50
    if model == "sae":
        config.model.pretraining_epochs = 1
    return config


def test_every_field_is_read_by_something(tmp_path, small, monkeypatch):
    read = set()
    monkeypatch.setattr(config_lib, "check", lambda config: None)
    monkeypatch.setattr(config_lib, "fields", lambda config: {})
    runs = [(model, tiny(model)) for model in MODELS]
    runs.append(("deep", tiny("sae")))
    runs[-1][1].model.pretraining = "deep"
    for name, config in runs:
        train.run(Recorder(config, read), tmp_path / name, examples=small)
    # Data fields are read where examples are loaded, which the runs above skip.
    from hwdigits import data
    from hwdigits.data import sources

    config = config_lib.base_config("softmax")
    config.data.train, config.data.test = "optdigits:500", "optdigits:100"
    sources.training_and_validation(Recorder(config, read), data.Places())
    data.load(Recorder(config, read), "test", data.Places())
    assert all_fields() - read == set()


@pytest.mark.parametrize("network", config_lib.READERS)
def test_a_reader_has_no_other_loss(network):
    config = config_lib.base_config(network)
    config.training.loss = "softmax_squared_error"
    with pytest.raises(Refusal, match=r"must be cross_entropy.*softmax_squared_error"):
        config_lib.check(config)
