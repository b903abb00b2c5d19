"""`hwdigits benchmark predict`: every row is there; processes are measured whole."""

import json
import subprocess
import sys

import pytest

from hwdigits import Refusal
from hwdigits.benchmarks import predict, starts
from hwdigits.commands import benchmark
from tests.conftest import REPOSITORY


@pytest.fixture(scope="module")
def result(model_file):
    return predict.run(model_file, calls=2, processes=1)


def test_every_batch_picture_and_command_is_measured(result, model_file):
    assert [row["batch"] for row in result["digits"]] == [1, 10, 100, 500]
    sizes = [[28, 28], [100, 100], [640, 480]]
    assert [row["size_px"] for row in result["pictures"]] == sizes
    for row in result["digits"] + result["pictures"]:
        assert 0 < row["us_p50"] <= row["us_p99"]
    assert [row["command"] for row in result["processes"]] == ["predict", "read"]
    for row in result["processes"]:
        assert len(row["seconds"]) == len(row["peak_mb"]) == 1
        assert row["seconds"][0] > 0
    assert result["model"]["bytes"] == model_file.stat().st_size
    assert json.loads(json.dumps(result)) == result


def test_the_table_has_every_row_and_its_conditions(result):
    text = predict.table(result)
    head = text.splitlines()[0]
    assert "ai_edge_litert" in head
    assert "Python" in head
    assert "cores" in head
    assert f"{result['model']['bytes']:,} bytes" in text
    for name in ("batches of 500", "a picture of 640x480", "hwdigits read"):
        assert name in text


def test_memory_is_the_command_s_own_and_not_that_of_its_parent():
    """This process, with TensorFlow, is many times as large."""
    _, peak_mb = starts.measured("--version")
    assert 3 < peak_mb < 50


def test_a_command_that_fails_is_not_measured(tmp_path):
    with pytest.raises(RuntimeError, match="hwdigits predict ended with exit code 1"):
        starts.measured("predict", f"--model={tmp_path}", tmp_path / "none.png")


def test_a_model_for_digits_alone_is_refused(exported):
    with pytest.raises(Refusal, match="--model must take pictures of any size"):
        predict.run(exported / "browser.tflite")


def test_a_model_that_is_not_there_is_refused():
    with pytest.raises(Refusal, match=r"--model must be a \.tflite file"):
        benchmark.main(["predict", "--model=nowhere.tflite"])


def test_it_imports_no_tensorflow(model_file):
    script = (
        "import sys; from hwdigits.benchmarks import predict;"
        "predict.run(sys.argv[1], 1, 1);"
        "print([n for n in ('tensorflow', 'keras', 'sklearn') if n in sys.modules])"
    )
    command = [sys.executable, "-c", script, model_file]
    done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True)
    assert done.stdout.splitlines()[-1] == "[]"
