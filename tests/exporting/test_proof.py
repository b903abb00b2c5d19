"""Every container gives the same answer: the proof over all networks."""

import io
import json
import re
import zipfile

import keras
import numpy as np
import pytest
import tensorflow as tf
from PIL import Image

from hwdigits import Refusal, evaluation, preprocessing
from hwdigits import config as config_lib
from hwdigits.commands import export, train
from hwdigits.exporting import graph as graph_lib
from hwdigits.exporting import litert, metadata, proof, saved_model
from hwdigits.reader import model as reader_lib
from tests.models.test_conformance import PARAMETERS

DESCRIPTION = {"name": "", "about": "", "version": "1", "format": reader_lib.FORMAT}


def pictures(count=6):
    """uint8 pictures of many sizes, dark on light and the reverse."""
    random = np.random.default_rng(3)
    for number in range(count):
        height, width = random.integers(20, 160, 2)
        picture = np.full((height, width), 220, np.uint8)
        top, left = height // 5, width // 3
        picture[top : height - top, left : left + max(width // 12, 2)] = 40
        picture[top : top + max(height // 10, 2), left : width - width // 5] = 60
        yield picture if number % 2 else 255 - picture


def trained(name, small):
    """A network of the table after a few steps, so that its answers differ."""
    from hwdigits.training import stages, strategies

    config = config_lib.base_config(name)
    steps = stages.build_classifier(config, strategies.build("one_device"), 100)
    steps.run([(small[0].images[:100], small[0].labels[:100])] * 3)
    return steps.model


@pytest.mark.parametrize("name", PARAMETERS)
def test_eager_tf_data_keras_saved_model_and_litert_agree(name, small, tmp_path):
    model = trained(name, small)
    model.save(tmp_path / "model.keras")
    graph = graph_lib.DigitGraph(model, "photo")
    saved_model.write(graph, tmp_path / "1")
    content = litert.convert(graph, "float32", small[0].images)
    (tmp_path / "m.tflite").write_bytes(metadata.add(content, DESCRIPTION))
    reader = reader_lib.Model(tmp_path / "m.tflite")
    reloaded = keras.saving.load_model(tmp_path / "model.keras")
    served = as_tf_serving(tmp_path / "1", list(pictures()))
    for picture, row in zip(pictures(), served, strict=True):
        for other in (
            of(model, preprocessing.photo(picture)[0]),
            of(reloaded, through_tf_data(picture)),
            graph.predict_image(picture)["probabilities"][0],
            reader.predict_picture(picture)[2],
        ):
            np.testing.assert_allclose(other, row, atol=1e-5)


def as_tf_serving(directory, shown):
    """Answers of `predict_bytes` through the TF1 loader, which TF Serving uses."""
    with tf.Graph().as_default(), tf.compat.v1.Session() as session:
        loader = tf.compat.v1.saved_model.loader
        meta = loader.load(session, ["serve"], str(directory))
        signature = meta.signature_def["predict_bytes"]
        return session.run(
            signature.outputs["probabilities"].name,
            {signature.inputs["image_bytes"].name: [png(one) for one in shown]},
        )


def png(picture):
    out = io.BytesIO()
    Image.fromarray(picture).save(out, "PNG")
    return out.getvalue()


def through_tf_data(picture):
    mapped = tf.data.Dataset.from_tensors(picture).map(
        lambda image: preprocessing.photo(image)[0]
    )
    return next(iter(mapped))


def of(model, digit):
    return evaluation.softmax(np.array(model(digit[np.newaxis])))[0]


@pytest.fixture(scope="module")
def workdir(small, tmp_path_factory):
    """A finished run whose test set is the optical digits."""
    directory = tmp_path_factory.mktemp("runs") / "mlp"
    config = config_lib.base_config("mlp")
    config.data.train = config.data.test = "optdigits"
    config.model.activation = "relu"
    config.training.epochs = config.training.pictures_every = 12
    config.training.batch_size = 20
    train.run(config, directory, examples=small)
    return directory


@pytest.fixture(scope="module")
def exported(workdir, tmp_path_factory):
    out = tmp_path_factory.mktemp("exports")
    return export.run(workdir, out, variants=["float32", "dynamic", "browser"])


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


def test_weights_are_stored_once(exported):
    stored = sum(p.stat().st_size for p in (exported / "variables").iterdir())
    assert stored < 1.2 * 4 * PARAMETERS["mlp"]


def test_versions_count_up_and_nothing_is_overwritten(workdir, exported):
    before = (exported / "manifest.json").read_bytes()
    second = export.run(workdir, exported.parent, ["saved_model"])
    assert second.name == "2"
    assert (exported / "manifest.json").read_bytes() == before
    assert not (second / "float32.tflite").exists()


def test_labels_and_description_are_inside(exported):
    with zipfile.ZipFile(exported / "float32.tflite") as files:
        assert files.read("labels.txt").split() == [
            b"%d" % digit for digit in range(10)
        ]
        assert json.loads(files.read("hwdigits.json"))["network"] == "mlp"


def test_signatures_are_tf_servings(exported):
    loaded = tf.saved_model.load(str(exported))
    assert set(loaded.signatures) == set(saved_model.SIGNATURES)
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


def test_classify_ranks_the_ten_digits(exported, small):
    graph = tf.saved_model.load(str(exported)).signatures
    encoded = png(255 - small[1].images[0, ..., 0])
    example = tf.train.Example()
    example.features.feature["image/encoded"].bytes_list.value.append(encoded)
    ranked = graph["classify"](inputs=tf.constant([example.SerializeToString()]))
    direct = graph["predict_bytes"](image_bytes=tf.constant([encoded]))
    scores = ranked["scores"][0].numpy()
    assert (np.diff(scores) <= 0).all()
    assert int(ranked["classes"][0, 0].numpy()) == int(direct["digit"][0])


def test_bytes_that_are_no_picture_have_no_ink(exported, small):
    predict = tf.saved_model.load(str(exported)).signatures["predict_bytes"]
    good = png(255 - small[1].images[0, ..., 0])
    answers = predict(image_bytes=tf.constant([good, b"no picture", b"", good]))
    digits = answers["digit"].numpy().tolist()
    assert digits[1:3] == [-1, -1]
    assert digits[0] == digits[3] >= 0
    assert answers["confidence"].numpy()[1] == 0
    np.testing.assert_allclose(answers["probabilities"][1], 0.1)


def test_a_damaged_picture_is_an_error_for_the_call(exported, small):
    predict = tf.saved_model.load(str(exported)).signatures["predict_bytes"]
    torn = png(255 - small[1].images[0, ..., 0])[:60]
    with pytest.raises(tf.errors.InvalidArgumentError):
        predict(image_bytes=tf.constant([torn]))


def test_an_empty_batch_gives_an_empty_answer(exported):
    signatures = tf.saved_model.load(str(exported)).signatures
    none = signatures["serving_default"](images=tf.zeros((0, 28, 28, 1)))
    assert none["probabilities"].shape == (0, 10)
    assert signatures["predict_bytes"](image_bytes=tf.constant([], tf.string))[
        "digit"
    ].shape == (0,)


def test_a_file_that_answers_otherwise_is_left_out(workdir, tmp_path, monkeypatch):
    monkeypatch.setattr(proof, "QUANTISED_DISAGREEMENT", -1.0)
    with pytest.raises(
        Refusal, match=r"written without .*must disagree with the Keras"
    ):
        export.run(workdir, tmp_path, ["tflite"], ["float32", "int8"])
    content = json.loads((tmp_path / "1" / "manifest.json").read_text())
    assert list(content["refused"]) == ["int8.tflite"]
    assert not (tmp_path / "1" / "int8.tflite").exists()


def test_a_broken_float_container_stops_the_export(workdir, tmp_path, monkeypatch):
    monkeypatch.setattr(proof, "FLOAT_DIFFERENCE", -1.0)
    with pytest.raises(Refusal, match="must give the Keras model's probabilities"):
        export.run(workdir, tmp_path, ["saved_model"])
    assert not list(tmp_path.iterdir())


def test_a_browser_file_that_frames_pictures_otherwise_is_refused(small, tmp_path):
    model = trained("softmax", small)
    reference = proof.Reference(model, graph_lib.DigitGraph(model, "photo"), small[1])
    other = graph_lib.DigitGraph(model, "mnist")
    content = litert.convert(other, "browser", small[0].images)
    path = tmp_path / "browser.tflite"
    path.write_bytes(metadata.add(content, DESCRIPTION))
    with pytest.raises(Refusal, match="browser's predict_image must give the Keras"):
        reference.tflite(path, "browser")


def test_a_browser_file_of_another_network_is_refused(exported, small):
    model = trained("softmax", small)
    reference = proof.Reference(model, graph_lib.DigitGraph(model, "photo"), small[1])
    with pytest.raises(Refusal, match="browser must give the Keras model's"):
        reference.tflite(exported / "browser.tflite", "browser")


def test_an_unknown_format_is_refused(workdir, tmp_path):
    with pytest.raises(Refusal, match="--formats must be of saved_model, tflite"):
        export.run(workdir, tmp_path, ["onnx"])


def test_warmup_requests_replay(exported):
    path = exported / "assets.extra" / "tf_serving_warmup_requests"
    if not saved_model.can_warm_up():
        assert not path.exists()
        return
    from tensorflow_serving.apis import prediction_log_pb2

    logs = [
        prediction_log_pb2.PredictionLog.FromString(record.numpy())
        for record in tf.data.TFRecordDataset(str(path))
    ]
    assert len(logs) == len(saved_model.SIGNATURES)
    signatures = tf.saved_model.load(str(exported)).signatures
    for log in logs[:2]:
        request = log.predict_log.request
        inputs = {
            name: tf.make_ndarray(value) for name, value in request.inputs.items()
        }
        signatures[request.model_spec.signature_name](
            **{name: tf.constant(value) for name, value in inputs.items()}
        )


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
