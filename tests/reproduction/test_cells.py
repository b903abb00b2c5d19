"""Cells: what makes one, what is kept of it, that it goes on where it was killed."""

import pathlib

import numpy as np
import pytest

from hwdigits import Refusal
from hwdigits.data import examples
from hwdigits.reproduction import (
    cells,
    codes,
    configs,
    material,
    measuring,
    paper5,
    running,
)
from hwdigits.reproduction import scale as scale_lib


def cell(name="mlp", seed=0, label="", epochs=3, measure=None, **changes):
    changes.setdefault("data__train", "mnist:200")
    changes.setdefault("data__test", "mnist:100")
    if name in ("mlp", "sae", "softmax"):
        changes["training__epochs"] = epochs
    return cells.Cell(label, configs.load(name, seed, **changes), **(measure or {}))


def measured(some, given, scratch, shown=lambda done, epochs: None):
    scratch.mkdir(exist_ok=True)
    return measuring.measure(some, given, scratch, shown)


def test_a_cell_is_its_config_and_its_measure():
    assert cell(label="one").key == cell(label="other").key
    others = [
        cell(seed=1),
        cell(epochs=4),
        cell(measure={"gradient": True}),
        cell(measure={"drawn": 5}),
    ]
    assert len({some.key for some in [cell(), *others]}) == 5


def test_a_field_that_came_later_makes_another_cell_only_where_it_does_something():
    kept = pathlib.Path(__file__).parents[2] / "docs" / "reproduction" / "cells"
    one = paper5.groups(scale_lib.Scale())[("mlp",)][0]
    assert (kept / f"{one.key}.json").exists()
    one.config.augmentation.narrow = 0.1
    assert not (kept / f"{one.key}.json").exists()


def test_a_result_is_kept_in_plain_short_numbers(tmp_path):
    store, some = cells.Store(tmp_path), cell()
    assert store.load(some) is None
    loss = {"loss": [0.123456789, float("nan")]}
    result = {"status": "done", "test": {"accuracy": 0.5}, "curves": loss}
    store.save(some, result)
    assert store.load(some)["curves"]["loss"] == [0.12346, None]
    assert store.load(some)["config"]["model.name"] == "mlp"
    assert [path.stem for path in tmp_path.iterdir()] == [some.key]


def test_a_file_that_is_no_result_is_refused(tmp_path):
    (tmp_path / f"{cell().key}.json").write_text("{}")
    with pytest.raises(Refusal, match="Delete it to compute it again"):
        cells.Store(tmp_path).load(cell())


def test_a_network_tells_its_curves_steps_gradient_and_pictures(given, tmp_path):
    some = cell(measure={"gradient": True, "drawn": 3}, training__batch_size=50)
    found = measured(some, given, tmp_path / "run")
    assert found["status"] == "done"
    assert found["parameters"] == 89_610
    assert found["training_n"] == 200
    assert found["test"]["n"] == 100
    assert found["drawn"]["photo"]["digit_errors"][7][0] == 3
    curves = found["curves"]
    assert curves.keys() == {"loss", "accuracy", "test_loss", "test_accuracy"}
    assert all(len(curve) == 3 for curve in curves.values())
    assert curves["test_accuracy"][-1] == found["test"]["accuracy"]
    assert [step for step, _ in found["steps"]] == list(range(1, 13))
    assert np.mean([loss for _, loss in found["steps"][:4]]) == pytest.approx(
        curves["loss"][0]
    )
    assert [step for step, _ in found["norms"]] == [0, 4, 8, 12]


def test_the_gradient_is_that_of_the_first_layer(given, tmp_path):
    """By differences of the loss along it."""
    import keras

    from hwdigits.reproduction import probes
    from hwdigits.training import objectives, stages, strategies

    some = cell()
    training, _ = given.learnt(some)
    device = strategies.build("one_device")
    model = stages.build_classifier(some.config, device, len(training)).model
    norm = probes.first_gradient(model, "cross_entropy", training)()
    kernel = model.trainable_variables[0]

    def loss(moved):
        kernel.assign(moved)
        logits = model(training.images / np.float32(255))
        losses = objectives.cross_entropy(training.labels, logits)
        return float(keras.ops.mean(losses))

    start = keras.ops.convert_to_numpy(kernel)
    gradient = np.zeros_like(start)
    used = np.argsort(-training.images.reshape(len(training), -1).std(0))[:3]
    for row in used:
        for column in range(2):
            ahead, back = start.copy(), start.copy()
            ahead[row, column] += 0.1
            back[row, column] -= 0.1
            gradient[row, column] = (loss(ahead) - loss(back)) / 0.2
    kernel.assign(start)
    part = np.linalg.norm(gradient)
    assert 0 < part < norm < 1000 * part


