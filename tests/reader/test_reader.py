"""Photos to pages: rows, what is not a digit, turned pages, bad input."""

import json

import cv2
import numpy as np
import pytest
from PIL import Image
from sklearn import datasets

from hwdigits.refusal import Refusal

RANDOM = np.random.default_rng(7)


def test_rows_are_read_in_order(reader, written):
    page = reader.read(written(["1203", "456", "78901"]))
    assert page.text == "1203\n456\n78901"
    assert [line.text for line in page.lines] == page.text.split("\n")
    assert len(page.digits) == 12


@pytest.mark.parametrize("word", ["Hamen", "mWhum", "vmMUd"])
def test_letters_of_a_word_are_not_cut_into_digits(reader, written, word):
    photo = written(["7035"], left=420, pitch=60)
    cv2.putText(photo, word, (60, 108), cv2.FONT_HERSHEY_DUPLEX, 1.9, (40,) * 3, 4)
    text = reader.read(photo).text
    assert text.endswith("7035")
    assert set(text[:-4]) <= {"?"}


def test_slashes_are_no_ones_unless_the_line_is_known_to_have_so_many(reader, written):
    photo = written(["32"], pitch=60)
    photo = np.minimum(photo, written(["05"], left=250, pitch=60))
    cv2.line(photo, (228, 48), (190, 132), (60,) * 3, 5)
    assert reader.read(photo).text == "32?05"
    assert reader.read(photo, pattern=r"\d{5}").text == "32105"


@pytest.mark.parametrize("radii", [(52, 56), (120, 62)], ids=["a digit", "a number"])
def test_circled_numbers_are_read(reader, written, radii):
    """The upper side of a wide circle is nearly a line, and none."""
    photo = written(["72", "456"], pitch=100, left=180)
    middle = 156 + radii[0], 90
    cv2.ellipse(photo, middle, radii, 0, 20, 350, (60,) * 3, 5)
    assert reader.read(photo).text == "72\n456"


@pytest.mark.parametrize(
    "colour", [(0.8, 0.8, 0.8), (0.97, 0.95, 0.5), (0.98, 0.96, 0.05)]
)
@pytest.mark.parametrize("band", [(170, 230), (178, 220)])
def test_numbers_in_a_gray_field_or_under_a_marker_are_read(
    reader, written, colour, band
):
    """Above some of their digits the paper is white then, and below yellow."""
    photo = written(["72", "456"], pitch=100, left=180)
    shaded = photo[slice(*band), 160:480]
    np.copyto(shaded, (shaded * colour).astype(np.uint8))
    assert reader.read(photo).text == "72\n456"


@pytest.mark.parametrize("colour", [(220, 30, 30), (255, 0, 0), (30, 60, 220)])
def test_wide_strokes_of_one_colour_are_no_marker(colour, reader, written):
    """As of a drawing app: their edges would be ink on what a marker left."""
    ink = written(["30492"], scale=6, pitch=200, size=(960, 1280))[..., :1] < 140
    photo = np.where(ink, np.uint8(colour), np.uint8(255))
    assert reader.read(photo).text == "30492"


def test_digits_on_a_short_line_each_are_read(reader, written):
    photo = written(["72", "1895"], pitch=100, left=180)
    for x in range(172, 172 + 100 * 4, 100):
        cv2.line(photo, (x, 236), (x + 75, 236), (60,) * 3, 3)
    assert reader.read(photo).text == "72\n1895"


def test_boxes_lie_on_their_digits(reader, written):
    photo = written(["12", "34"])
    for scale in (1, 3):  # the larger is worked on at a smaller size
        large = np.kron(photo, np.ones((scale, scale, 1), np.uint8))
        for digit in reader.read(large).digits:
            x, y, wide, high = digit.box
            inside = (large[y : y + high, x : x + wide, 0] < 150).sum()
            assert inside > 0.2 * wide * high
        dark = sum(
            (large[y : y + high, x : x + wide, 0] < 150).sum()
            for x, y, wide, high in (digit.box for digit in reader.read(large).digits)
        )
        assert dark > 0.97 * (large[..., 0] < 150).sum()


def test_confidences_are_probabilities(reader, written):
    for digit in reader.read(written(["0123456789"])).digits:
        assert digit.probabilities.shape == (10,)
        assert digit.confidence == pytest.approx(digit.probabilities[digit.digit])
        assert digit.rejected == (digit.confidence < 0.5)
        assert digit.text == ("?" if digit.rejected else str(digit.digit))


def test_slanted_rows_are_rows(reader, written):
    photo = written(["12345", "73205"], size=(700, 900), top=150)
    matrix = cv2.getRotationMatrix2D((300, 300), 6, 1)
    turned = cv2.warpAffine(photo, matrix, (900, 700), borderValue=(235,) * 3)
    assert [len(line.digits) for line in reader.read(turned).lines] == [5, 5]


