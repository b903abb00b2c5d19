"""Pictures that digits fill, and those in which they are tiny."""

import cv2
import numpy as np
import pytest

from hwdigits.reader.photo import sheets
from tests.reader.cutting import cut_out


def scaled(photo, times):
    return cv2.resize(photo, None, fx=times, fy=times, interpolation=cv2.INTER_AREA)


@pytest.mark.parametrize("times", [0.5, 1, 4])
@pytest.mark.parametrize("margin_px", [0, 3, 20])
def test_a_line_that_is_cut_out_closely_is_read(times, margin_px, reader, written):
    line = scaled(cut_out(written(["7203695"]), margin_px), times)
    assert reader.read(line).text == "7203695"
    assert reader.read(255 - line).text == "7203695"


@pytest.mark.parametrize("digit", "023579")
@pytest.mark.parametrize("side_px", [28, 280, 1000])
def test_one_digit_of_a_thick_pen_may_fill_its_picture(digit, side_px, reader, written):
    picture = cut_out(written([digit]), 8)
    size = [side_px * side // max(picture.shape) for side in picture.shape[1::-1]]
    picture = cv2.resize(picture, size, interpolation=cv2.INTER_CUBIC)
    (read,) = reader.read(picture).digits
    assert read.text == digit
    x, y, wide, high = read.box
    ink = picture[..., 0] < 150
    assert ink[y : y + high, x : x + wide].sum() > 0.85 * ink.sum()
    assert wide * high < 0.8 * ink.size


@pytest.mark.parametrize("digit", "123456789")
def test_one_large_digit_in_the_middle_of_a_lined_page_is_read(digit, reader):
    """A marker's strokes, which are wider than ink is taken to be."""
    page = np.full((720, 720, 3), 225, np.uint8)
    for y in range(30, 720, 44):
        cv2.line(page, (0, y), (719, y + 6), (175, 190, 215), 2)
    font = cv2.FONT_HERSHEY_SIMPLEX, 26, (70, 50, 60), 36, cv2.LINE_AA
    cv2.putText(page, digit, (130, 630), *font)
    assert reader.read(cv2.GaussianBlur(page, (0, 0), 1)).text == digit


def test_digits_of_few_px_are_read(reader, written):
    page = scaled(written(["7203695", "1846"]), 0.36)
    read = reader.read(page)
    assert read.text == "7203695\n1846"
    assert max(digit.box[3] for digit in read.digits) < 20


def test_ruled_lines_are_not_digits_where_a_piece_of_paper_was_cut_out(reader):
    paper = np.full((120, 160, 3), 225, np.uint8)
    for x in range(20, 160, 45):
        cv2.line(paper, (x, 0), (x - 12, 119), (90, 90, 90), 3)
    for width in (160, 60, 30):
        assert reader.read(paper[:, :width].copy()).text == ""


@pytest.mark.parametrize("wide_px", [40, 90, 300])
@pytest.mark.parametrize("sides", ["b", "lb", "ltrb"])
@pytest.mark.parametrize("digit", "27")
def test_sides_of_a_cell_that_was_cut_out_are_no_marks(
    digit, sides, wide_px, reader, written
):
    """Nor parts of the digit: with a line below it a 2 would be a 3 for sure."""
    cell = cut_out(written([digit]), 12)
    high, wide = cell.shape[:2]
    line = {"l": np.s_[:, :3], "t": np.s_[:3], "r": np.s_[:, -3:], "b": np.s_[-3:]}
    for side in sides:
        cell[line[side]] = 90
    size = wide_px, wide_px * high // wide
    cell = cv2.resize(cell, size, interpolation=cv2.INTER_AREA)
    assert reader.read(cell).text == digit


@pytest.mark.parametrize("high_px", [28, 56])
@pytest.mark.parametrize(("digit", "thicker_px"), [("2", 13), ("7", 9), ("8", 9)])
def test_a_small_digit_of_a_very_thick_pen_is_read(
    digit, thicker_px, high_px, reader, written
):
    pen = np.ones((thicker_px, thicker_px))
    picture = cut_out(cv2.erode(written([digit]), pen), 4)
    picture = scaled(picture, high_px / picture.shape[0])
    assert reader.read(picture).text == digit
    assert reader.read(255 - picture).text == digit


@pytest.mark.parametrize("high_px", [20, 60])
@pytest.mark.parametrize("number", ["60", "69"])
def test_paper_between_light_strokes_is_no_digit(number, high_px, reader, written):
    picture = cut_out(written([number], pitch=60), 2)
    picture = scaled(picture, high_px / picture.shape[0])
    assert reader.read(255 - picture).text == number


def test_a_thread_of_a_picture_is_not_enlarged_without_bound(reader):
    thread = np.full((2, 400_000, 3), 200, np.uint8)
    thread[:, ::7] = 40
    assert reader.read(thread).text == ""
    assert sheets.Sheet(thread).close_up().pixels.size < 5 * thread.size


def test_a_faint_pen_in_the_noise_of_a_dark_photo_is_read(reader, written):
    random = np.random.default_rng(0)
    page = written(["7203695", "1846"]).astype(float)
    faint = 70 + page * (26 / 255)
    noisy = (faint + random.normal(0, 8, page.shape)).clip(0, 255).astype(np.uint8)
    assert reader.read(noisy).text == "7203695\n1846"
    nothing = (96 + random.normal(0, 8, page.shape)).clip(0, 255).astype(np.uint8)
    assert reader.read(nothing).text == ""


def test_what_is_rough_in_places_is_no_noise(reader, written):
    """As photos of other things are, in which a smooth copy shows digits, too."""
    random = np.random.default_rng(0)
    page = written(["7203695", "1846"], left=330).astype(float)
    rough = np.where(np.arange(page.shape[1]) < 300, 3, 8)[:, np.newaxis]
    faint = 70 + page * (26 / 255) + rough * random.normal(size=page.shape)
    assert reader.read(faint.clip(0, 255).astype(np.uint8)).text == ""


def test_small_digits_are_not_lost_for_a_pen_on_a_larger_copy(reader, written):
    """There they are found again, and nothing that is much larger."""
    page = np.full((960, 1280, 3), 235, np.uint8)
    row = scaled(written(["7203695"])[:240, :640], 0.36)
    page[200 : 200 + len(row), 200 : 200 + row.shape[1]] = row
    cv2.line(page, (900, 300), (1100, 800), (30, 60, 30), 9, cv2.LINE_AA)
    assert reader.read(page).text == "7203695"
