"""`hwdigits read` of grids: the JSON contract, tables, drawing, what is refused."""

import csv
import io
import json

import numpy as np
import pytest
from PIL import Image

from hwdigits.commands import read
from tests.conftest import one_sentence
from tests.reader.grids.drawing import drawn

CELLS = [["3", "", "12"], ["", "7", "5"], ["9", "4", ""]]


@pytest.fixture(scope="module")
def grid(known, tmp_path_factory):
    path = tmp_path_factory.mktemp("grids") / "grid.png"
    Image.fromarray(drawn(known, CELLS, wide=80)).save(path)
    return path


@pytest.fixture
def rows(written, tmp_path):
    path = tmp_path / "rows.png"
    Image.fromarray(written(["1203"])).save(path)
    return path


def test_the_json_contract_of_grids(grid, hwdigits):
    done = hwdigits("read", "--format=json", grid)
    answer = json.loads(done.stdout)
    assert answer["text"] == "3 . 12\n. 7 5\n9 4 ."
    assert [len(line["digits"]) for line in answer["lines"]] == [3, 3, 3]
    first, empty, several = answer["lines"][0]["digits"]
    assert list(first) == ["digit", "confidence", "box", "rejected", "corners"]
    assert (first["digit"], empty["digit"], several["digit"]) == (3, None, 12)
    assert several["text"] == "12"
    assert empty["confidence"] == 1
    for entry in (first, empty, several):
        assert np.shape(entry["corners"]) == (4, 2)
        assert len(entry["box"]) == 4


def test_a_table_for_a_spreadsheet(grid, rows, hwdigits):
    done = hwdigits("read", "--layout=grid", "--format=csv", grid, rows, check=1)
    table = list(csv.reader(io.StringIO(done.stdout)))
    assert table[:4] == [
        ["image", "row", "1", "2", "3"],
        [str(grid), "1", "3", "", "12"],
        [str(grid), "2", "", "7", "5"],
        [str(grid), "3", "9", "4", ""],
    ]
    assert table[4] == [
        str(rows),
        "error",
        "shows no ruled grid that could be followed",
    ]


def test_no_grid_is_said_in_one_sentence(rows, hwdigits):
    done = hwdigits("read", "--layout=grid", rows, check=1)
    assert done.stdout == f"{rows}\terror\tshows no ruled grid that could be followed\n"
    assert hwdigits("read", rows).stdout == f"{rows}\t1203\n"


def test_columns_and_what_they_are_not(grid, hwdigits):
    done = hwdigits("read", "--columns=2-3", grid)
    assert [line.split("\t")[1] for line in done.stdout.splitlines()] == [
        *(". 12", "7 5", "4 .")
    ]
    words = one_sentence(hwdigits("read", "--columns=a-b", grid, check=1))
    assert "--columns must be the first and the last column" in words
    words = one_sentence(hwdigits("read", "--unique=diagonals", grid, check=1))
    assert "--unique must be of rows, columns, blocks" in words


def test_the_cells_are_drawn(grid, tmp_path):
    out = tmp_path / "drawn.png"
    list(read.run([str(grid)], draw=str(out)))
    before, after = (np.asarray(Image.open(path)) for path in (grid, out))
    changed = (before != after).any(-1)
    assert before.shape == after.shape
    assert changed[90, 95:320].mean() > 0.9  # the grid's upper line
    assert not changed[:80].any()


def test_consistent_readings_are_named(grid):
    (answer,) = read.run([str(grid)], layout="grid", sums="row")
    assert len(answer["notes"]) >= 2
    assert "--sum=row cannot hold for line 3" in answer["notes"][-1]
