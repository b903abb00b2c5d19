"""`hwdigits predict`: the JSON contract, bad input, flat memory, no TensorFlow."""

import json
import subprocess
import sys
import zipfile

import numpy as np
import pytest
from PIL import Image

from hwdigits import Refusal
from hwdigits.commands import predict
from hwdigits.reader import model as reader_lib
from tests.conftest import REPOSITORY


@pytest.fixture
def drawn(small, tmp_path):
    """Ten pictures of digits, dark on light, 100x80; (paths, labels)."""
    paths = []
    for number, image in enumerate(small[1].images[:10, ..., 0]):
        picture = 240 - np.pad(image, ((30, 42), (12, 40))) // 2
        paths.append(tmp_path / f"{number}.png")
        Image.fromarray(picture.astype(np.uint8)).save(paths[-1])
    return paths, small[1].labels[:10].tolist()


def test_the_json_contract(exported, drawn, hwdigits):
    paths, labels = drawn
    done = hwdigits("predict", f"--model={exported}", "--format=json", *paths)
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert [answer["image"] for answer in answers] == [str(path) for path in paths]
    hits = sum(a["digit"] == label for a, label in zip(answers, labels, strict=True))
    assert hits >= 8
    for answer in answers:
        assert list(answer) == [
            *("image", "digit", "confidence", "probabilities", "rejected")
        ]
        assert answer["rejected"] is False
        assert sum(answer["probabilities"]) == pytest.approx(1, abs=1e-4)
        assert answer["confidence"] == pytest.approx(max(answer["probabilities"]))
    assert done.stderr == ""


def test_it_imports_no_tensorflow(exported, drawn):
    script = (
        "import sys; from hwdigits.__main__ import main; main(sys.argv[1:]);"
        "print([n for n in ('tensorflow', 'keras') if n in sys.modules])"
    )
    command = [sys.executable, "-c", script, "predict", f"--model={exported}"]
    done = subprocess.run(
        [*command, drawn[0][0]], cwd=REPOSITORY, capture_output=True, text=True
    )
    assert done.stdout.splitlines()[-1] == "[]"


def test_the_programs_for_devices_read_the_same(exported, drawn):
    program = REPOSITORY / "export" / "device" / "read_digit.py"
    (answer,) = predict.run(str(exported), [str(drawn[0][0])])
    command = [sys.executable, program, exported / "float32.tflite", drawn[0][0]]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout == f"{answer['digit']} {answer['confidence']:.4f}\n"


def test_files_folders_and_standard_input(exported, drawn, monkeypatch, tmp_path):
    import io

    paths, _ = drawn
    monkeypatch.setattr(sys, "stdin", io.StringIO(f"{paths[3]}\n\n{paths[4]}\n"))
    model = str(exported / "float32.tflite")
    names = [str(paths[0]), "-", str(tmp_path)]
    seen = [answer["image"] for answer in predict.run(model, names)]
    assert seen == [str(p) for p in (paths[0], paths[3], paths[4], *sorted(paths))]


def save(picture, path, **options):
    Image.fromarray(picture).save(path, **options)
    return path