def test_rules_and_boxes_are_not_read(reader, written):
    rules = np.full((600, 900, 3), 255, np.uint8)
    for y in range(40, 600, 55):
        cv2.line(rules, (0, y), (899, y), (170, 190, 225), 2)
    photo = np.minimum(written(["1203", "456"]), rules)
    assert reader.read(photo).text == "1203\n456"
    photo = written(["203", "456"], left=70)
    for x in range(60, 285, 75):
        cv2.rectangle(photo, (x, 50), (x + 75, 125), (90, 90, 90), 2)
    assert reader.read(photo).text == "203\n456"


@pytest.mark.parametrize("degrees", [-12, 12])
def test_phone_photos_held_askew_are_read(degrees, reader, phone_photos):
    truth = json.loads((phone_photos / "truth.json").read_text())
    for name in ("bikz2.jpg", "niraj3.jpg"):  # their sevens are nearly ones
        photo = np.array(Image.open(phone_photos / name))
        high, wide = photo.shape[:2]
        turn = cv2.getRotationMatrix2D((wide / 2, high / 2), degrees, 1)
        border = cv2.BORDER_REPLICATE
        askew = cv2.warpAffine(photo, turn, (wide, high), borderMode=border)
        page = reader.read(askew)
        assert page.text == "\n".join(truth[name])
        assert all(digit.confidence > 0.5 for digit in page.digits)


