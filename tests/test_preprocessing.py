"""From any picture to MNIST's frame: what must not matter does not."""

import cv2
import keras
import numpy as np
import pytest
import tensorflow as tf

from hwdigits import config as config_lib
from hwdigits import data, models, preprocessing
from hwdigits.training import loop, stages, strategies

RANDOM = np.random.default_rng(1)


def framed(picture):
    """(digit [28, 28] as bytes, has_ink)."""
    digit, has_ink = preprocessing.photo(picture)
    return np.rint(digit[..., 0].numpy() * 255), bool(has_ink)


def on_paper(image, scale=1.0, corner=False, gradient=0.0, noise=0.0, dark_ink=True):
    """A digit [28, 28] on a 200x300 paper: anywhere, at a scale, under a light."""
    method = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    ink = cv2.resize(image, None, fx=scale, fy=scale, interpolation=method) / 255
    height, width = ink.shape
    top, left = (RANDOM.choice([0, side]) for side in (200 - height, 300 - width))
    if not corner:
        top, left = RANDOM.integers(201 - height), RANDOM.integers(301 - width)
    sheet = np.zeros((200, 300))
    sheet[top : top + height, left : left + width] = ink
    y, x = np.mgrid[0:1:200j, 0:1:300j]
    paper = 0.9 - gradient * (x + y) / 2
    light = paper * (1 - 0.8 * sheet) + RANDOM.normal(0, noise, sheet.shape)
    gray = np.clip(light * 255, 0, 255).astype(np.uint8)
    return gray if dark_ink else 255 - gray


