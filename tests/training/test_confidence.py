"""A reader learns what is no digit; its confidence is settled and kept."""

import json

import numpy as np
import pytest

from hwdigits import config as config_lib
from hwdigits import evaluation
from hwdigits import workdir as workdir_lib
from hwdigits.commands import evaluate, train
from hwdigits.data.added import negatives


@pytest.fixture(scope="module")
def run(small, tmp_path_factory):
    """(workdir, config) of a tiny reader that has learnt a little."""
    config = config_lib.base_config("reader_tiny")
    config.data.train = config.data.test = "optdigits"
    config.training.epochs = 40
    config.training.batch_size = 32
    config.training.pictures_every = 99
    config.optimizer.learning_rate = 0.005
    config.added.negatives = 0.5
    config.augmentation.shift_px = 1.0
    workdir = tmp_path_factory.mktemp("runs") / "reader"
    train.run(config, workdir, examples=small)
    return workdir, config


def test_what_was_settled_is_written_and_the_kept_model_has_it(run, small):
    workdir, config = run
    settled = json.loads((workdir / "calibration.json").read_text())
    assert settled["n"] == 4 * len(small[1])
    assert settled["precision"] == config.rejection.precision
    assert 0 < settled["threshold"] <= 1
    assert settled["ece"] < 0.1
    assert workdir_lib.Workdir(workdir).threshold() == settled["threshold"]


def test_which_digit_is_read_does_not_depend_on_the_doubt(run, small):
    import keras

    from hwdigits import models
    from hwdigits.models import reader

    model = keras.saving.load_model(run[0] / "model.keras", compile=False)
    images = small[1].images
    sure = models.outputs(reader.digits(model), images)
    mixed = models.outputs(model, images)
    np.testing.assert_array_equal(sure.argmax(1), mixed.argmax(1))
    chances = evaluation.softmax(mixed)
    assert (chances.max(1) <= evaluation.softmax(sure).max(1) + 1e-6).all()
    np.testing.assert_allclose(np.exp(mixed), chances, atol=1e-6)  # logs of shares


@pytest.mark.slow
def test_stopped_while_it_settles_it_settles_to_the_same(small, tmp_path, monkeypatch):
    config = config_lib.base_config("reader_tiny")
    config.data.train = config.data.test = "optdigits"
    config.training.epochs = 2

    def stopped(*_):
        raise KeyboardInterrupt

    train.run(config, tmp_path / "whole", examples=small)
    with monkeypatch.context() as patched:
        patched.setattr(workdir_lib, "write_json", _unless_settled(stopped))
        with pytest.raises(KeyboardInterrupt):
            train.run(config, tmp_path / "stopped", examples=small)
    assert (tmp_path / "stopped" / "model.keras").exists()
    train.run(config, tmp_path / "stopped", examples=small)
    resumed, whole = (
        json.loads((tmp_path / name / "calibration.json").read_text())
        for name in ("stopped", "whole")
    )
    assert resumed == whole


def _unless_settled(stop, write=workdir_lib.write_json):
    """Writes everything but calibration.json, where it calls `stop`."""

    def written(path, value):
        return stop() if path.name == "calibration.json" else write(path, value)

    return written


def test_it_is_less_sure_of_what_is_no_digit(run, small):
    import keras

    from hwdigits import models

    model = keras.saving.load_model(run[0] / "model.keras", compile=False)
    others = negatives.make(small[1], 140, 5).images
    digits, rest = (
        evaluation.softmax(models.outputs(model, images)).max(1)
        for images in (small[1].images, others)
    )
    assert np.median(rest) < 0.5 < np.median(digits)


def test_evaluate_says_what_is_refused(run, capsys):
    summary = evaluate.run(run[0], "optdigits")
    found = summary["rejection"]
    assert set(found["kinds"]) == set(negatives.KINDS)
    assert found["negatives_refused"] > found["digits_refused"]
    assert "refused below confidence" in capsys.readouterr().out


def test_shifted_digits_are_scored_apart_and_are_harder(run):
    plain = evaluate.run(run[0], "optdigits")
    shifted = evaluate.run(run[0], "optdigits", shifted=True)
    assert shifted["n"] == plain["n"]
    assert shifted["errors"] > plain["errors"]
    names = {path.name for path in (run[0] / "eval").iterdir()}
    assert {"optdigits-test-shifted.json", "optdigits-test-confidence.png"} <= names
