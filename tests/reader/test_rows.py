"""Which marks make up rows."""

import numpy as np
import pytest

from hwdigits.reader import rows
from hwdigits.reader.ink import marks


def some(boxes, clarity):
    """Marks of these boxes and clarity, alike in all else."""
    one = np.ones(len(boxes))
    return marks.Marks(
        labels=np.zeros((600, 800), np.int32),
        numbers=np.arange(1, len(boxes) + 1),
        boxes=boxes,
        area=300 * one,
        strength=120 * one,
        darkest=140 * one,
        clarity=clarity,
        stroke=5 * one,
        widest=6 * one,
        boxed=np.zeros(len(boxes), bool),
    )


@pytest.mark.parametrize(
    ("count", "clarity", "is_row"),
    [(5, 1.6, True), (3, 1.6, False), (5, 1.45, False), (3, 2.0, True)],
)
def test_many_nearly_clear_marks_in_a_row_are_ink(count, clarity, is_row):
    """Pencil in bad light is as faint as noise; noise stands in no rows."""
    x = np.append(100 + 50 * np.arange(count), 120)
    y = np.append(np.full(count, 200), 400)  # the last one is clear, and elsewhere
    boxes = np.column_stack([x, y, *(np.full(count + 1, px) for px in (24, 40))])
    found = rows.find(some(boxes, np.append(np.full(count, clarity), 3.0)))
    assert [len(row.members) for row in found] == ([count, 1] if is_row else [1])


def test_two_halves_one_above_the_other_are_of_one_row():
    """A 3 that broke in its middle: each half would pass for a digit of its own row."""
    whole = [[100 + 50 * place, 200, 26, 40] for place in range(4)]
    broken = [[300, 200, 26, 19], [302, 221, 26, 20]]
    (row,) = rows.find(some(np.array(whole + broken), np.full(6, 3.0)))
    assert len(row.members) == 6
    assert row.is_part.sum() == 1


def test_a_piece_of_the_paper_s_edge_does_not_say_how_large_digits_are():
    """It may have more ink than all digits, and stays alone in its height."""
    digits = [[100 + 40 * place, 200, 20, 22] for place in range(6)]
    boxes = np.array([*digits, [600, 100, 46, 235]])
    page = some(boxes, np.full(7, 3.0))
    page.area[-1] = 3000
    found = rows.find(page)
    assert [len(row.members) for row in found] == [6]


@pytest.mark.parametrize("specks", [1, 3])
@pytest.mark.parametrize(("high_px", "is_digit"), [(12, False), (40, True)])
def test_specks_alone_on_a_page_are_no_digits(high_px, is_digit, specks):
    y = 100 + 150 * np.arange(specks)
    size = np.full(specks, high_px // 2), np.full(specks, high_px)
    page = some(np.column_stack([400 - y // 2, y, *size]), np.full(specks, 4.0))
    page.area[:] = high_px**2 // 5
    page.stroke[:] = page.widest[:] = high_px / 8
    assert len(rows.find(page)) == (specks if is_digit else 0)


def column(left, count, gap=12, rows=3):
    """Boxes of rows of digits, 20 wide and 40 high."""
    return [
        [left + (20 + gap) * place, 100 + 90 * row, 20, 40]
        for row in range(rows)
        for place in range(count)
    ]


def test_columns_of_numbers_are_lines_of_their_own():
    """The white between them is three heights wide, at one place in all rows."""
    boxes = np.array(column(100, 4) + column(340, 3))
    found = rows.find(some(boxes, np.full(len(boxes), 3.0)))
    assert [len(row.members) for row in found] == [4, 3] * 3


def test_spaces_within_a_number_do_not_part_it():
    """In two rows alone, or as wide as a digit only, white is a space."""
    groups = np.array(column(100, 2) + column(196, 2) + column(292, 2))
    found = rows.find(some(groups, np.full(len(groups), 3.0)))
    assert [len(row.members) for row in found] == [6] * 3
    wide = np.array(column(100, 4) + column(340, 3, rows=2))
    found = rows.find(some(wide, np.full(len(wide), 3.0)))
    assert [len(row.members) for row in found] == [7, 7, 4]


def test_a_dash_between_numbers_is_no_white():
    """As in 1234 - 567; at the edge of the white, enough of that is left."""
    digits = column(100, 4) + column(340, 3)
    for left, many in ((265, 7), (310, 4)):
        dashes = [[left, 118 + 90 * row, 24, 5] for row in range(3)]
        boxes = np.array(digits + dashes)
        found = rows.find(some(boxes, np.full(len(boxes), 3.0)))
        assert (~found[0].is_part).sum() == many


@pytest.mark.parametrize(
    ("left", "top", "high", "is_comma"),
    [(128, 234, 26, True), (300, 234, 26, False), (128, 260, 40, False)],
)
def test_a_comma_that_hangs_beside_a_digit_is_no_line(left, top, high, is_comma):
    digits = [(100 + 35 * place, 200, 24, 40) for place in range(4)]
    boxes = np.array([*digits, (left, top, 8, high)])
    found = rows.find(some(boxes, np.full(5, 3.0)))
    assert [len(row.members) for row in found] == ([4] if is_comma else [4, 1])


@pytest.mark.parametrize("known", [0.0, 0.7])
@pytest.mark.parametrize("slope", [-0.3, 0.0, 0.22])
def test_rows_run_as_most_digits_stand_whatever_lines_say(slope, known):
    """A pen beside the paper, taken for a line, says that rows run down steeply."""
    x, row = np.meshgrid(100 + 45 * np.arange(8), np.arange(3))
    y = 200 + 65 * row + slope * x
    sizes = (np.full(24, px) for px in (26, 40))
    boxes = np.column_stack([x.ravel(), y.ravel().astype(int), *sizes])
    found = rows.find(some(boxes, np.full(24, 3.0)), known)
    assert [one.members.tolist() for one in found] == [
        list(range(start, start + 8)) for start in (0, 8, 16)
    ]


def test_few_digits_do_not_say_how_rows_run():
    boxes = np.array([[100 + 80 * place, 200 + 60 * place, 26, 40] for place in (0, 1)])
    assert len(rows.find(some(boxes, np.full(2, 3.0)))) == 2
