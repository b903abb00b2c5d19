"""What stands in the cells of a grid: read, empty, several digits, knowledge."""

import cv2
import numpy as np
import pytest

from hwdigits.reader.decoding import Edge
from hwdigits.reader.grids import reading
from hwdigits.reader.page import Cell
from hwdigits.reader.photo import pictures
from hwdigits.refusal import Refusal
from tests.reader.grids.drawing import PAPER, drawn, photographed, write

ROWS = ["305.8.", "..1276", "94..03", "2.6.5.", "18.7.9"]


def cells(rows):
    return [["" if text == "." else text for text in row] for row in rows]


@pytest.fixture(scope="module")
def photo(known):
    return photographed(drawn(known, cells(ROWS)), turn=4, tilt=0.1, shadow=0.4)


def test_cells_are_read_and_empty_ones_known(photo, reader):
    page = reader.read(photo)
    assert page.is_grid
    assert page.text == "\n".join(ROWS)
    assert {len(line.digits) for line in page.lines} == {6}


def test_light_lines_and_ink_on_dark_paper_are_a_grid_too(photo, reader):
    assert reader.read(np.bitwise_not(photo)).text == reader.read(photo).text


def test_each_cell_has_its_corners_and_its_box(photo, reader):
    for line in reader.read(photo).lines:
        for cell in line.digits:
            assert isinstance(cell, Cell)
            x, y, wide, high = cell.box
            corners = np.array(cell.corners)
            assert (corners >= (x, y)).all()
            assert (corners <= (x + wide, y + high)).all()
            (a, b, c, d) = corners
            assert (a[0], d[0], a[1], b[1]) < (b[0], c[0], d[1], c[1])
            for digit in cell.digits:
                middle = np.array(digit.box[:2]) + np.array(digit.box[2:]) / 2
                assert (middle > (x, y)).all()
                assert (middle < (x + wide, y + high)).all()
            assert (cell.digit is None) == (cell.text == ".") == (not cell.digits)


def test_a_cell_may_hold_several_digits(known, reader):
    rows = [["17", "204", "8"], ["", "95", "31"], ["60", "7", "12"]]
    page = reader.read(drawn(known, rows, wide=110))
    assert page.text == "17 204 8\n. 95 31\n60 7 12"
    numbers = [[cell.digit for cell in line.digits] for line in page.lines]
    assert numbers == [[17, 204, 8], [None, 95, 31], [60, 7, 12]]


def test_digits_that_touch_the_lines_are_read(known, reader):
    page = reader.read(drawn(known, cells(["352", "648", "937"]), 52, 56, size=56))
    assert page.text == "352\n648\n937"


def test_dirt_is_no_digit(known, reader):
    sheet = drawn(known, cells(["1.3", ".5.", "7.9"]))
    sheet[112:116, 165:170] = 90  # a speck in an empty cell
    sheet[92:118, 146:148] = 120  # what is left of a line that was drawn twice
    assert reader.read(sheet).text == "1.3\n.5.\n7.9"


def test_letters_in_cells_are_no_digits(known, reader):
    sheet = drawn(known, cells(["1.3", ".5.", "7.9"]))
    for letter, at in (("V", (152, 132)), ("W", (98, 188)), ("M", (204, 188))):
        cv2.putText(sheet, letter, at, cv2.FONT_HERSHEY_DUPLEX, 1.2, (40,) * 3, 3)
    # None of them is two digits that touch, which halves of them look like.
    assert reader.read(sheet).text == "1?3\n?5?\n7.9"


def test_digits_of_a_cell_that_touch_are_cut_where_others_stand_apart(known, reader):
    rows = [["17", "20", "8"], ["", "31", ""], ["60", "7", "12"]]
    sheet = drawn(known, rows, wide=110)
    touching = drawn(known, [["", "31", ""]], wide=110)
    touching[:, :] = 228
    for place, digit in enumerate((3, 5)):
        write(touching, known[digit], 20 + 17 * place, 20, 34)
    sheet[146 + 10 : 146 + 50, 90 + 20 : 90 + 90] = touching[16:56, 15:85]
    assert reader.read(sheet).text == "17 20 8\n35 31 .\n60 7 12"


def test_of_four_digits_two_that_touch_are_not_left_out():
    """Several digits are less probable than one, four not less than two."""
    digits = [
        Edge(place, place + 1, score, place)
        for place, score in enumerate((-0.4, -0.4, -0.1, -0.1))
    ]
    both_left_out = Edge(0, 2, -4.5, None)
    of_cells, probabilities = reading.OfCells(), np.eye(4, 10)
    path, *_ = of_cells.best(5, [*digits, both_left_out], probabilities)
    assert path == [0, 1, 2, 3]
    whole = Edge(0, 4, -2.5, 3)
    path, *_ = of_cells.best(
        5, [*digits[:3], Edge(3, 4, 0.0, None), whole], probabilities
    )
    assert path == [3]


