"""Numbers below a headline are read, and the headline, too."""

import cv2
import numpy as np
import pytest

from hwdigits.reader import headlines
from hwdigits.reader.page import Digit, Line, Page


def page_of(*lines):
    """Lines of (text, top, height), `?` is rejected, `-` is unsure."""
    return Page(tuple(Line(tuple(_digits(*line))) for line in lines))


def _digits(text, top, high):
    for place, one in enumerate(text):
        kind = int(one) if one.isdigit() else 5
        box = (40 * place, top, high // 2, high)
        confidence = 0.6 if one == "-" else 1.0
        yield Digit(kind, confidence, box, one == "?", np.full(10, 0.1, np.float32))


@pytest.fixture
def photo(written):
    """Writes a large line above small ones."""

    def write(large, small):
        page = np.full((960, 1280, 3), 235, np.uint8)
        above = written([large], (80, 400), pitch=60, top=12)
        page[:240, :1200] = cv2.resize(above, None, fx=3, fy=3)
        for number, line in enumerate(small):
            top = 320 + 80 * number
            page[top : top + 80] = written([line], (80, 1280), pitch=60, top=12)
        return page

    return write


@pytest.mark.parametrize(("large", "count"), [("7203", 1), ("7203", 2), ("72", 7)])
def test_all_sizes_are_read_from_top_to_bottom(large, count, photo, reader):
    """Few small lines have less ink than the headline, many have more."""
    lines = ["4682073", "930268", "27360459", "8032", "920364", "73820", "26049"]
    read = reader.read(photo(large, lines[:count])).text.split()
    assert read == [large, *lines[:count]]


def test_rings_that_two_cups_left_do_not_hide_what_is_written(written, reader):
    lines = ["60904", "0575", "5374"]
    page = written(lines, (960, 1280))
    for x, y, radius in ((800, 300, 140), (1080, 560, 170)):
        cv2.circle(page, (x, y), radius, (150, 165, 180), 12, cv2.LINE_AA)
    assert set(lines) <= set(reader.read(page).text.split())


def test_dirt_below_a_number_is_no_number(photo, reader):
    page = photo("72", [])
    for x in range(100, 900, 90):
        page[500:516, x : x + 12] = 60
        page[508:540, x + 40 : x + 46] = 60
    assert reader.read(page).text.replace("?", "").split() == ["72"]


@pytest.mark.parametrize(
    ("other", "merged"),
    [
        (("246", 300, 30), "72\n246"),
        (("246", 10, 30), "246\n72"),
        (("24", 300, 30), "72\n11"),  # too few to be sure of
        (("2??", 300, 30), "72\n11"),
    ],
)
def test_what_is_lower_counts_where_it_is_surely_a_number(other, merged):
    page = page_of(("72", 100, 150), ("11", 300, 40))
    assert headlines.with_lower(page, page_of(other), 50).text == merged


def test_another_look_that_loses_digits_does_not_count():
    page = page_of(("72", 100, 150), ("24681", 300, 40))
    assert headlines.with_lower(page, page_of(("2468", 300, 40)), 50) == page


def test_what_is_read_already_is_not_read_twice():
    page = page_of(("2460", 300, 52))
    again = page_of(("2460", 304, 44), ("813", 400, 30))
    assert headlines.with_lower(page, again, 50).text == "2460\n813"


@pytest.mark.parametrize(
    ("other", "is_read"),
    [("7", True), ("71", True), ("1", False), ("7?", False), ("--", False)],
)
def test_a_headline_counts_where_it_is_surely_a_number(other, is_read):
    page = page_of(("246", 300, 30))
    merged = headlines.with_headline(page, page_of((other, 10, 150)))
    assert merged.text == (f"{other}\n246" if is_read else "246")


def test_a_headline_takes_what_was_read_of_it_among_what_is_lower():
    page = page_of(("2", 10, 150), ("246", 300, 30))
    assert headlines.with_headline(page, page_of(("27", 10, 150))).text == "27\n246"
