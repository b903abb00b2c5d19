"""Every container gives the same answer: the proof over all networks."""

import keras
import numpy as np
import pytest
import tensorflow as tf

from hwdigits import Refusal, evaluation, preprocessing
from hwdigits import config as config_lib
from hwdigits.commands import predict
from hwdigits.exporting import graph as graph_lib
from hwdigits.exporting import litert, metadata, proof, saved_model
from hwdigits.reader import model as reader_lib
from tests.exporting.pictures import png
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
    from hwdigits import models
    from hwdigits.models import reader
    from hwdigits.training import stages, strategies

    config = config_lib.base_config(name)
    steps = stages.build_classifier(config, strategies.build("one_device"), 100)
    steps.run([(small[0].images[:100], small[0].labels[:100])] * 3)
    if name not in config_lib.READERS:
        return steps.model
    kept = models.build(config.model)  # what learns has layers that only learn
    reader.both(kept).set_weights(steps.model.get_weights())
    return kept


@pytest.fixture(scope="module")
def framed():
    """(picture, its digit eagerly, its digit in tf.data): the same for any network."""
    shown = list(pictures())
    spec = tf.TensorSpec((None, None), tf.uint8)
    mapped = tf.data.Dataset.from_generator(pictures, output_signature=spec).map(
        lambda picture: preprocessing.photo(picture)[0]
    )
    eager = [preprocessing.photo(picture)[0] for picture in shown]
    return list(zip(shown, eager, mapped, strict=True))


# Networks of layers that none of the others has; the rest takes as long again.
_OFTEN = ("softmax", "sae", "lenet", "reader")


@pytest.mark.parametrize(
    "name",
    [
        name if name in _OFTEN else pytest.param(name, marks=pytest.mark.slow)
        for name in PARAMETERS
    ],
)
def test_eager_tf_data_keras_saved_model_and_litert_agree(
    name, small, framed, tmp_path
):
    model = trained(name, small)
    model.save(tmp_path / "model.keras")
    graph = graph_lib.DigitGraph(model, "photo")
    saved_model.write(graph, tmp_path / "1")
    content = litert.convert(graph, "float32", small[0].images)
    (tmp_path / "m.tflite").write_bytes(metadata.add(content, DESCRIPTION))
    reader = reader_lib.Model(tmp_path / "m.tflite")
    reloaded = keras.saving.load_model(tmp_path / "model.keras")
    served = as_tf_serving(tmp_path / "1", list(pictures()))
    for (picture, eager, mapped), row in zip(framed, served, strict=True):
        for other in (
            of(model, eager),
            of(reloaded, mapped),
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


def of(model, digit):
    return evaluation.softmax(np.array(model(digit[np.newaxis])))[0]


@pytest.fixture(scope="module")
def softmax(small):
    """(network, what every container of it must answer)."""
    model = trained("softmax", small)
    graph = graph_lib.DigitGraph(model, "photo")
    return model, proof.Reference(model, graph, small[1])


def test_below_the_threshold_no_digit_is_claimed(softmax, small, tmp_path):
    images = small[1].images
    digits = images.astype(np.float32) / 255
    confidences = evaluation.softmax(np.array(softmax[0](digits))).max(1)
    threshold = float(np.median(confidences))
    graph = graph_lib.DigitGraph(softmax[0], "photo", threshold)
    answers = graph.predict_digits(digits)
    refused = answers["digit"].numpy() == graph_lib.NO_DIGIT
    assert refused.mean() == pytest.approx(0.5, abs=0.05)
    np.testing.assert_array_equal(refused, answers["confidence"] < threshold)
    content = litert.convert(graph, "float32", small[0].images)
    description = DESCRIPTION | {"threshold": threshold}
    (tmp_path / "m.tflite").write_bytes(metadata.add(content, description))
    for image in images[:40, ..., 0]:
        (answer,) = predict.run(tmp_path / "m.tflite", [saved(tmp_path, image)])
        assert answer["digit"] is not None  # the guess is told
        assert answer["rejected"] == (answer["confidence"] < threshold)


def saved(directory, image):
    path = directory / "one.png"
    path.write_bytes(png(image))
    return str(path)


def test_a_browser_file_that_frames_pictures_otherwise_is_refused(
    softmax, small, tmp_path
):
    model, reference = softmax
    other = graph_lib.DigitGraph(model, "mnist")
    content = litert.convert(other, "browser", small[0].images)
    path = tmp_path / "browser.tflite"
    path.write_bytes(metadata.add(content, DESCRIPTION))
    with pytest.raises(Refusal, match="browser's predict_image must give the Keras"):
        reference.tflite(path, "browser")


def test_a_browser_file_of_another_network_is_refused(softmax, exported):
    with pytest.raises(Refusal, match="browser must give the Keras model's"):
        softmax[1].tflite(exported / "browser.tflite", "browser")