BAD = {
    "empty.png": (lambda path, good: path.write_bytes(b""), "is empty"),
    "torn.png": (
        lambda path, good: path.write_bytes(good.read_bytes()[:90]),
        "is damaged",
    ),
    "text.png": (lambda path, good: path.write_text("7"), "not a picture"),
    "phone.heic": (
        lambda path, good: path.write_bytes(b"\0\0\0\x18ftypheic\0\0\0\0mif1heic"),
        "is a HEIC photo, which is not read here: save it as JPEG",
    ),
    "page.pdf": (
        lambda path, good: path.write_bytes(b"%PDF-1.4\n"),
        "is a PDF document, which is not read here: save its page as a PNG",
    ),
    "missing.png": (lambda path, good: None, "is not there"),
    "folder.png": (lambda path, good: path.mkdir(), "is a directory, not a picture"),
    "circle.png": (
        lambda path, good: path.symlink_to(path),
        "cannot be read: Too many levels of symbolic links",
    ),
    "huge.png": (
        lambda path, good: Image.new("1", (20_000, 20_000)).save(path),
        "has more than 100,000,000 pixels",
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_picture_is_named_and_the_rest_goes_on(name, exported, drawn, tmp_path):
    make, words = BAD[name]
    path = tmp_path / name
    make(path, drawn[0][0])
    bad, good = predict.run(str(exported), [str(path), str(drawn[0][1])])
    assert good["digit"] is not None
    assert bad["image"] == str(path)
    assert words in bad["error"]


def test_photos_of_a_phone_s_own_format_in_a_folder_are_named(exported, tmp_path):
    (tmp_path / "IMG_0001.HEIC").write_bytes(b"\0\0\0\x18ftypmif1\0\0\0\0")
    (tmp_path / "notes.txt").write_text("7")
    (answer,) = predict.run(str(exported), [str(tmp_path)])
    assert answer["image"] == str(tmp_path / "IMG_0001.HEIC")
    assert "save it as JPEG" in answer["error"]


GOOD = {
    "mislabelled.png": lambda picture, path: Image.fromarray(picture).save(
        path, "JPEG"
    ),
    "cmyk.jpg": lambda p, path: Image.fromarray(p).convert("CMYK").save(path),
    "sixteen.png": lambda p, path: Image.fromarray(p.astype(np.uint16) * 200).save(
        path
    ),
    "moving.gif": lambda p, path: Image.fromarray(p).save(
        path, save_all=True, append_images=[Image.fromarray(255 - p)]
    ),
}


@pytest.mark.parametrize("name", GOOD)
def test_unusual_pictures_are_read_like_plain_ones(name, exported, drawn, tmp_path):
    picture = np.asarray(Image.open(drawn[0][2]))
    GOOD[name](picture, tmp_path / name)
    plain, other = predict.run(str(exported), [str(drawn[0][2]), str(tmp_path / name)])
    assert other["digit"] == plain["digit"]


@pytest.mark.parametrize("size", [(1, 1), (1, 50), (300, 200)])
def test_without_ink_there_is_no_digit(size, exported, tmp_path):
    path = save(np.full(size, 200, np.uint8), tmp_path / "blank.png")
    (answer,) = predict.run(str(exported), [str(path)])
    assert (answer["digit"], answer["confidence"]) == (None, 0)
    assert answer["rejected"] is True


def test_the_exit_code_is_1_when_a_picture_failed(exported, drawn, hwdigits, tmp_path):
    done = hwdigits(
        "predict", f"--model={exported}", drawn[0][0], tmp_path / "none.png", check=1
    )
    first, second = done.stdout.splitlines()
    assert first.split("\t")[0] == str(drawn[0][0])
    assert second == f"{tmp_path / 'none.png'}\terror\tis not there"


def test_models_that_are_not_ours_are_refused(exported, tmp_path):
    bare = tmp_path / "bare.tflite"
    bare.write_bytes(b"TFL3" * 100)
    with pytest.raises(Refusal, match=r"must be a .tflite file of hwdigits export"):
        next(predict.run(str(bare), ["x.png"]))
    with pytest.raises(Refusal, match="which is not there"):
        next(predict.run(str(tmp_path / "none.tflite"), ["x.png"]))
    with pytest.raises(Refusal, match="must take pictures of any size"):
        next(predict.run(str(exported / "browser.tflite"), ["x.png"]))


def with_bytes(model, begin, end, byte):
    return model[:begin] + byte * (end - begin) + model[end:]


DAMAGES = {
    "its head is gone": lambda model: with_bytes(model, 0, 8, b"\0"),
    "its tables are gone": lambda model: with_bytes(model, 64, 4096, b"\x5a"),
    "only its end is there": lambda model: model[-3000:],
    "its weights are no numbers": lambda model: with_bytes(
        model, len(model) // 4, len(model) // 2, b"\xff"
    ),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_model_is_refused(damage, exported, tmp_path):
    model = (exported / "float32.tflite").read_bytes()
    damaged = tmp_path / "damaged.tflite"
    damaged.write_bytes(DAMAGES[damage](model))
    with pytest.raises(Refusal, match="must be an undamaged"):
        reader_lib.Model(damaged)


def test_a_description_that_is_no_table_is_refused(tmp_path):
    with zipfile.ZipFile(tmp_path / "list.tflite", "w") as files:
        files.writestr("hwdigits.json", "[1]")
    with pytest.raises(Refusal, match=r"must be a .tflite file of hwdigits export"):
        reader_lib.Model(tmp_path / "list.tflite")


def test_a_model_of_another_format_is_refused(exported, tmp_path):
    later = tmp_path / "later.tflite"
    with zipfile.ZipFile(later, "w") as files:
        files.writestr("hwdigits.json", '{"format": 2}')
    with pytest.raises(Refusal, match=r"of format 1.*of format 2. Export it again"):
        reader_lib.Model(later)


@pytest.mark.slow
def test_memory_is_flat_over_many_pictures(exported, drawn):
    script = (
        "import resource, sys; from hwdigits.commands import predict;"
        "peak = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss;"
        "run = predict.run(sys.argv[1], sys.argv[2:] * 10_000); marks = [];"
        "[marks.append(peak()) for n, _ in enumerate(run) if n in (2_000, 99_999)];"
        "print(marks[1] - marks[0])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, exported, *drawn[0]],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=True,
    )
    assert int(done.stdout) < 4_000  # KiB over 98,000 pictures
