"""What may be tried is judged before anything is trained."""

import pathlib
import re
import runpy

import pytest

from hwdigits import Refusal
from hwdigits import config as config_lib
from hwdigits.tuning import space as space_lib

CONFIGS = pathlib.Path(__file__).parents[2] / "configs"


@pytest.mark.parametrize(
    ("tried", "words"),
    [
        ({}, "config.tune must name the fields that are tuned"),
        ({"optimizer.nam": ("sgd",)}, "optimizer.nam. Did you mean optimizer.name?"),
        ({"optimizer": (1,)}, "config.tune.optimizer. Did you mean optimizer.name?"),
        ({"model.dropout": (0.1,)}, "must name fields of this config. Received"),
        ({"data.train": ("mnist",)}, "data.train; trials are compared on the same"),
        ({"seed": (1, 2)}, "Received: seed; every trial is the mean"),
        ({"model.name": ("mlp",)}, "another network has other fields"),
        ({"training.batch_size": ()}, "tune.training.batch_size must be values, as"),
        ({"optimizer.name": "sgd"}, "tune.optimizer.name must be values, as (1, 2)"),
        (
            {"training.batch_size": (50, 0)},
            "config.tune.training.batch_size must hold what a run can have. Received: "
            "0; config.training.batch_size must be a whole number from 1 up",
        ),
        ({"training.batch_size": (1.5,)}, "must hold what a run can have. Received"),
        ({"optimizer.name": ("adamw",)}, "must be one of bgd, sgd, momentum"),
        ({"training.batch_size": (50, 50)}, "must name each value once"),
        (
            {"optimizer.learning_rate": ("log", 2.0, 1.0)},
            "config.tune.optimizer.learning_rate must be ('log', LEAST, MOST)",
        ),
        ({"optimizer.learning_rate": ("log", 0.0, 1.0)}, "a number above 0 and a"),
        ({"optimizer.learning_rate": ("linear", 1.0)}, "('linear', LEAST, MOST)"),
        ({"optimizer.name": ("log", 1, 2)}, "the field holds no number"),
        (
            {"augmentation.zoom": ("linear", 0.0, 1.0)},
            "config.augmentation.zoom must be a number from 0 and below 1",
        ),
    ],
)
def test_what_no_search_could_try_is_refused_by_the_field(tried, words, tunable):
    with pytest.raises(Refusal, match=re.escape(words)) as refused:
        space_lib.Space(tunable(tried), "random", "accuracy")
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    ("tried", "method", "objective", "words"),
    [
        (
            {"optimizer.learning_rate": ("log", 0.1, 1.0)},
            *("grid", "accuracy", "must be a list of values for --method=grid"),
        ),
        (
            {"training.epochs": (1, 2)},
            *("hyperband", "accuracy", "must be free to choose the epochs"),
        ),
        (
            {"training.loss": ("cross_entropy", "softmax_squared_error")},
            *("random", "loss", "must compare the same loss"),
        ),
    ],
)
def test_what_a_search_cannot_compare_is_refused(
    tried, method, objective, words, tunable
):
    with pytest.raises(Refusal, match=words):
        space_lib.Space(tunable(tried), method, objective)


def test_a_baseline_has_no_loss_and_no_epochs():
    config = config_lib.base_config("svm")
    config_lib.tune(config, {"model.penalty": (1, 5)})
    assert space_lib.Space(config, "grid", "accuracy").tried == {
        "model.penalty": (1.0, 5.0)
    }
    with pytest.raises(Refusal, match=r"--objective=loss must be of a network"):
        space_lib.Space(config, "grid", "loss")
    with pytest.raises(Refusal, match=r"the epochs of a network. Received: a baseline"):
        space_lib.Space(config, "hyperband", "accuracy")


@pytest.mark.parametrize(
    ("tuned", "base"),
    [("tune/lenet.py", "paper/lenet.py"), ("tune/reader.py", "reader.py")],
)
def test_a_tuned_config_is_the_hand_set_one_but_for_what_may_be_tried(tuned, base):
    found = runpy.run_path(str(CONFIGS / tuned))["get_config"]()
    hand_set = runpy.run_path(str(CONFIGS / base))["get_config"]()
    space = space_lib.Space(found, "random", "accuracy")
    assert config_lib.fields(space.base) == config_lib.fields(hand_set)
    assert space.base.to_dict() == hand_set.to_dict()
