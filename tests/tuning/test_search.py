"""A search: every method, several seeds, divergence, and going on after any kill."""

import json

import grpc
import pytest
from tensorboard.backend.event_processing import event_accumulator
from tensorboard.plugins.hparams import plugin_data_pb2

from hwdigits import Refusal
from hwdigits.commands import tune
from hwdigits.data import sources
from hwdigits.tuning import search, trials

RATES = {"optimizer.learning_rate": ("log", 0.01, 1.0)}
MIXED = RATES | {"training.batch_size": (50, 100), "optimizer.name": ("sgd", "adam")}
GRID = {"training.batch_size": (50, 200), "optimizer.name": ("sgd", "momentum")}


def records(directory):
    return trials.Records(directory).all()


def test_a_search_trains_judges_and_tells(tunable, small, tmp_path, capsys):
    config = tunable(MIXED)
    best = tune.run(
        *(config, tmp_path, "random", "accuracy", 2, 2),
        examples=small,
        command=("--config=FILE", "--config.optimizer.name=adam"),
    )
    found = records(tmp_path)
    assert [record["trial"] for record in found] == [0, 1, 2]
    assert found[0]["fields"]["optimizer.learning_rate"] == 0.001  # the hand-set one
    for record in found:
        for run in record["runs"]:
            workdir = tmp_path / "trials" / f"trial-00{record['trial']}-seed-"
            result = json.loads(
                (
                    workdir.with_name(f"{workdir.name}{run['seed']}") / "result.json"
                ).read_text()
            )
            assert result["validation_accuracy"] == run["accuracy"]
    means = [sum(r["accuracy"] for r in record["runs"]) / 2 for record in found]
    assert best["mean"] == max(means)
    assert best["gain"] == pytest.approx(max(means) - means[0])
    assert json.loads((tmp_path / "best.json").read_text()) == best
    assert best["train"].startswith("hwdigits train --config=FILE --config.")
    assert best["train"].count("--config.optimizer.name=") == 1
    report = (tmp_path / "tuning" / "REPORT.md").read_text()
    assert "| hand-set |" in report
    assert best["train"] in report
    picture = tmp_path / "tuning" / "trials.png"
    assert picture.read_bytes().startswith(b"\x89PNG")
    printed = capsys.readouterr().out
    assert "the hand-set values: validation accuracy" in printed
    assert "epoch 1/1" not in printed  # that is in tuning/logs


def test_the_trials_are_under_hparams(tunable, imagined, tmp_path):
    tune.run(tunable(MIXED), tmp_path, count=1, examples=())
    runs = sorted((tmp_path / "tensorboard").iterdir())
    assert [run.name for run in runs] == ["trial-000", "trial-001"]
    events = event_accumulator.EventAccumulator(str(runs[1]))
    events.Reload()
    assert events.Tensors("accuracy")
    content = events.SummaryMetadata("_hparams_/session_start_info").plugin_data.content
    start = plugin_data_pb2.HParamsPluginData.FromString(content).session_start_info
    assert set(start.hparams) == set(MIXED)
    assert start.group_name == "trial-001"


@pytest.mark.parametrize("method", ["random", "bayesian"])
def test_a_search_comes_nearer_to_the_best(method, tunable, imagined, tmp_path):
    best = tune.run(tunable(RATES), tmp_path, method, count=6, examples=())
    assert len(records(tmp_path)) == 7
    assert imagined[0] == trials.HAND_SET
    assert 0.1 < best["fields"]["optimizer.learning_rate"] < 0.9  # the best is 0.3
    assert best["gain"] > 0.15


def test_hyperband_gives_the_better_ones_more_epochs(tunable, imagined, tmp_path):
    config = tunable(MIXED, **{"training.epochs": 9})
    best = tune.run(config, tmp_path, "hyperband", examples=())
    found = records(tmp_path)
    assert {record["epochs"] for record in found} == {1, 3, 9}
    of_nine = [record for record in found if record["epochs"] == 9]
    assert best["trial"] in [record["trial"] for record in of_nine]
    assert found[0]["epochs"] == 9
    with pytest.raises(Refusal, match=r"--trials must be left out.*--trials=3"):
        tune.run(config, tmp_path, "hyperband", count=3, examples=())


@pytest.mark.parametrize(("batch", "count"), [(50, 4), (100, 5)])
def test_a_grid_tries_each_combination_once(batch, count, tunable, imagined, tmp_path):
    hand_set = {"training.batch_size": batch, "optimizer.name": "sgd"}
    tune.run(tunable(GRID, **hand_set), tmp_path, "grid", examples=())
    tried = [tuple(record["fields"].values()) for record in records(tmp_path)]
    assert len(tried) == len(set(tried)) == count
    assert imagined == list(range(count))


