"""What numbers a page's lines stands in lines of its own."""

import numpy as np
import pytest

_TOP, _PITCH = 60, 110


@pytest.fixture
def numbered(written):
    """Numbers, one a row, each with another before it, some digits' widths away."""

    def write(before, texts=("602", "5718", "94"), left=210):
        page = written(texts, left=left)
        for row, text in enumerate(before):
            one = written([text], left=40, top=_TOP + row * _PITCH, pitch=40)
            page = np.minimum(page, one)
        return page

    return write


def test_what_counts_the_lines_is_apart(reader, numbered):
    page = reader.read(numbered(("1", "2", "3")))
    assert page.text == "1\n602\n2\n5718\n3\n94"


def test_it_may_begin_anywhere_and_grow_longer(reader, numbered):
    page = reader.read(numbered(("9", "10", "11")))
    assert page.text == "9\n602\n10\n5718\n11\n94"


def test_one_that_was_not_read_is_passed_over(reader, numbered):
    page = reader.read(numbered(("4", "", "6", "7"), ("602", "5718", "94", "83")))
    assert page.text == "4\n602\n5718\n6\n94\n7\n83"


@pytest.mark.parametrize("before", [("1", "2", ""), ("3", "1", "2"), ("2", "4", "8")])
def test_what_does_not_count_is_a_part_of_its_number(before, reader, numbered):
    page = reader.read(numbered(before))
    numbers = zip(before, ("602", "5718", "94"), strict=True)
    assert page.text == "\n".join(one + text for one, text in numbers)


def test_digits_that_stand_as_far_apart_are_one_number(reader, numbered):
    page = reader.read(numbered(("1", "2", "3"), ("602", "503", "805"), left=124))
    assert page.text == "1602\n2503\n3805"


def test_two_digits_are_one_number(reader, written):
    assert reader.read(written(["12", "22", "32"], pitch=60)).text == "12\n22\n32"


def test_three_among_others_that_do_not_count_are_none(reader, numbered):
    texts = "602", "571", "94", "83", "76"
    page = reader.read(numbered(("1", "2", "3", "9", "8"), texts))
    assert page.text == "1602\n2571\n394\n983\n876"


def test_what_stands_elsewhere_counts_nothing(reader, written):
    page = written(["1"], left=40)
    for row, left in enumerate((120, 200), 1):
        more = written([str(row + 1)], left=left, top=_TOP + row * _PITCH)
        page = np.minimum(page, more)
    page = np.minimum(page, written(["602", "571", "94"], left=300))
    assert reader.read(page).text == "1602\n2571\n394"


def test_a_user_who_knows_how_many_there_are_gets_them_all(reader, numbered):
    page = reader.read(numbered(("1", "2", "3"), ("602", "571", "943")), expect=4)
    assert page.text == "1602\n2571\n3943"
