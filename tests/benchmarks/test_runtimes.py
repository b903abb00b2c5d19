"""The same network in every runtime gives the same answers; the race ends."""

import pytest

from hwdigits import config as config_lib
from hwdigits import models
from hwdigits.benchmarks import growth, onnx_graph, race, runtimes


def test_every_runtime_has_the_same_weights(small):
    result = runtimes.run(small[0].images[:10], rounds=1, calls=1)
    known = {row["runtime"] for row in result["rows"]}
    assert {"TensorFlow, SavedModel", "Keras, predict"} < known
    assert {f"LiteRT, float32, {n}" for n in ("1 thread", "2 threads")} < known
    assert ("onnxruntime, 1 thread" in known) != ("onnxruntime" in result["left_out"])
    assert len(result["rows"]) == len(known) * len(runtimes.BATCHES)
    for row in result["rows"]:
        # Weights of one byte are not quite the same.
        assert row["difference"] < (0.05 if "int8" in row["runtime"] else 1e-4)
        assert 0 < row["us_p50"] <= row["us_p99"]
    assert "times TensorFlow, SavedModel" in runtimes.table(result)


def test_a_network_that_the_graph_cannot_hold_is_named():
    pytest.importorskip("onnx")
    lenet = models.build(config_lib.base_config("lenet").model)
    with pytest.raises(ValueError, match="sigmoid of c1"):
        onnx_graph.build(lenet)


def test_a_race_that_nobody_wins_ends(small):
    result = race.run(*small, rounds=1, most_epochs=2)
    for runs in result["runs"].values():
        (run,) = runs
        assert len(run["seconds"]) == len(run["accuracies"]) <= 2
        assert run["seconds"] == sorted(run["seconds"])
    assert "1 never" in race.table(result)


def test_the_published_example_is_rebuilt():
    assert race.convnet().count_params() == 34_826


def test_the_exponent_is_that_of_the_curve_s_end():
    assert growth.exponent([1, 10, 100, 1000], [9, 10, 100, 1000]) == pytest.approx(1)
    assert growth.exponent([2, 4, 8], [4, 16, 64]) == pytest.approx(2)
    assert growth.exponent([1, 2, 4], [3, 3, 3]) == pytest.approx(0)