def test_a_value_that_comes_again_is_not_trained_again(tunable, imagined, tmp_path):
    few = {"training.batch_size": (50, 200)}
    tune.run(tunable(few), tmp_path, "bayesian", count=6, examples=())
    assert len(imagined) <= 3
    assert any("same_as" in record for record in records(tmp_path))


def test_what_diverges_is_recorded_and_the_search_goes_on(tunable, small, tmp_path):
    config = tunable(
        {"optimizer.learning_rate": (1e9, 0.01)},
        **{"training.loss": "literal_cross_entropy", "optimizer.name": "sgd"},
        **{"optimizer.learning_rate": 0.0001},
    )
    best = tune.run(config, tmp_path, "grid", seeds=2, examples=small)
    found = {r["fields"]["optimizer.learning_rate"]: r for r in records(tmp_path)}
    assert found[1e9]["status"] == "diverged"
    assert len(found[1e9]["runs"]) == 1  # its second seed is not tried
    assert found[0.0001]["status"] == "done"
    assert best["fields"]["optimizer.learning_rate"] != 1e9
    assert "diverged, step" in (tmp_path / "tuning" / "REPORT.md").read_text()


def test_the_loss_is_made_small(tunable, small, tmp_path):
    best = tune.run(
        tunable({"optimizer.learning_rate": (0.0001, 0.01)}),
        *(tmp_path, "grid", "loss"),
        examples=small,
    )
    losses = [record["runs"][0]["loss"] for record in records(tmp_path)]
    assert best["mean"] == min(losses)


def test_only_training_images_are_opened(tunable, tmp_path, monkeypatch):
    opened, load = [], sources._load_one
    monkeypatch.setattr(
        sources,
        "_load_one",
        lambda name, split, *a: opened.append(split) or load(name, split, *a),
    )
    config = tunable(RATES, **{"data.train": "optdigits", "data.test": "optdigits"})
    tune.run(config, tmp_path, count=1)
    assert set(opened) == {"train"}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"method": "bayesian"}, "method is 'random' there, 'bayesian' here"),
        ({"seeds": 2}, "seeds is 1 there, 2 here"),
    ],
)
def test_the_directory_of_another_search_is_refused(
    change, words, tunable, imagined, tmp_path
):
    tune.run(tunable(RATES), tmp_path, count=1, examples=())
    before = sorted(path.stat().st_mtime_ns for path in tmp_path.rglob("*"))
    with pytest.raises(Refusal, match=words):
        tune.run(tunable(RATES), tmp_path, count=1, examples=(), **change)
    assert before == sorted(path.stat().st_mtime_ns for path in tmp_path.rglob("*"))


def test_a_directory_of_something_else_is_refused(tunable, imagined, tmp_path):
    (tmp_path / "letter.txt").write_text("mine")
    with pytest.raises(Refusal, match=r"which holds letter.txt and no tune.json"):
        tune.run(tunable(RATES), tmp_path, examples=())
    (tmp_path / "file").write_text("mine")
    with pytest.raises(Refusal, match=r"file, which is a file"):
        tune.run(tunable(RATES), tmp_path / "file", examples=())


def test_what_a_trial_refuses_ends_the_search_in_its_words(
    tunable, monkeypatch, tmp_path
):
    def run(*arguments):
        raise Refusal("there must be fonts")

    monkeypatch.setattr(trials, "run", run)
    with pytest.raises(Refusal, match=r"^there must be fonts$"):
        tune.run(tunable(RATES), tmp_path, count=1, examples=())


def test_half_a_chief_is_refused(tunable, monkeypatch, tmp_path):
    monkeypatch.setenv("KERASTUNER_TUNER_ID", "chief")
    with pytest.raises(Refusal, match=r"KERASTUNER_ORACLE_PORT must all be set"):
        tune.run(tunable(RATES), tmp_path / "new", count=1, examples=())
    assert not (tmp_path / "new").exists()


def test_a_worker_without_its_chief_says_so(tunable, monkeypatch, tmp_path):
    def lost(tuner):
        raise grpc.RpcError("connection refused")

    variables = {"TUNER_ID": "worker", "ORACLE_IP": "127.0.0.1", "ORACLE_PORT": "9"}
    for name, value in variables.items():
        monkeypatch.setenv(f"KERASTUNER_{name}", value)
    monkeypatch.setattr(search.Tuner, "search", lost)
    with pytest.raises(Refusal, match=r"needs its chief. Received: no answer from 127"):
        tune.run(tunable(RATES), tmp_path, count=1, examples=())
