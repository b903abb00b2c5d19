"""The benchmark of grids: what it counts, its table, its drawings, bad folders."""

import json
import pathlib

import numpy as np
import pytest
from PIL import Image

from hwdigits.benchmarks import grids, truths
from hwdigits.commands import benchmark
from hwdigits.reader.grids import reading
from hwdigits.reader.page import Digit, Line, Page
from hwdigits.reader.photo import pictures
from hwdigits.refusal import Refusal
from tests.conftest import one_sentence
from tests.reader.grids.drawing import drawn

CELLS = [["3", "", "1"], ["", "7", "5"], ["9", "4", ""]]
TRUTH = np.array([[3, 0, 1], [0, 7, 5], [9, 4, 0]])
CORNERS = ((0, 0), (9, 0), (9, 9), (0, 9))


def page(numbers, refused=()):
    rows = [
        [
            ()
            if not number
            else (Digit(number, 0.9, CORNERS[0] * 2, number in refused, np.zeros(10)),)
            for number in row
        ]
        for row in numbers
    ]
    lines = (Line(tuple(reading.cell(CORNERS, one) for one in row)) for row in rows)
    return Page(tuple(lines), (), True)


@pytest.fixture
def folder(known, tmp_path):
    """Three photos: a grid, one whose truth is another, and one without a grid."""
    sheet = drawn(known, CELLS)
    text = "camera\nsize\n" + "\n".join(" ".join(map(str, row)) for row in TRUTH)
    for name, photo, truth in (
        ("a", sheet, text),
        ("b", sheet, text.replace("7", "0")),
        ("c", np.full_like(sheet, 228), text),
    ):
        Image.fromarray(photo).save(tmp_path / f"{name}.png")
        (tmp_path / f"{name}.dat").write_text(truth)
    Image.fromarray(sheet).save(tmp_path / "without-truth.png")
    return tmp_path


def outcomes(numbers, **more):
    found = truths.outcomes(TRUTH, page(numbers, **more)).ravel().tolist()
    return {name: found.count(name) for name in set(found)}


def test_cells_are_judged_by_stage():
    assert outcomes(TRUTH) == {"right": 9}
    wrong = TRUTH.copy()
    wrong[0] = 8, 2, 0
    assert outcomes(wrong) == {"misread": 1, "empty misjudged": 2, "right": 6}
    right_guess = {"refused, its guess right": 1, "right": 8}
    assert outcomes(TRUTH, refused=(9,)) == right_guess
    wrong = np.where(TRUTH == 9, 8, TRUTH)
    assert outcomes(wrong, refused=(8,)) == {"refused": 1, "right": 8}
    assert outcomes(TRUTH[:, :2]) == {"misplaced": 9}
    assert outcomes(np.roll(TRUTH, 1, 0)) == {"misplaced": 9}
    assert set(truths.outcomes(TRUTH, None).ravel()) == {"not found"}


@pytest.mark.parametrize(("guess", "would_be"), [(9, True), (8, False)])
def test_grids_are_counted_as_they_would_be_had_nothing_been_refused(guess, would_be):
    answer = page(np.where(TRUTH == 9, guess, TRUTH), refused=(guess,))
    photo = truths.Photo(pathlib.Path("a.png"), TRUTH)
    reading = grids.Reading(photo, truths.outcomes(TRUTH, answer), 1.0)
    assert not reading.is_whole
    assert reading.would_be_whole == would_be


def test_a_folder_is_counted_and_its_failures_are_drawn(folder, reader):
    result = grids.run(reader, folder, folder / "drawn")
    assert json.loads(json.dumps(result)) == result
    assert (result["photos"], result["grids_found"], result["grids_placed"]) == (
        3,
        2,
        2,
    )
    counts = {name: count for name, count in result["outcomes"].items() if count}
    assert counts == {"right": 17, "empty misjudged": 1, "not found": 9}
    assert (result["cells"], result["cells_placed"]) == (27, 18)
    assert (result["empty_cells"], result["empty_cells_right"]) == (10, 6)
    assert result["whole_grids"] == 1
    assert [fault["photo"][-5:] for fault in result["faults"]] == ["b.png", "c.png"]
    names = sorted(path.name[-5:] for path in (folder / "drawn").iterdir())
    assert names == ["b.jpg", "c.jpg"]
    lines = grids.table(result).splitlines()
    assert any("whole grids right" in line and "1 of 3" in line for line in lines)
    assert 0 < result["ms_p50"] <= result["ms_p99"]


def test_the_command_line(folder, hwdigits):
    done = hwdigits("benchmark", "grids", folder, "--json", "--unique=rows")
    result = json.loads(done.stdout)
    assert (result["photos"], result["known"]) == (3, {"unique": ["rows"]})
    assert "takes one DIR" in one_sentence(hwdigits("benchmark", "grids", check=2))


def test_folders_that_are_none_of_these_are_refused(tmp_path, known):
    with pytest.raises(Refusal, match=r"each with a \.dat file of the same name"):
        benchmark.main(["grids", str(tmp_path)])
    Image.fromarray(drawn(known, CELLS)).save(tmp_path / "a.png")
    for text in ("one\ntwo\n1 2\n3", "one\ntwo\nx y", "one\ntwo"):
        (tmp_path / "a.dat").write_text(text)
        with pytest.raises(Refusal, match=r"a \.dat file must have two lines"):
            truths.photos(tmp_path)


def test_what_no_reader_can_open_is_not_found(tmp_path, reader):
    (tmp_path / "a.png").write_bytes(b"no picture")
    (tmp_path / "a.dat").write_text("one\ntwo\n1 2\n3 4")
    assert grids.run(reader, tmp_path)["outcomes"]["not found"] == 4
    with pytest.raises(pictures.Unreadable):
        reader.read(tmp_path / "a.png")
