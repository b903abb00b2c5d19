"""`hwdigits export`: what a version directory holds, and when there is none."""

import json
import re
import zipfile

import numpy as np
import pytest
import tensorflow as tf
from ai_edge_litert.interpreter import Interpreter

from hwdigits import Refusal
from hwdigits import config as config_lib
from hwdigits.commands import export, train
from hwdigits.exporting import litert, proof, saved_model
from hwdigits.reader import model as reader_lib
from tests.exporting.pictures import png
from tests.models.test_conformance import PARAMETERS


@pytest.fixture(scope="module")
def signatures(exported):
    """The SavedModel's, loaded."""
    return tf.saved_model.load(str(exported)).signatures


def test_a_version_is_complete_and_described(exported):
    assert exported.name == "1"
    assert not [p.name for p in exported.parent.iterdir() if p != exported]
    content = json.loads((exported / "manifest.json").read_text())
    files = {"float32.tflite", "dynamic.tflite", "browser.tflite"}
    assert content["artefacts"].keys() == {"saved_model", *files}
    assert content["refused"] == {}
    assert content["format"] == reader_lib.FORMAT
    for name, found in content["artefacts"].items():
        assert found["n"] == 359
        assert re.fullmatch(r"[0-9a-f]{64}", found["sha256"])
        assert found["latency_us"]["p50"] <= found["latency_us"]["p99"]
        if name.endswith(".tflite"):
            assert found["bytes"] == (exported / name).stat().st_size
        if name in ("saved_model", "float32.tflite", "browser.tflite"):
            assert found["disagreements_with_keras"] == 0
            assert found["probability_difference"] <= 1e-4
    assert content["artefacts"]["float32.tflite"]["picture_difference"] <= 1e-4
    drawn = content["artefacts"]["browser.tflite"]["predict_image"]
    assert drawn["n"] == 359
    assert drawn["disagreements_with_keras"] == 0
    assert drawn["probability_difference"] <= 1e-4
    assert drawn["latency_us"]["p50"] <= drawn["latency_us"]["p99"]


def test_the_browsers_file_has_types_and_sizes_that_litert_js_loads(exported):
    interpreter = Interpreter(str(exported / "browser.tflite"))
    for name in ("predict_image", "predict_digits"):
        runner = interpreter.get_signature_runner(name)
        given, answers = runner.get_input_details(), runner.get_output_details()
        for details in (given | answers).values():
            assert details["dtype"] in (np.float32, np.int32, np.uint8)
            assert -1 not in details["shape_signature"]
        assert answers["digit"]["dtype"] == np.int32


def test_weights_are_stored_once(exported):
    stored = sum(p.stat().st_size for p in (exported / "variables").iterdir())
    assert stored < 1.2 * 4 * PARAMETERS["mlp"]


def test_labels_and_description_are_inside(exported):
    with zipfile.ZipFile(exported / "float32.tflite") as files:
        assert files.read("labels.txt").split() == [
            b"%d" % digit for digit in range(10)
        ]
        assert json.loads(files.read("hwdigits.json"))["network"] == "mlp"


def test_signatures_are_tf_servings(exported, signatures):
    assert set(signatures) == set(saved_model.SIGNATURES)
    with tf.Graph().as_default(), tf.compat.v1.Session() as session:
        meta = tf.compat.v1.saved_model.loader.load(session, ["serve"], str(exported))
    classify = meta.signature_def["classify"]
    assert classify.method_name == "tensorflow/serving/classify"
    assert list(classify.inputs) == ["inputs"]
    assert set(classify.outputs) == {"classes", "scores"}
    predict = meta.signature_def["serving_default"]
    assert set(predict.outputs) == {"probabilities", "digit", "confidence"}
    names = {node.op for node in meta.graph_def.node}
    assert not [name for name in names if "Xla" in name]


def test_classify_ranks_the_ten_digits(signatures, small):
    encoded = png(255 - small[1].images[0, ..., 0])
    example = tf.train.Example()
    example.features.feature["image/encoded"].bytes_list.value.append(encoded)
    ranked = signatures["classify"](inputs=tf.constant([example.SerializeToString()]))
    direct = signatures["predict_bytes"](image_bytes=tf.constant([encoded]))
    scores = ranked["scores"][0].numpy()
    assert (np.diff(scores) <= 0).all()
    assert int(ranked["classes"][0, 0].numpy()) == int(direct["digit"][0])


