"""`hwdigits benchmark read`: the counts of a run, its table, drawings and refusals."""

import json

import cv2
import pytest
from PIL import Image

from hwdigits import Refusal, data
from hwdigits.benchmarks import read
from hwdigits.commands import benchmark
from hwdigits.data import pages
from hwdigits.reader.page import Digit, Line, Page
from tests.conftest import one_sentence

SIZE = (480, 360)


class Known:
    """Reads what it has been told: the truth, or the same on every page."""

    def __init__(self, examples, always=None, seed=0):
        self._always = always
        made = [
            pages.page(examples, number, kind, "phone", SIZE)
            for kind in pages.KINDS
            for number in (seed, seed + 1)
        ]
        self._truths = {page.photo.tobytes(): page for page in made}

    def read(self, photo):
        page = self._truths.get(photo.tobytes())
        if page is None or self._always is not None:
            return self._always or Page(())
        return Page(
            tuple(
                Line(
                    tuple(
                        Digit(int(text), 1.0, box, False, None)
                        for text, box in zip(line, boxes, strict=True)
                        if text != "?"
                    )
                )
                for line, boxes in zip(page.lines, page.boxes, strict=True)
                if set(line) != {"?"}
            )
        )


@pytest.fixture(scope="module")
def digits(small):
    return small[1]


def test_a_perfect_reader(digits):
    result = read.run(Known(digits), digits, 2, size=SIZE)
    assert [row["kind"] for row in result["rows"]] == list(pages.KINDS)
    for row in result["rows"]:
        assert (row["pages"], row["level"]) == (2, "phone")
        assert row["exact"] == row["lines"] == row["lines_without_rejection"]
        assert row["misread"] + row["missed"] + row["invented"] + row["rejected"] == 0
        if row["kind"] in pages.WITHOUT_DIGITS:
            assert row["interval95"] is None
            continue
        assert row["lines"]
        assert row["digit_error_rate"] == 0
        assert row["interval95"][1] == pytest.approx(1)
    assert result["faults"] == []


def test_what_is_invented_is_counted_and_drawn(digits, tmp_path):
    ghost = Page((Line((Digit(7, 0.9, (5, 350, 4, 6), False, None),)),))
    result = read.run(Known(digits, ghost), digits, 2, draw=tmp_path / "a", size=SIZE)
    for row in result["rows"]:
        assert (row["invented"], row["pages_with_invented"]) == (2, 2)
        assert row["missed"] == row["digits"]
    names = [fault["page"] for fault in result["faults"]]
    assert len(names) == 2 * len(pages.KINDS)
    assert sorted(path.stem for path in (tmp_path / "a").glob("*.jpg")) == sorted(names)
    with Image.open(tmp_path / "a" / "rows-phone-1.jpg") as drawn:
        assert drawn.size == (2 * SIZE[0], SIZE[1])
    blank = next(f for f in result["faults"] if f["page"] == "blank-phone-0")
    assert (blank["truth"], blank["answer"]) == ("", "7")


def test_another_seed_reads_other_pages(digits):
    assert read.run(Known(digits, seed=5), digits, 2, 5, size=SIZE)["faults"] == []
    assert read.run(Known(digits), digits, 2, 5, size=SIZE)["faults"]


def test_a_real_reader_s_table_has_every_row_and_its_conditions(reader, digits):
    levels = ("scan", "phone")
    result = read.run(reader, digits, 1, 3, levels, size=SIZE)
    assert json.loads(json.dumps(result)) == result
    lines = read.table(result).splitlines()
    assert "ai_edge_litert" in lines[0]
    assert "cores" in lines[0]
    assert lines[1].startswith("n=1 pages of 480x360 a row, seeds from 3; 1 thread")
    kinds = [line.split()[:2] for line in lines[4:]]
    assert kinds == [[kind, level] for level in levels for kind in pages.KINDS]
    for row in result["rows"]:
        assert 0 < row["ms_p50"] <= row["ms_p99"]


def test_the_digits_are_held_out(monkeypatch):
    asked = []
    monkeypatch.setattr(data, "load", lambda *given: asked.append(given[1:]))
    places = data.Places("here", None)
    read.held_out("mnist", places)
    read.held_out("optdigits", places)
    assert asked == [("validation", places), ("test", places, "optdigits")]


def test_optdigits_need_nothing_from_outside(model_file, capsys):
    flags = ["--pages=1", "--data=optdigits", "--json"]
    assert benchmark.main(["read", f"--model={model_file}", *flags]) == 0
    result = json.loads(capsys.readouterr().out)
    assert [row["pages"] for row in result["rows"]] == [1] * len(pages.KINDS)


def test_a_place_to_draw_that_is_a_file_is_refused(digits, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(Refusal, match="--draw must name a folder that is there or can"):
        read.run(Known(digits), digits, 1, draw=tmp_path / "file", size=SIZE)


@pytest.mark.parametrize(
    ("flag", "words"),
    [
        ("--pages=0", "flag --pages=0"),
        ("--seed=-1", "flag --seed=-1"),
        ("--level=sloppy", "value should be one of <scan|phone|hard|all>"),
        ("--data=imagenet", "value should be one of <mnist|optdigits>"),
        ("predict", "benchmark takes one section. Received also: predict"),
    ],
)
def test_wrong_usage_is_one_sentence(flag, words, hwdigits):
    assert words in one_sentence(hwdigits("benchmark", "read", flag, check=2))


def test_a_model_that_is_not_there_is_refused_before_anything_is_loaded():
    with pytest.raises(Refusal, match=r"--model must be a \.tflite file"):
        benchmark.main(["read", "--model=nowhere.tflite", "--data_dir=nowhere"])


def test_opencv_has_its_threads_again(digits):
    before = cv2.getNumThreads()
    read.run(Known(digits), digits, 1, size=SIZE)
    assert cv2.getNumThreads() == before