@pytest.fixture(scope="module")
def sae_run(given, tmp_path_factory):
    """(cell, what it gave, the directory of its state)."""
    measure = {"holds_back": True, "pictures": True}
    some = cell("sae", epochs=2, measure=measure, model__pretraining_epochs=1)
    scratch = tmp_path_factory.mktemp("sae")
    return some, measured(some, given, scratch), scratch


def test_a_killed_cell_ends_the_same(sae_run, given, tmp_path):
    some, whole, _ = sae_run

    def killed(done, epochs):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        measured(some, given, tmp_path / "killed", killed)
    again = measured(some, given, tmp_path / "killed")
    for name in ("curves", "steps", "reconstruction", "pictures", "test"):
        assert again[name] == whole[name], name
    assert whole["curves"].keys() >= {"validation_loss", "validation_accuracy"}
    assert len(whole["curves"]["loss"]) == 2
    assert len(whole["reconstruction"]["autoencoder_2"]) == 1


def test_a_diverging_cell_is_a_result(given, tmp_path):
    some = cell(
        "softmax",
        training__loss="literal_cross_entropy",
        training__batch_size=50,
        optimizer__learning_rate=1.5,
    )
    found = measured(some, given, tmp_path / "run")
    assert found["status"] == "diverged"
    assert found["diverged"]["loss"] == "nan"
    assert 1 < found["diverged"]["step"] <= 12
    assert found["test"]["accuracy"] < 0.2  # what is left of it answers all the same


def test_reconstructions_are_those_of_the_pretraining(sae_run, given):
    some, found, scratch = sae_run
    assert found["pictures"].keys() == {"fine_tuned", "pretrained", "rebuilt"}
    learnt = [codes.autoencoder(scratch / "state", number) for number in (1, 2)]
    held = given.learnt(some)[1]
    pixels = held.images.reshape(len(held), -1) / np.float32(255)
    first, _ = codes.rebuilt(learnt, lambda x: np.maximum(x, 0), pixels)
    error = np.square(first - pixels).mean()
    told = found["reconstruction"]["autoencoder_1"][-1]
    assert error == pytest.approx(told, rel=1e-4)


def test_a_baseline_is_a_cell_too(given, tmp_path):
    some = cell("k_nearest")
    found = measured(some, given, tmp_path / "run")
    assert found["test"]["accuracy"] > 0.8
    assert (
        sum(errors for _, errors in found["test"]["digit_errors"])
        == (found["test"]["errors"])
    )


def test_what_is_finished_is_not_computed_again(given, tmp_path, capsys, monkeypatch):
    store, work = cells.Store(tmp_path / "cells"), tmp_path / "work"
    two = [cell("nearest"), cell("softmax", epochs=1), cell("nearest")]
    run = [two, store, given, work, lambda: None]
    assert running.run(*run) == 0
    told = capsys.readouterr().out
    assert "2 cells to compute, 0 are finished" in told
    assert "cell 2 of 2: , seed 0:" in told
    assert " left" in told
    assert [path.name for path in work.iterdir()] == ["log.txt"]
    monkeypatch.setattr(measuring, "measure", None)
    running.run(*run)
    assert "0 cells to compute, 2 are finished" in capsys.readouterr().out


def test_without_own_pictures_their_part_is_left_out_and_made_up_for(small, given):
    bare = material.Material(known={("mnist", s): small[0] for s in ("train", "test")})
    assert not bare.has_drawn
    assert given.has_drawn
    mixed = cell(data__train="mnist:100+drawn")
    assert mixed.learns_drawn
    assert not cell().learns_drawn


def test_a_cell_without_own_pictures_is_finished_only_where_there_are_none(tmp_path):
    store, some = cells.Store(tmp_path), cell(measure={"drawn": 3})
    store.save(some, {"status": "done", "test": {"accuracy": 1.0}, "drawn": None})
    assert store.is_finished(some, has_drawn=False)
    assert not store.is_finished(some, has_drawn=True)


def test_draws_differ_by_seed_and_are_even(given):
    first, second = (
        given.drawn(cell(seed=seed, measure={"drawn": 3}), "photo") for seed in (0, 1)
    )
    assert np.bincount(first.labels).tolist() == [3] * 10
    assert set(first.names) != set(second.names)
    assert isinstance(first, examples.Examples)


def test_a_small_version_cuts_images_and_epochs():
    scale = scale_lib.Scale(seeds=2, images=50, tested=20, epochs=1)
    config = {"data__train": "mnist:100+drawn", "data__test": "mnist"}
    first, second = scale.of_seeds(lambda seed: cell("sae", seed, **config))
    assert first.config.data.train == "mnist:50+drawn:100"
    assert first.config.data.test == "mnist:20"
    assert first.config.training.epochs == 1
    assert first.config.model.pretraining_epochs == 1
    assert (first.config.seed, second.config.data.draw_seed) == (0, 1)