@pytest.mark.parametrize("squared", [False, True])
@pytest.mark.parametrize("pitch", [24, 40, 64])
def test_rules_that_run_through_phone_photos_are_not_read(
    squared, pitch, reader, phone_photos
):
    """What hangs from a rule is no comb's bar, what stands between no cell's side."""
    truth = json.loads((phone_photos / "truth.json").read_text())
    for name in ("niraj2.jpg", "vinay0.jpg"):
        photo = np.array(Image.open(phone_photos / name))
        high, wide = photo.shape[:2]
        pitch_px = pitch * wide // 1280 + 5
        rules = np.full_like(photo, 255)
        for y in range(20, high, pitch_px):
            cv2.line(rules, (0, y), (wide, y + high // 60), (150, 190, 225), 2)
        for x in range(20, wide, pitch_px) if squared else ():
            cv2.line(rules, (x, 0), (x - high // 60, high), (150, 190, 225), 2)
        rules = cv2.GaussianBlur(rules, (3, 3), 0)
        photo = (photo.astype(float) * rules / 255).astype(np.uint8)
        assert reader.read(photo).text == "\n".join(truth[name])


def test_light_ink_on_dark_paper_is_read(reader, written):
    board = 255 - written(["1203", "456"]) + 20  # 40 where nothing is written
    page = reader.read(board)
    assert (page.text, page.notes) == ("1203\n456", ())


def test_digits_across_the_edge_of_a_shadow_are_read(reader, written):
    photo = written(["1203", "456"])
    x = np.arange(photo.shape[1])[:, np.newaxis]
    for edge in range(80, 300, 12):
        light = 0.7 - 0.3 * np.tanh((x - edge) / 3)  # 1 to the left, 0.4 to the right
        assert reader.read((photo * light).astype(np.uint8)).text == "1203\n456", edge


def test_what_lies_on_a_dark_table_is_not_read(reader, written):
    photo = written(["203", "456"])
    photo[:, 600:] = 25
    photo[100:160, 700:708] = 12  # as dark beside the table as ink beside paper
    assert reader.read(photo).text == "203\n456"


def photos_without_digits():
    y, x = np.mgrid[0:1:480j, 0:1:640j]
    noise = RANDOM.normal(0, 1, (480, 640))
    return {
        "white": np.full((480, 640), 255.0),
        "black": np.zeros((480, 640)),
        "noise": 128 + 40 * noise,
        "dim noise": 8 + 3 * noise,
        "light": 90 + 140 * x * y,
        "shadow": np.where(x + 0.3 * y > 0.6, 60, 210) + 2 * noise,
        "stripes": 140 + 60 * np.sin(60 * x),
        "specks": np.where(RANDOM.random((480, 640)) > 0.9995, 20, 220),
        "ruled": np.where(np.arange(480)[:, np.newaxis] % 40 < 2, 120.0, 220 + 0 * x),
        "squared": np.where(
            (np.arange(480)[:, np.newaxis] % 30 < 2) | (np.arange(640) % 30 < 2),
            *(150.0, 230.0),
        ),
        "pixel": np.full((1, 1), 90.0),
        "line": np.full((1, 700), 90.0),
    }


@pytest.mark.parametrize("name", photos_without_digits())
def test_nothing_is_invented(name, reader):
    photo = np.clip(photos_without_digits()[name], 0, 255).astype(np.uint8)
    page = reader.read(photo)
    assert (page.text, page.lines, page.digits) == ("", (), ())


@pytest.mark.parametrize("name", ["china.jpg", "flower.jpg"])
def test_photos_of_other_things_give_no_certain_digit(name, reader):
    page = reader.read(datasets.load_sample_image(name))
    assert [digit for digit in page.digits if not digit.rejected] == []


def test_expect_and_pattern_reach_the_lines(reader, written):
    photo = written(["1203", "45"])
    page = reader.read(photo, expect=4)
    assert page.text == "1203\n45"
    assert page.notes == ("line 2 does not fit --expect=4: 45",)
    assert reader.read(photo, pattern=r"\d{2}|\d{4}").notes == ()
    assert reader.read(photo, expect=5).notes[0].startswith("line 1 does not fit")


def test_a_turned_page_is_named(reader, written):
    upright = written(["2345", "6237"])
    assert reader.read(upright).notes == ()
    turned = np.ascontiguousarray(np.rot90(upright, -1))
    notes = reader.read(turned).notes
    assert len(notes) == 1
    assert "turned, a quarter turn to the right" in notes[0]


@pytest.mark.parametrize(("degrees", "way"), [(45, "left"), (-42, "right")])
def test_a_page_whose_rows_run_neither_across_nor_up_is_named(
    degrees, way, reader, written
):
    page = written(["23456", "62375", "84092"], size=(900, 900), left=250, top=300)
    turn = cv2.getRotationMatrix2D((450, 450), degrees, 1.0)
    photo = cv2.warpAffine(page, turn, (900, 900), borderValue=(235,) * 3)
    (note,) = reader.read(photo).notes
    assert f"turned, an eighth of a turn to the {way}: turned back it reads 15" in note


def test_files_are_turned_by_their_exif(reader, written, tmp_path):
    photo = written(["123"])
    exif = Image.Exif()
    exif[274] = 6  # the camera was held turned: rotate by 90 degrees clockwise
    on_its_side = Image.fromarray(np.ascontiguousarray(np.rot90(photo)))
    on_its_side.save(tmp_path / "side.png", exif=exif)
    page = reader.read(tmp_path / "side.png")
    assert page.text == "123"
    assert [d.box for d in page.digits] == [d.box for d in reader.read(photo).digits]


@pytest.mark.parametrize(
    ("suffix", "mode"), [("jpg", "L"), ("png", "L"), ("png", "P"), ("tif", "1")]
)
def test_a_very_large_scan_is_read(suffix, mode, reader, written, tmp_path):
    small = Image.fromarray(written(["123", "456"]))
    path = tmp_path / f"scan.{suffix}"
    small.resize((5400, 3600)).convert(mode).save(path)
    page = reader.read(path)
    assert page.text == "123\n456"
    x, y, _, high = page.digits[0].box
    assert (300 < x < 600, 300 < y < 600, high > 150) == (True, True, True)


def test_single_digits_are_predicted_in_order(reader, known):
    images = np.stack([known[d] for d in range(10)])[..., np.newaxis]
    assert [d.digit for d in reader.predict(images)] == list(range(10))
    pictures = [255 - np.pad(known[d], 30) for d in (3, 8)]
    answers = reader.predict(pictures)
    assert [answer.digit for answer in answers] == [3, 8]
    assert answers[0].box == (0, 0, 88, 88)


@pytest.mark.parametrize(
    "photo",
    [np.zeros((5, 5, 4), np.uint8), np.zeros((5, 5)), np.zeros((0, 4), np.uint8)],
)
def test_arrays_that_are_no_photos_are_refused(photo, reader):
    with pytest.raises(Refusal, match="a photo must be uint8 of the shape"):
        reader.read(photo)
    with pytest.raises(Refusal, match="an image must be uint8 of the shape"):
        reader.predict([photo])


def test_real_photos_have_as_many_digits_as_are_written(reader, phone_photos):
    truth = json.loads((phone_photos / "truth.json").read_text())
    for name, lines in truth.items():
        page = reader.read(phone_photos / name)
        found = [len(line.digits) for line in page.lines]
        assert found == [len(line) for line in lines], name


def test_digits_that_touch_are_pieces_of_one_mark(reader, written):
    photo = written(["7450"], pitch=60)
    cv2.line(photo, (148, 88), (196, 88), (40,) * 3, 4)  # from the 4 to the 5
    page = reader.read(photo)
    assert page.text == "7450"
    assert [digit.is_piece for digit in page.digits] == [False, True, True, False]
    first, *pieces, last = (digit.confidence for digit in page.digits)
    assert 0.5 < max(pieces) < 0.995 < min(first, last)