def test_columns_are_chosen(photo, reader):
    page = reader.read(photo, columns=(2, 4))
    assert page.text == "\n".join(row[1:4] for row in ROWS)
    with pytest.raises(Refusal, match="among the grid's 6 columns"):
        reader.read(photo, columns=(5, 9))
    with pytest.raises(Refusal, match="the first and the last column, from 1, as 3-7"):
        reader.read(photo, columns=(3, 2))


def test_rows_where_there_is_no_grid(written, reader):
    photo = written(["1203", "456"])
    assert reader.read(photo).text == reader.read(photo, layout="rows").text
    with pytest.raises(pictures.Unreadable, match="shows no ruled grid"):
        reader.read(photo, layout="grid")
    with pytest.raises(Refusal, match="--layout must be one of auto, rows, grid"):
        reader.read(photo, layout="table")


def test_what_only_grids_have_asks_for_one(known, written, reader):
    photo = drawn(known, cells(["80.335"]))
    assert reader.read(photo, columns=(1, 4)).text == "80.3"
    assert reader.read(photo, unique=("columns",)).is_grid
    with pytest.raises(pictures.Unreadable, match="shows no ruled grid"):
        reader.read(written(["1203"]), sums="row")
    with pytest.raises(Refusal, match="--unique and --sum can be of a grid only"):
        reader.read(photo, layout="rows", unique=("rows",), sums="row")


def test_a_grid_of_one_row_is_read_where_it_is_asked_for(known, reader):
    photo = drawn(known, cells(["80.335"]))
    assert reader.read(photo, layout="grid").text == "80.335"
    assert reader.read(photo).text == "80335"


def test_writing_across_squared_paper_is_read_in_rows(written, reader):
    photo = written(["1203", "456"])
    for at in range(10, 900, 30):
        photo[at % 600 : at % 600 + 1] = np.minimum(photo[at % 600 : at % 600 + 1], 205)
        photo[:, at : at + 1] = np.minimum(photo[:, at : at + 1], 205)
    page = reader.read(photo)
    assert not page.is_grid


@pytest.mark.parametrize("written_in", [12, 60])
def test_large_squares_of_which_few_are_written_in_are_paper(written_in, known, reader):
    """As ruled for schools: a number in the squares of one row is no table."""
    texts = [str(place % 10) if place < written_in else "" for place in range(12 * 14)]
    rows = [texts[start : start + 14] for start in range(0, 12 * 14, 14)]
    page = reader.read(drawn(known, rows, wide=66, high=66))
    assert page.is_grid == (written_in == 60)


def test_expect_and_pattern_are_of_cells(known, reader):
    rows = [["17", "20"], ["95", "3"]]
    photo = drawn(known, rows, wide=90)
    page = reader.read(photo, layout="grid", expect=2)
    assert page.text == "17 20\n95 3"
    assert page.notes == ("row 2, column 2 does not fit --expect=2: 3",)
    assert reader.read(photo, layout="grid", pattern=r"\d\d?").notes == ()


def test_an_empty_grid(known, reader):
    photo = drawn(known, cells(["..."] * 3))
    assert reader.read(photo, layout="grid").text == "...\n...\n..."
    assert reader.read(photo).lines == ()


def test_boxes_are_of_the_photo_itself(known, reader):
    small = drawn(known, cells(["123", "456", "789"]))
    large = np.kron(small, np.ones((6, 6, 1), np.uint8))
    first, second = (reader.read(photo) for photo in (small, large))
    assert first.text == second.text == "123\n456\n789"
    for one, other in zip(first.digits, second.digits, strict=True):
        assert np.abs(6 * np.array(one.corners) - other.corners).max() < 18


def test_real_photos_of_grids(reader, grid_photos):
    """Nine rows of nine, and the empty cells are known; digits are for the model."""
    for name in (
        "sparse/image1",
        "sparse/image157",
        "filled/image1040",
        "filled/image9",
    ):
        lines = (grid_photos / f"{name}.dat").read_text().splitlines()[2:]
        truth = [[int(n) for n in line.split()] for line in lines if line.strip()]
        page = reader.read(grid_photos / f"{name}.jpg")
        empty = [[cell.digit is None for cell in line.digits] for line in page.lines]
        assert empty == [[number == 0 for number in row] for row in truth], name


def test_paper_of_one_colour(reader):
    with pytest.raises(pictures.Unreadable, match="shows no ruled grid"):
        reader.read(np.full((400, 300, 3), PAPER, np.uint8), layout="grid")
