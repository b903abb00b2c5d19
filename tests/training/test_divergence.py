"""A run that diverges says so, stops, and leaves no model behind."""

import json

import numpy as np
import pytest

from hwdigits import config as config_lib
from hwdigits.commands import train
from hwdigits.training import loop


def test_a_loss_that_is_no_number_ends_the_run(tmp_path, hwdigits):
    # Paper 1's literal loss, summed over the batch, at a rate far beyond its table.
    done = hwdigits(
        "train",
        "--config=configs/paper/tf_cnn.py",
        "--config.data.train=optdigits",
        "--config.training.loss=literal_cross_entropy",
        "--config.optimizer.learning_rate=1.5",
        f"--workdir={tmp_path / 'run'}",
        check=1,
    )
    assert "diverged at step" in done.stdout
    result = json.loads((tmp_path / "run" / "result.json").read_text())
    assert result["status"] == "diverged"
    assert 1 < result["step"] <= 14  # found at the step, not at the epoch's end
    assert (result["epoch"], result["loss"]) == (1, "nan")
    assert not (tmp_path / "run" / "model.keras").exists()
    assert not (tmp_path / "run" / "state").exists()
    refused = hwdigits("evaluate", f"--workdir={tmp_path / 'run'}", check=1)
    assert "which diverged" in refused.stderr


def test_a_network_that_only_guesses_has_diverged(tmp_path, small, capsys):
    config = config_lib.base_config("tf_cnn")
    config.optimizer.name, config.optimizer.learning_rate = "sgd", 1.5
    config.training.batch_size, config.training.epochs = 4, 6
    result = train.run(config, tmp_path / "run", examples=small)
    assert result["status"] == "diverged"
    assert "Try a smaller config.optimizer.learning_rate" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("losses", "before", "expected"),
    [
        ([2.3, 1.0, float("nan")], 0, 2),
        ([2.3, float("inf")], 9000, 1),
        ([2.3] + [9.0] * 3 + [2.4] * 600, 0, 1),  # dead after an explosion
        ([2.3] + [2.31] * 600, 0, 1),
        ([2.3] + [90.0] * 3 + [0.5] * 600, 0, None),  # recovered
        ([2.29] * 600, 0, None),  # slow, but better than a guess
        ([2.4] * 100, 0, None),  # too early to say
        ([2.4] * 100, 450, 0),  # not any more
    ],
)
def test_what_counts_as_diverged(losses, before, expected):
    assert loop._failing_step(losses, before, np.log(10)) == expected


def test_a_bounded_loss_never_counts_as_exploded():
    assert loop._failing_step([0.9] * 1000, 0, np.inf) is None
