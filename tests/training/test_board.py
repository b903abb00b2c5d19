"""A real TensorBoard serves what a run logged."""

import json
import re
import subprocess
import sys
import time
import urllib.parse
import urllib.request

import pytest

from hwdigits import config as config_lib
from hwdigits.commands import train


@pytest.fixture(scope="module")
def board(small, tmp_path_factory):
    """Fetches from a TensorBoard over one run of the SAE, as JSON or bytes."""
    workdir = tmp_path_factory.mktemp("runs") / "sae"
    config = config_lib.base_config("sae")
    config.training.epochs, config.training.pictures_every = 3, 2
    config.model.pretraining_epochs = 2
    train.run(config, workdir, examples=small)
    process = subprocess.Popen(
        [
            *(sys.executable, "-m", "tensorboard.main", "--port=0", "--host=127.0.0.1"),
            *("--logdir", workdir / "tensorboard"),
        ],
        stderr=subprocess.PIPE,
        text=True,
    )
    address = None
    for line in process.stderr:
        if match := re.search(r"http://127.0.0.1:\d+/", line):
            address = match[0]
            break
    assert address, "TensorBoard did not start"

    def fetch(path, **query):
        url = f"{address}{path}?{urllib.parse.urlencode(query)}"
        with urllib.request.urlopen(url, timeout=30) as answer:
            content = answer.read()
        is_json = "json" in answer.headers["Content-Type"]
        return json.loads(content) if is_json else content

    deadline = time.monotonic() + 60
    while "validation" not in fetch("data/plugin/scalars/tags"):
        assert time.monotonic() < deadline
        time.sleep(0.5)
    yield fetch
    process.kill()
    process.wait()


def test_scalars_of_training_validation_and_pretraining(board):
    tags = board("data/plugin/scalars/tags")
    expected = {"loss", "accuracy", "images_per_s", "learning_rate"}
    expected |= {f"autoencoder_{k}/{name}" for k in (1, 2) for name in ("loss",)}
    assert expected <= tags["train"].keys()
    assert {"loss", "accuracy", "autoencoder_1/loss"} <= tags["validation"].keys()
    points = board("data/plugin/scalars/scalars", run="validation", tag="accuracy")
    assert [step for _, step, _ in points] == [1, 2, 3]
    assert all(0 <= value <= 1 for _, _, value in points)


def test_the_graph_has_the_layers(board):
    graph = board("data/plugin/graphs/graph", run="train")
    for layer in (b"encoder_1", b"encoder_2", b"logits"):
        assert layer in graph


def test_histograms_of_the_weights(board):
    tags = board("data/plugin/histograms/tags")["train"]
    assert {"encoder_1/kernel", "logits/bias"} <= tags.keys()
    buckets = board(
        "data/plugin/histograms/histograms", run="train", tag="encoder_1/kernel"
    )
    assert [step for _, step, _ in buckets] == [2, 3]


@pytest.mark.parametrize("tag", ["confusion", "worst_misread"])
def test_pictures_every_evaluation(tag, board):
    listed = board("data/plugin/images/images", run="validation", tag=tag, sample=0)
    assert [image["step"] for image in listed] == [2, 3]
    picture = board(f"data/plugin/images/individualImage?{listed[0]['query']}&")
    assert picture.startswith(b"\x89PNG")


def test_a_pr_curve_a_digit(board):
    tags = board("data/plugin/pr_curves/tags")["validation"]
    assert {f"digit_{digit}/pr_curves" for digit in range(10)} <= tags.keys()
    (curve,) = board(
        "data/plugin/pr_curves/pr_curves", run="validation", tag="digit_7/pr_curves"
    ).values()
    assert max(curve[-1]["precision"]) > 0.5


def test_hparams_show_the_config(board):
    experiment = board("data/plugin/hparams/experiment", request="{}")
    names = {info["name"] for info in experiment["hparamInfos"]}
    assert {"optimizer.learning_rate", "model.activation", "seed"} <= names
    metrics = {info["name"]["tag"] for info in experiment["metricInfos"]}
    assert "accuracy" in metrics


def test_the_projector_has_the_codes(board):
    (run,) = board("data/plugin/projector/runs")
    settings = board("data/plugin/projector/info", run=run)
    (embedding,) = settings["embeddings"]
    assert embedding["tensorShape"] == [100, 50]
    metadata = board(
        "data/plugin/projector/metadata", run=run, name=embedding["tensorName"]
    )
    lines = metadata.decode().splitlines()
    assert lines[0] == "digit\tname"
    assert len(lines) == 101