CHANGES = {
    "inverted": lambda image: 255 - image,
    "padded": lambda image: on_paper(image),
    "white on black": lambda image: on_paper(image, dark_ink=False),
    "in a corner": lambda image: on_paper(image, corner=True),
    "half size": lambda image: on_paper(image, scale=0.5),
    "four times": lambda image: on_paper(image, scale=4),
    "uneven light": lambda image: on_paper(image, scale=2, gradient=0.4),
    "noise": lambda image: on_paper(image, scale=3, gradient=0.3, noise=0.02),
    "all at once": lambda image: on_paper(
        image,
        scale=RANDOM.uniform(0.5, 4),
        corner=RANDOM.random() < 0.5,
        gradient=RANDOM.uniform(0, 0.5),
        dark_ink=RANDOM.random() < 0.5,
    ),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_digit_looks_the_same_whatever_its_paper(change, small):
    for image in small[1].images[:20, ..., 0]:
        plain, _ = framed(image)
        changed, has_ink = framed(CHANGES[change](image))
        assert has_ink
        # A different digit differs by 40 and more.
        assert np.abs(plain - changed).mean() < 16, change


def cut_out(image):
    """A digit [28, 28] without any paper around its box."""
    y, x = np.nonzero(image > 60)
    return image[y.min() : y.max() + 1, x.min() : x.max() + 1]


TIGHT = {
    "as it is": lambda ink: ink,
    "dark ink, enlarged": lambda ink: 255 - cv2.resize(ink, None, fx=4, fy=4),
    "under a lamp": lambda ink: (
        np.outer(np.linspace(1.0, 0.7, len(ink)), np.ones(ink.shape[1]))
        * (220 - 0.6 * ink)
    ).astype(np.uint8),
}


@pytest.mark.parametrize("change", TIGHT)
def test_a_digit_cut_out_to_its_edges_looks_the_same(change, small):
    images = [cut_out(image) for image in small[1].images[:20, ..., 0]]
    # A picture that is ink altogether, as a 1 of two columns, says nothing of paper.
    images = [image for image in images if (image < 60).mean() > 0.25]
    assert len(images) >= 15
    for image in images:
        with_paper, _ = framed(np.pad(image, 8))
        without, has_ink = framed(TIGHT[change](image))
        assert has_ink
        assert np.abs(with_paper - without).mean() < 20, change


@pytest.mark.parametrize("noise", [3, 10, 25])
@pytest.mark.parametrize("shape", [(28, 28), (40, 90), (200, 300)])
def test_noise_is_no_ink_however_strong(shape, noise):
    paper = RANDOM.normal(170, noise, shape).clip(0, 255).astype(np.uint8)
    assert not framed(paper)[1]


def test_what_is_framed_comes_through_as_it_is(manual_dir):
    import gzip

    raw = (manual_dir / "t10k-images-idx3-ubyte.gz").read_bytes()
    images = np.frombuffer(gzip.decompress(raw), np.uint8, offset=16)
    differences = [
        np.abs(framed(image)[0] - image).mean()
        for image in images.reshape(-1, 28, 28)[:200]
    ]
    assert np.median(differences) < 2  # of 255: the contrast is stretched
    assert np.quantile(differences, 0.95) < 16  # few move by a pixel


@pytest.mark.parametrize(
    "shape", [(1, 1), (1, 40), (40, 1), (2, 300), (500, 7), (28, 28)]
)
def test_any_size_gives_a_frame(shape):
    picture = RANDOM.integers(0, 256, shape).astype(np.uint8)
    digit, _ = preprocessing.photo(picture)
    assert digit.shape == (28, 28, 1)
    assert np.isfinite(digit).all()
    assert 0 <= float(tf.reduce_min(digit)) <= float(tf.reduce_max(digit)) <= 1


BLANKS = {
    "black": np.zeros((28, 28), np.uint8),
    "white": np.full((90, 120), 255, np.uint8),
    "noise": RANDOM.normal(200, 4, (100, 150)).astype(np.uint8),
    "gradient": np.tile(np.linspace(90, 200, 150), (100, 1)).astype(np.uint8),
}


@pytest.mark.parametrize("name", BLANKS)
def test_a_blank_picture_has_no_ink(name):
    digit, has_ink = framed(BLANKS[name])
    assert not has_ink
    assert digit.max() == 0
    assert not preprocessing.naive(np.zeros((30, 30), np.uint8))[1]


def test_colour_is_luminance(small):
    image = on_paper(small[1].images[0, ..., 0])
    coloured = np.stack([image, image, image], -1)
    np.testing.assert_allclose(framed(coloured)[0], framed(image)[0], atol=1)
    np.testing.assert_array_equal(framed(image[..., np.newaxis])[0], framed(image)[0])


def test_the_way_of_paper_1_leaves_a_digit_in_its_corner(small):
    picture = on_paper(small[1].images[0, ..., 0], scale=2, corner=True)
    naive = preprocessing.frame([picture], "mnist")[0, ..., 0].astype(float)
    photo = preprocessing.frame([picture], "photo")[0, ..., 0].astype(float)
    rows = [(mass.sum(1) @ np.arange(28)) / mass.sum() for mass in (naive, photo)]
    assert abs(rows[0] - 14) > 4
    assert abs(rows[1] - 14) < 0.6


def test_the_layer_is_the_functions_and_comes_back_from_a_file(small, tmp_path):
    network = models.build(config_lib.base_config("softmax").model)
    network.set_weights([RANDOM.normal(size=(784, 10)), np.zeros(10)])
    pictures = np.stack([on_paper(image) for image in small[1].images[:3, ..., 0]])
    images = pictures[..., np.newaxis]
    model = keras.Sequential(
        [keras.Input((None, None, 1), dtype="uint8"), preprocessing.Frame(), network]
    )
    model.save(tmp_path / "model.keras")
    reloaded = keras.saving.load_model(tmp_path / "model.keras")
    digits = np.stack([preprocessing.photo(picture)[0] for picture in pictures])
    expected = np.array(network(digits))
    for one in (model, reloaded):
        np.testing.assert_allclose(np.array(one(images)), expected, atol=1e-4)


@pytest.mark.slow
def test_fixed_points_on_mnist(mnist_places):
    """Accuracy within 0.1 point through the frame, 0.5 on papers."""
    config = config_lib.base_config("deep_cnn")
    config.training.epochs, config.optimizer.name = 2, "fused_adam"
    training = data.load(config, "train", mnist_places)
    steps = stages.build_classifier(
        config, strategies.build("one_device"), len(training)
    )
    stage = loop.Stage("network", steps, 2, lambda: {"validation_loss": 0.0})
    loop.fit(stage, training, config, None)
    held = data.load(config, "validation", mnist_places)

    def accuracy(pictures, labels):
        digits = preprocessing.frame(pictures, "photo")
        return (models.outputs(steps.model, digits).argmax(1) == labels).mean()

    plain = (models.outputs(steps.model, held.images).argmax(1) == held.labels).mean()
    assert accuracy(held.images[..., 0], held.labels) == pytest.approx(plain, abs=1e-3)
    first, labels = held.images[:1000, ..., 0], held.labels[:1000]
    plain = (models.outputs(steps.model, held.images[:1000]).argmax(1) == labels).mean()
    for name, change in CHANGES.items():
        found = accuracy([change(image) for image in first], labels)
        print(f"{name:16} {found:.4f}, unchanged {plain:.4f}")
        assert found >= plain - 0.005, name
