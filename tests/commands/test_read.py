"""`hwdigits read`: the JSON contract, formats, drawing, bad input, no TensorFlow."""

import csv
import io
import json
import subprocess
import sys

import numpy as np
import pytest
from PIL import Image

from hwdigits import Refusal
from hwdigits.commands import read
from tests.conftest import REPOSITORY, one_sentence


@pytest.fixture
def photos(written, tmp_path):
    """Two photos: two rows, and nothing."""
    Image.fromarray(written(["1203", "345"])).save(tmp_path / "a.png")
    Image.fromarray(np.full((300, 400, 3), 200, np.uint8)).save(tmp_path / "b.png")
    return [tmp_path / "a.png", tmp_path / "b.png"]


def test_the_json_contract(model_file, photos, hwdigits):
    done = hwdigits("read", f"--model={model_file}", "--format=json", *photos)
    first, second = [json.loads(line) for line in done.stdout.splitlines()]
    assert first["image"] == str(photos[0])
    assert first["text"] == "1203\n345"
    assert [line["text"] for line in first["lines"]] == ["1203", "345"]
    digit = first["lines"][0]["digits"][0]
    assert list(digit) == ["digit", "confidence", "box", "rejected"]
    assert (digit["digit"], digit["rejected"], len(digit["box"])) == (1, False, 4)
    assert second == {"image": str(photos[1]), "text": "", "lines": []}
    assert done.stderr == ""


def test_text_and_csv(model_file, photos, hwdigits):
    done = hwdigits("read", f"--model={model_file}", *photos)
    assert done.stdout == f"{photos[0]}\t1203\n{photos[0]}\t345\n{photos[1]}\t\n"
    done = hwdigits("read", f"--model={model_file}", "--format=csv", *photos)
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert [row["text"] for row in rows] == ["1203", "345", ""]
    assert [row["line"] for row in rows] == ["1", "2", ""]
    assert 0 < float(rows[0]["confidence"]) <= 1


def test_a_bad_photo_is_named_and_the_rest_goes_on(model_file, photos, hwdigits):
    missing = photos[0].with_name("none.png")
    done = hwdigits("read", f"--model={model_file}", missing, photos[0], check=1)
    lines = done.stdout.splitlines()
    assert lines[0] == f"{missing}\terror\tis not there"
    assert lines[1].endswith("1203")


def test_files_folders_and_standard_input(model_file, photos, monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.StringIO(f"{photos[1]}\n"))
    names = ["-", str(photos[0].parent)]
    seen = [answer["image"] for answer in read.run(names, str(model_file))]
    assert seen == [str(photos[1]), *map(str, photos)]


def test_the_answer_is_drawn(model_file, photos, tmp_path):
    out = tmp_path / "drawn.png"
    list(read.run([str(photos[0])], str(model_file), draw=str(out)))
    before, after = (np.asarray(Image.open(path)) for path in (photos[0], out))
    assert before.shape == after.shape
    assert (before != after).any(-1).mean() > 0.005
    folder = tmp_path / "answers"
    list(read.run([str(p) for p in photos], str(model_file), draw=str(folder)))
    assert len(list(folder.glob("*.png"))) == 2


def test_where_not_to_draw_is_refused(model_file, photos, tmp_path):
    names = [str(photo) for photo in photos]
    with pytest.raises(Refusal, match="--draw must name a folder"):
        list(read.run(names, str(model_file), draw=str(tmp_path / "one.png")))
    with pytest.raises(Refusal, match="must be another file than PHOTO"):
        list(read.run(names[:1], str(model_file), draw=names[0]))


def test_usage_is_one_sentence(hwdigits):
    assert "a PHOTO must be given" in one_sentence(hwdigits("read", check=2))


def test_it_imports_no_tensorflow(model_file, photos):
    script = (
        "import sys; from hwdigits.__main__ import main; main(sys.argv[1:]);"
        "heavy = ('tensorflow', 'keras', 'matplotlib', 'sklearn');"
        "print([name for name in heavy if name in sys.modules])"
    )
    command = [sys.executable, "-c", script, "read", f"--model={model_file}"]
    done = subprocess.run(
        [*command, photos[0]], cwd=REPOSITORY, capture_output=True, text=True
    )
    assert done.stdout.splitlines()[-1] == "[]"
