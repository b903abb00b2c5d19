"""`hwdigits doctor`: a real picture of the steps, words, and one sentence refused."""

import pathlib

import numpy as np
import pytest
from PIL import Image
from sklearn import datasets

from hwdigits import Refusal
from hwdigits.commands import doctor
from tests.conftest import one_sentence


@pytest.fixture
def picture(tmp_path):
    """A zero of scikit-learn, dark on white, enlarged."""
    path = tmp_path / "a zero $1$.png"
    dark = (255 - 15 * datasets.load_digits().images[0]).astype(np.uint8)
    Image.fromarray(dark).resize((120, 120)).save(path)
    return path


def test_with_a_run_the_answer_is_drawn_and_printed(
    trained, picture, hwdigits, tmp_path
):
    out = tmp_path / "new" / "steps.png"
    done = hwdigits("doctor", picture, f"--out={out}", f"--workdir={trained}")
    *findings, answer, written = done.stdout.splitlines()
    assert findings
    assert answer.startswith("answer: 0 (gets ")
    assert written == f"written: {out}"
    assert done.stderr == ""
    with Image.open(out) as drawn:
        drawn.load()
        assert drawn.format == "PNG"
        width_with_answer = drawn.width
    assert [path.name for path in out.parent.iterdir()] == ["steps.png"]
    doctor.run(picture, out)
    with Image.open(out) as drawn:
        assert drawn.width < width_with_answer


def test_without_ink_no_digit_is_claimed(trained, tmp_path, capsys):
    Image.new("L", (80, 60), 230).save(tmp_path / "blank.png")
    (finding,) = doctor.run(tmp_path / "blank.png", tmp_path / "out.png", trained)
    assert "no digit is claimed" in finding
    assert "answer" not in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--out=steps.png"], "doctor takes one IMAGE. Received: nothing"),
        (["a.png", "b.png", "--out=c.png"], "doctor takes one IMAGE. Received: a.png"),
        (["a.png"], "--out must be given. usage: hwdigits doctor"),
    ],
)
def test_wrong_usage_is_2(arguments, words, hwdigits):
    assert words in one_sentence(hwdigits("doctor", *arguments, check=2))


def test_a_picture_that_is_none_is_one_sentence(hwdigits, tmp_path):
    letter = tmp_path / "letter.png"
    letter.write_text("not a picture")
    done = hwdigits("doctor", letter, f"--out={tmp_path}/steps.png", check=1)
    assert "IMAGE must be a picture" in one_sentence(done)
    assert "letter.png, which is not a picture of a known format" in one_sentence(done)
    assert [path.name for path in tmp_path.iterdir()] == ["letter.png"]


def test_a_missing_picture_is_refused(tmp_path):
    with pytest.raises(Refusal, match=r"no_such\.png, which is not there"):
        doctor.run(tmp_path / "no_such.png", tmp_path / "steps.png")


@pytest.mark.parametrize(
    ("out", "words"),
    [
        ("steps.jpg", "--out must name a .png file"),
        ("a zero $1$.png", "--out must be another file than IMAGE"),
        ("file/steps.png", "--out must be a file that can be written"),
        ("folder.png", "--out must be a file that can be written"),
    ],
)
def test_an_out_that_cannot_be_is_refused_and_nothing_is_left(
    out, words, picture, tmp_path
):
    (tmp_path / "file").write_text("mine")
    (tmp_path / "folder.png").mkdir()
    before = contents(tmp_path)
    with pytest.raises(Refusal, match=words):
        doctor.run(picture, tmp_path / out)
    assert contents(tmp_path) == before


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("none", "which has none"),
        ("unfinished", "--workdir must hold a finished training"),
        ("without model", "which has no model.keras"),
    ],
)
def test_a_workdir_without_a_finished_model_is_refused(
    kind, words, trained, picture, tmp_path
):
    workdir = tmp_path / "run"
    workdir.mkdir()
    kept = {"unfinished": ["config.json"]}
    kept["without model"] = ["config.json", "result.json"]
    for name in kept.get(kind, []):
        (workdir / name).write_bytes((trained / name).read_bytes())
    with pytest.raises(Refusal, match=words):
        doctor.run(picture, tmp_path / "steps.png", workdir)
    assert not (tmp_path / "steps.png").exists()


def contents(directory: pathlib.Path):
    """Every path below with its bytes."""
    return {p: p.read_bytes() if p.is_file() else None for p in directory.rglob("*")}
