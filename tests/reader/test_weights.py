"""The shipped reader: file, manifest and config belong together."""

import hashlib
import json
import pathlib
import runpy
import zipfile

from hwdigits.reader import model as model_lib

WEIGHTS = model_lib.SHIPPED.parent
CONFIG = pathlib.Path(__file__).parents[2] / "configs" / "reader.py"


def manifest():
    return json.loads((WEIGHTS / "manifest.json").read_text(encoding="utf-8"))


def test_the_file_is_the_one_that_was_measured():
    entry = manifest()["artefacts"]["reader.tflite"]
    content = model_lib.SHIPPED.read_bytes()
    assert hashlib.sha256(content).hexdigest() == entry["sha256"]
    assert len(content) == entry["bytes"] <= 150_000
    assert entry["n"] == 10_000


def test_the_file_says_what_the_manifest_says():
    with zipfile.ZipFile(model_lib.SHIPPED) as files:
        inside = json.loads(files.read("hwdigits.json"))
    outside = manifest()
    assert {name: inside[name] for name in outside if name in inside} == {
        name: outside[name] for name in outside if name in inside
    }
    assert inside["network"] == "reader"
    assert inside["format"] == model_lib.FORMAT
    assert 0 < inside["threshold"] < 1


def test_it_was_trained_by_the_config_of_this_project():
    config = runpy.run_path(str(CONFIG))["get_config"]()
    text = json.dumps(config.to_dict(), sort_keys=True)
    assert hashlib.sha256(text.encode()).hexdigest() == manifest()["config_sha256"]


def test_a_digit_is_read_and_what_is_none_is_refused(small):
    import cv2
    import numpy as np

    import hwdigits

    reader = hwdigits.Reader()
    images, labels = small[1].images, small[1].labels
    answers = reader.predict(images)
    right = [one.digit == label for one, label in zip(answers, labels, strict=True)]
    assert np.mean(right) > 0.9  # 8x8 digits enlarged: not what it was made for
    assert np.mean([one.rejected for one in answers]) < 0.2
    letter = np.full((120, 120), 240, np.uint8)
    cv2.putText(letter, "K", (30, 90), cv2.FONT_HERSHEY_SIMPLEX, 2.5, 30, 8)
    assert reader.predict([letter])[0].rejected