def test_bytes_that_are_no_picture_have_no_ink(signatures, small):
    predict = signatures["predict_bytes"]
    good = png(255 - small[1].images[0, ..., 0])
    answers = predict(image_bytes=tf.constant([good, b"no picture", b"", good]))
    digits = answers["digit"].numpy().tolist()
    assert digits[1:3] == [-1, -1]
    assert digits[0] == digits[3] >= 0
    assert answers["confidence"].numpy()[1] == 0
    np.testing.assert_allclose(answers["probabilities"][1], 0.1)


def test_a_damaged_picture_is_an_error_for_the_call(signatures, small):
    predict = signatures["predict_bytes"]
    torn = png(255 - small[1].images[0, ..., 0])[:60]
    with pytest.raises(tf.errors.InvalidArgumentError):
        predict(image_bytes=tf.constant([torn]))


def test_an_empty_batch_gives_an_empty_answer(signatures):
    none = signatures["serving_default"](images=tf.zeros((0, 28, 28, 1)))
    assert none["probabilities"].shape == (0, 10)
    assert signatures["predict_bytes"](image_bytes=tf.constant([], tf.string))[
        "digit"
    ].shape == (0,)


@pytest.fixture(scope="module")
def second(mlp_run, tmp_path_factory):
    """(directory of two versions, refusal): the second without its int8.tflite."""
    out = tmp_path_factory.mktemp("versions")
    (out / "1").mkdir()
    (out / "1" / "manifest.json").write_text("the first's")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(proof, "QUANTISED_DISAGREEMENT", -1.0)
        with pytest.raises(Refusal) as refusal:
            export.run(mlp_run, out, ["tflite"], ["float32", "int8"])
    return out, str(refusal.value)


def test_versions_count_up_and_nothing_is_overwritten(second):
    out, _ = second
    assert sorted(path.name for path in out.iterdir()) == ["1", "2"]
    assert [path.read_text() for path in (out / "1").iterdir()] == ["the first's"]
    assert not (out / "2" / "saved_model.pb").exists()


def test_a_file_that_answers_otherwise_is_left_out(second):
    out, refusal = second
    assert re.search(r"written without .*must disagree with the Keras", refusal)
    content = json.loads((out / "2" / "manifest.json").read_text())
    assert list(content["artefacts"]) == ["float32.tflite"]
    assert list(content["refused"]) == ["int8.tflite"]
    assert not (out / "2" / "int8.tflite").exists()


def test_a_broken_float_container_stops_the_export(mlp_run, tmp_path, monkeypatch):
    monkeypatch.setattr(proof, "FLOAT_DIFFERENCE", -1.0)
    with pytest.raises(Refusal, match="must give the Keras model's probabilities"):
        export.run(mlp_run, tmp_path, ["saved_model"])
    assert not list(tmp_path.iterdir())


def test_a_file_for_the_versions_is_refused_and_left_alone(mlp_run, tmp_path):
    (tmp_path / "mine").write_text("my own")
    with pytest.raises(Refusal, match=r"--out must be a directory.*mine, a file"):
        export.run(mlp_run, tmp_path / "mine")
    assert (tmp_path / "mine").read_text() == "my own"


def test_an_unknown_format_is_refused(mlp_run, tmp_path):
    with pytest.raises(Refusal, match="--formats must be of saved_model, tflite"):
        export.run(mlp_run, tmp_path, ["onnx"])


def test_the_warm_up_requests_are_answered_by_the_export(exported):
    if not saved_model.can_warm_up():
        assert not (exported / "assets.extra").exists()
        return
    from tests.serving import served, warmup

    answers = warmup.replay(exported, served.Served(exported.parent))
    assert answers.keys() == set(saved_model.SIGNATURES)


@pytest.mark.slow
def test_every_variant_of_a_network_trained_on_mnist_is_close(mnist_places, tmp_path):
    config = config_lib.base_config("mlp")
    config.training.epochs, config.optimizer.name = 3, "fused_adam"
    train.run(config, tmp_path / "run", places=mnist_places)
    version = export.run(tmp_path / "run", tmp_path / "out", places=mnist_places)
    content = json.loads((version / "manifest.json").read_text())
    names = {"saved_model", *(f"{variant}.tflite" for variant in litert.VARIANTS)}
    assert content["artefacts"].keys() == names
    for found in content["artefacts"].values():
        assert found["n"] == 10_000
        assert found["disagreements_with_keras"] <= 30
