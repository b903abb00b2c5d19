"""What is counted as right, misread, missed, invented and rejected."""

import numpy as np
import pytest

from hwdigits.benchmarks.scoring import Edits, edited, matched, score
from hwdigits.data import pages
from hwdigits.reader.page import Digit, Line, Page


def line(text, x=100, y=100, step=40, rise=0):
    """An answered line; boxes of 20x30 px, `rise` px lower from digit to digit."""
    return Line(
        tuple(
            Digit(int(c) if c != "?" else 0, 0.9, box, c == "?", np.full(10, 0.1))
            for c, box in zip(text, places(len(text), x, y, step, rise), strict=True)
        )
    )


def places(count, x=100, y=100, step=40, rise=0):
    return tuple((x + n * step, y + n * rise, 20, 30) for n in range(count))


def truth(*lines):
    """A page of (text, keywords of `places`)."""
    return pages.Page(
        np.zeros((480, 640, 3), np.uint8),
        tuple(text for text, _ in lines),
        tuple(places(len(text), **where) for text, where in lines),
    )


@pytest.mark.parametrize(
    ("true", "answer", "edits"),
    [
        ("1234", "1234", Edits()),
        ("", "", Edits()),
        ("1234", "1834", Edits(misread=1)),
        ("1234", "134", Edits(missed=1)),
        ("1234", "", Edits(missed=4)),
        ("1234", "12734", Edits(invented=1)),
        ("", "58", Edits(invented=2)),
        ("1234", "1?34", Edits(rejected=1)),
        ("1234", "12?34", Edits(rejected=1)),
        ("", "?", Edits(rejected=1)),
        ("12", "21", Edits(missed=1, invented=1)),
        ("98765", "?8165", Edits(misread=1, rejected=1)),
        ("1111", "11112", Edits(invented=1)),
    ],
)
def test_the_cheapest_edits(true, answer, edits):
    assert edited(true, answer) == edits


def test_a_word_is_no_digit_however_many_marks_it_has():
    page = truth(("?41", {"y": 100}), ("?", {"y": 300}))
    read = score(page, Page((line("??41", x=60, y=100),)))
    assert (read.lines, read.exact, read.digits) == (2, 2, 2)
    assert read.edits == Edits()
    read = score(page, Page((line("1?41", x=60, y=100), line("??0", y=300))))
    assert (read.exact, read.edits) == (0, Edits(invented=2))


def test_the_distance_is_levenshteins():
    random = np.random.default_rng(0)
    for _ in range(50):
        one, two = (
            "".join(map(str, random.integers(0, 3, random.integers(0, 7))))
            for _ in range(2)
        )
        assert edited(one, two).distance == _levenshtein(one, two)


def _levenshtein(one, two):
    if not one or not two:
        return len(one) + len(two)
    return min(
        _levenshtein(one[1:], two) + 1,
        _levenshtein(one, two[1:]) + 1,
        _levenshtein(one[1:], two[1:]) + (one[0] != two[0]),
    )


def test_a_page_read_exactly():
    page = truth(("123", {}), ("45", {"y": 160}))
    got = score(page, Page((line("123"), line("45", y=165))))
    assert (got.lines, got.exact, got.certain, got.digits) == (2, 2, 2, 5)
    assert got.edits == Edits()
    assert got.is_exact


def test_lines_are_matched_by_their_place_and_not_by_their_text():
    page = truth(("123", {}), ("45", {"y": 160}))
    got = score(page, Page((line("45"), line("123", y=160))))
    assert (got.exact, got.edits.distance) == (0, 2 * edited("123", "45").distance)


def test_slanted_lines_keep_apart():
    """The end of the first is lower than the start of the second."""
    page = truth(
        ("1234567", {"rise": 10}),
        ("7654321", {"y": 150, "rise": 10}),
    )
    answer = Page((line("7654321", y=150, rise=10), line("1234567", rise=10)))
    assert score(page, answer).is_exact


def test_a_line_read_in_two_parts_has_its_digits_but_is_not_exact():
    page = truth(("12345", {}))
    got = score(page, Page((line("345", x=180), line("12"))))
    assert (got.exact, got.certain, got.edits) == (0, 1, Edits())
    assert not got.is_exact


def test_a_missed_line_and_a_stray_one_are_not_matched():
    page = truth(("123", {}), ("45", {"y": 160}))
    answers, strays = matched(page, Page((line("123"), line("9?", y=400))))
    assert [[found.text for found in some] for some in answers] == [["123"], []]
    assert [found.text for found in strays] == ["9?"]
    got = score(page, Page((line("123"), line("9?", y=400))))
    assert got.edits == Edits(missed=2, invented=1, rejected=1)
    assert (got.exact, got.certain) == (1, 2)


def test_a_line_with_a_rejected_digit_is_neither_exact_nor_certain():
    page = truth(("123", {}), ("45", {"y": 160}))
    got = score(page, Page((line("1?3"), line("45", y=160))))
    assert (got.exact, got.certain, got.edits) == (1, 1, Edits(rejected=1))


def test_on_a_page_without_digits_all_are_invented():
    got = score(truth(), Page((line("71"), line("?", y=200))))
    assert (got.lines, got.digits) == (0, 0)
    assert got.edits == Edits(invented=2, rejected=1)
    assert score(truth(), Page(())).is_exact
