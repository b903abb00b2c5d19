"""Folders of pictures: every kind of picture in, every fault named."""

import numpy as np
import pytest
from PIL import Image

from hwdigits import Refusal, data
from hwdigits import config as config_lib
from hwdigits.data import folder, sources


def seven(size=(120, 90), paper=255, ink=0):
    """A 7 drawn in two strokes, uint8 [H, W]."""
    picture = np.full(size, paper, np.uint8)
    picture[20:28, 25:65] = ink
    for row in range(28, 100):
        column = 62 - (row - 28) // 3
        picture[row, column - 4 : column + 4] = ink
    return picture


@pytest.fixture
def pictures(tmp_path):
    """A folder with one seven; returns a function that adds more."""

    def add(name, picture, **options):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(picture, np.ndarray):
            picture = Image.fromarray(picture)
        picture.save(path, **options)
        return path

    add("7/plain.png", seven())
    return add


def load(directory, split="test", preprocess="photo", trained_on=False):
    return folder.load(directory, split, preprocess, trained_on)


KINDS = {
    "white_on_black.png": seven(paper=0, ink=255),
    "large.jpg": np.kron(seven(), np.ones((4, 4), np.uint8)),
    "low_contrast.bmp": seven(paper=180, ink=90),
    "upper.TIF": seven(),
    "lossless.webp": seven(),
    "blue_ink.png": Image.merge(
        "RGB",
        [
            Image.fromarray(seven(paper=p, ink=i))
            for p, i in [(250, 30), (240, 40), (235, 160)]
        ],
    ),
    "palette.png": Image.fromarray(seven()).convert("P"),
    "one_bit.png": Image.fromarray(seven()).convert("1"),
    "sixteen_bits.png": Image.fromarray(seven().astype(np.uint16) * 257),
    "cmyk.jpg": Image.fromarray(seven()).convert("CMYK"),
}


@pytest.mark.parametrize("name", KINDS)
def test_every_kind_of_picture_becomes_the_same_digit(name, pictures, tmp_path):
    pictures(f"7/z_{name}", KINDS[name])
    plain, other = load(tmp_path).images.astype(float)
    assert np.abs(plain - other).mean() < 8  # of 255; 40 where the digit is another


def test_transparent_paper_is_white(pictures, tmp_path):
    alpha = 255 - seven()  # black everywhere, opaque at the ink
    layers = [Image.fromarray(np.zeros_like(alpha))] * 3 + [Image.fromarray(alpha)]
    pictures("7/z_alpha.png", Image.merge("RGBA", layers))
    plain, other = load(tmp_path).images.astype(float)
    assert np.abs(plain - other).mean() < 1


def test_exif_rotation_is_undone(pictures, tmp_path):
    lying = Image.fromarray(np.rot90(seven()).copy())
    exif = lying.getexif()
    exif[0x0112] = 6  # shown turned by 90 degrees clockwise
    pictures("7/z_turned.jpg", lying, exif=exif, quality=95)
    plain, other = load(tmp_path).images.astype(float)
    assert np.abs(plain - other).mean() < 4


def test_pictures_come_in_mnists_frame(pictures, tmp_path):
    image = load(tmp_path).images[0, ..., 0].astype(float)
    inked = np.argwhere(image > 64)
    assert max(np.ptp(inked, axis=0) + 1) == 20
    centre = [(image.sum(axis) @ np.arange(28)) / image.sum() for axis in (1, 0)]
    assert centre == pytest.approx([14, 14], abs=0.51)
    assert image.max() > 200
    assert image[0].max() == 0


def test_paper_1s_way_only_resizes(pictures, tmp_path):
    corner = np.full((280, 280), 255, np.uint8)
    corner[10:60, 10:30] = 0
    pictures("1/corner.png", corner)
    image = load(tmp_path, preprocess="mnist").images[0, ..., 0]
    assert image[3, 2] > 200
    assert image[10:, 10:].max() == 0


def test_a_blank_picture_is_an_empty_frame(pictures, tmp_path):
    pictures("0/blank.png", np.full((50, 50), 200, np.uint8))
    assert load(tmp_path).images[0].max() == 0


def test_all_faults_are_listed_at_once(pictures, tmp_path):
    (tmp_path / "3").mkdir()
    (tmp_path / "seven").mkdir()
    (tmp_path / "7" / "torn.png").write_bytes(
        (tmp_path / "7/plain.png").read_bytes()[:60]
    )
    (tmp_path / "7" / "empty.jpg").write_bytes(b"")
    (tmp_path / "7" / "notes.txt").write_text("hello")
    (tmp_path / ".DS_Store").write_bytes(b"ignored")
    with pytest.raises(Refusal) as refusal:
        load(tmp_path)
    for fault in (
        "3 has no picture",
        "seven is not a folder named by a digit",
        "torn.png is damaged",
        "empty.jpg is empty",
        "notes.txt is not a picture",
        "Mend or remove them",
    ):
        assert fault in str(refusal.value)
    assert "DS_Store" not in str(refusal.value)


def test_an_empty_folder_is_refused(tmp_path):
    with pytest.raises(Refusal, match="no picture at all"):
        load(tmp_path)


def test_what_is_no_folder_is_refused(tmp_path):
    with pytest.raises(Refusal, match=r"must be mnist, optdigits or a folder.*no/such"):
        load(tmp_path / "no/such")


def test_splits_in_folders_are_taken_as_they_are(pictures, tmp_path):
    pictures("set/train/1/a.png", seven())
    pictures("set/test/2/b.png", seven())
    assert load(tmp_path / "set", "train").labels.tolist() == [1]
    assert load(tmp_path / "set", "test").labels.tolist() == [2]
    with pytest.raises(Refusal, match=r"validation must be a folder"):
        load(tmp_path / "set", "validation")


def test_a_folder_without_splits_is_all_test_unless_trained_on(drawn_digits):
    assert len(load(drawn_digits, "test")) == 1000
    with pytest.raises(Refusal, match="has no folder train"):
        load(drawn_digits, "train")
    test = load(drawn_digits, "test", trained_on=True)
    train = load(drawn_digits, "train", trained_on=True)
    assert (len(train), len(test)) == (800, 200)
    assert not {*train.names} & {*test.names}
    assert np.bincount(test.labels).tolist() == [20] * 10


def test_mixtures_draw_from_each_source(drawn_digits):
    config = config_lib.base_config("sae")
    config.data.train = f"optdigits:300+{drawn_digits}:100"
    config.data.validation = 0.1
    training, validation = sources.training_and_validation(config, data.Places())
    assert (len(training), len(validation)) == (360, 40)
    names = [*training.names, *validation.names]
    assert sum(name.startswith("optdigits") for name in names) == 300
    config.data.test = str(drawn_digits)
    tested = data.load(config, "test", data.Places())
    assert len(tested) == 200
    assert not {*tested.names} & {*names}


def test_asking_for_more_than_there_is_is_refused():
    config = config_lib.base_config("lenet")
    config.data.train = config.data.test = "optdigits:2000"
    with pytest.raises(Refusal, match=r"optdigits:2000 must not ask.*1438 images"):
        data.load(config, "train", data.Places())


def test_training_without_a_digit_is_refused(pictures, tmp_path):
    config = config_lib.base_config("softmax")
    for digit in range(9):
        for copy in range(5):
            pictures(f"set/train/{digit}/{copy}.png", seven())
    config.data.train = str(tmp_path / "set")
    with pytest.raises(Refusal, match=r"two pictures of every digit.*0 of the digit 9"):
        sources.training_and_validation(config, data.Places())
