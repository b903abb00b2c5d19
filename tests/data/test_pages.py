import itertools
import pathlib
import re

import cv2
import matplotlib
import numpy as np
import pytest

from hwdigits.data import pages
from hwdigits.data.examples import NOT_A_DIGIT, Examples
from hwdigits.data.pages import camera, pen
from hwdigits.refusal import Refusal

SIZE = (640, 480)
FONT = pathlib.Path(matplotlib.get_data_path()) / "fonts" / "ttf" / "DejaVuSans.ttf"


@pytest.fixture(scope="module")
def digits(small):
    return small[0]


@pytest.mark.parametrize("level", pages.LEVELS)
@pytest.mark.parametrize("kind", [kind for kind in pages.KINDS if kind != "strips"])
def test_every_kind_at_every_level_is_a_photo_of_the_size_asked_for(
    digits, kind, level
):
    for size in (SIZE, (360, 500)):
        page = pages.page(digits, 3, kind, level, size)
        assert page.photo.shape == (size[1], size[0], 3)
        assert page.photo.dtype == np.uint8
        assert bool(page.lines) == (kind not in pages.WITHOUT_DIGITS)


@pytest.mark.parametrize("kind", pages.KINDS)
def test_the_same_seed_gives_the_same_page_and_another_seed_another(digits, kind):
    first, again, other = (pages.page(digits, s, kind, size=SIZE) for s in (5, 5, 6))
    assert np.array_equal(first.photo, again.photo)
    assert (first.lines, first.boxes) == (again.lines, again.boxes)
    assert not np.array_equal(first.photo, other.photo)


@pytest.mark.parametrize("kind", ["rows", "boxes", "forms", "grids", "strips"])
@pytest.mark.parametrize("level", pages.LEVELS)
def test_every_box_lies_in_the_photo_and_holds_ink(digits, kind, level):
    for seed in range(6):
        page = pages.page(digits, seed, kind, level, SIZE)
        assert [len(line) for line in page.lines] == [len(row) for row in page.boxes]
        gray = page.photo.mean(axis=2)
        for box in (box for row in page.boxes for box in row):
            x, y, width, height = box
            assert 0 <= x < x + width <= gray.shape[1]
            assert 0 <= y < y + height <= gray.shape[0]
            assert _is_darker_than_its_surroundings(gray, box), (seed, box)


def test_in_rows_in_a_hurry_a_third_of_the_digits_touch(digits):
    def touching(kind):
        gaps = [
            after[0] - (before[0] + before[2])
            for seed in range(8)
            for row in pages.page(digits, seed, kind, "scan").boxes
            for before, after in itertools.pairwise(row)
        ]
        return np.mean([gap <= 0 for gap in gaps])

    assert 0.2 < touching("hurried") < 0.5
    assert touching("rows") == 0


def test_a_strip_is_a_line_of_the_page_of_rows_and_a_little_paper(digits):
    for seed in range(8):
        strip = pages.page(digits, seed, "strips", "scan", SIZE)
        (line,), (boxes,) = strip.lines, strip.boxes
        assert line in pages.page(digits, seed, "rows", "scan", SIZE).lines
        height = np.median([box[3] for box in boxes])
        boxes = np.array(boxes)
        starts, ends = boxes[:, :2].min(0), (boxes[:, :2] + boxes[:, 2:]).max(0)
        around = [*starts, *(strip.photo.shape[1::-1] - ends)]
        assert max(around) <= 0.5 * height + 4


def _is_darker_than_its_surroundings(gray, box):
    """Whether ink is darker than the paper right beside it, whatever the light."""
    x, y, width, height = box
    around = gray[max(y - 3, 0) : y + height + 3, max(x - 3, 0) : x + width + 3]
    inside = gray[y : y + height, x : x + width]
    return np.percentile(inside, 5) < 0.9 * np.percentile(around, 80)


def test_lines_run_from_top_to_bottom_and_digits_from_left_to_right(digits):
    for seed in range(6):
        page = pages.page(digits, seed, size=SIZE)
        middles = [np.mean([y + h / 2 for _, y, _, h in row]) for row in page.boxes]
        assert middles == sorted(middles)
        for row in page.boxes:
            lefts = [box[0] for box in row]
            assert lefts == sorted(lefts)


def test_no_digit_reaches_into_the_next_one_on_a_scan(digits):
    for seed in range(6):
        for row in pages.page(digits, seed, "rows", "scan", SIZE).boxes:
            for before, after in itertools.pairwise(row):
                assert before[0] + before[2] <= after[0]


def test_the_text_is_what_the_examples_show():
    """Only ones and zeros, which a box's shape tells apart."""
    images = np.zeros((2, 28, 28, 1), np.uint8)
    images[0, 4:24, 4:24] = 255
    images[0, 9:19, 9:19] = 0
    images[1, 4:24, 13:15] = 255
    two = Examples(images, np.array([0, 1]), np.array(["ring", "bar"]))
    for kind in ("rows", "boxes", "forms"):
        page = pages.page(two, 1, kind, "scan", SIZE)
        for text, row in zip(page.lines, page.boxes, strict=True):
            shapes = ["1" if width < height / 2 else "0" for _, _, width, height in row]
            assert "".join(shapes) == text
        assert page.text == "\n".join(page.lines)


def test_what_is_no_digit_is_written_and_a_question_mark_in_the_text(digits):
    labels = np.where(digits.labels == 5, NOT_A_DIGIT, digits.labels)
    some = Examples(digits.images, labels, digits.names)
    for kind in ("rows", "boxes", "grids"):
        mixed, plain = (pages.page(one, 4, kind, size=SIZE) for one in (some, digits))
        assert np.array_equal(mixed.photo, plain.photo)
        assert mixed.boxes == plain.boxes
    mixed, plain = (pages.page(one, 4, "rows", size=SIZE) for one in (some, digits))
    assert "5" in plain.text
    assert mixed.text == plain.text.replace("5", "?")


@pytest.mark.parametrize("font", [None, FONT])
def test_words_stand_before_some_rows_of_notes(digits, font):
    for seed in range(3):
        page = pages.page(digits, seed, "notes", "scan", SIZE, font)
        lines = page.lines
        assert all("?" not in line[1:] for line in lines)
        if any(line.startswith("?") for line in lines):
            break
    else:
        pytest.fail("no word on three pages")
    for line, row in zip(lines, page.boxes, strict=True):
        assert len(line) == len(row)
        assert [x for x, *_ in row] == sorted(x for x, *_ in row)


def test_entries_are_digits_with_signs_between(digits):
    """Dates among them, of days and months that there are."""
    everything = [
        pages.page(digits, seed, "entries", "scan", SIZE) for seed in range(9)
    ]
    lines = [line for page in everything for line in page.lines]
    assert all("?" in line for line in lines)
    dates = [re.fullmatch(r"(\d\d)\?(\d\d)\?(\d{4})", line) for line in lines]
    dates = [[int(part) for part in date.groups()] for date in dates if date]
    assert dates
    for first, second, year in dates:
        assert 1 <= min(first, second) <= 12
        assert max(first, second) <= 31
        assert 1950 <= year < 2040
    for page in everything:
        for line, row in zip(page.lines, page.boxes, strict=True):
            assert len(line) == len(row)
            assert [x for x, *_ in row] == sorted(x for x, *_ in row)


def test_sums_are_right(digits):
    lines = [
        line
        for seed in range(6)
        for line in pages.page(digits, seed, "sums", "scan", SIZE).lines
    ]
    numbers = [[int(number) for number in line.split("?")] for line in lines]
    assert numbers
    for first, second, made in numbers:
        assert made in (
            *(first + second, first - second, first * second, first / second),
        )


def test_a_single_digit_is_mostly_large(digits):
    everything = [
        pages.page(digits, seed, "single", "phone", SIZE) for seed in range(12)
    ]
    assert all(re.fullmatch(r"\d", page.text) for page in everything)
    heights = [page.boxes[0][0][3] / page.photo.shape[0] for page in everything]
    assert np.median(heights) > 0.25
    assert max(heights) < 0.95


def test_a_wide_pen_writes_wide_strokes(digits):
    for image in digits.images[:5, ..., 0]:
        thin, usual, wide = (
            cv2.distanceTransform(
                (pen.stroke(image, 60, width_px, 0, 0) > 0.5).astype(np.uint8),
                cv2.DIST_L2,
                5,
            ).max()
            for width_px in (3.5, 9, 13)
        )
        assert thin < usual < wide


@pytest.mark.parametrize(("level", "share"), [("scan", 0), ("phone", 0.2)])
def test_some_hands_shake_and_no_scanner_does(level, share):
    random = np.random.default_rng(0)
    moves = [camera.shake(random, level, (1280, 960)) for _ in range(500)]
    lengths = np.hypot(*np.transpose(moves))
    assert (lengths > 0).mean() == pytest.approx(share, abs=0.05)
    assert lengths.max() <= 4


def test_pages_without_digits_need_no_examples(digits):
    none = digits.take(np.arange(0))
    for kind in pages.WITHOUT_DIGITS:
        assert pages.page(none, 0, kind, size=SIZE).text == ""


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"kind": "letter"}, "kind must be one of rows, boxes.*Received: letter"),
        ({"level": "easy"}, "level must be one of scan, phone, hard. Received: easy"),
        ({"size": (1280, 100)}, "sides must be 240 px or more. Received: 1280x100"),
        ({"seed": -1}, "seed must be 0 or more. Received: -1"),
    ],
)
def test_what_cannot_be_made_is_refused_in_words(digits, arguments, words):
    with pytest.raises(Refusal, match=words):
        pages.page(digits, **({"seed": 0} | arguments))


def test_a_page_of_digits_without_examples_is_refused(digits):
    with pytest.raises(Refusal, match=r"must have digits to write\. Received: 0"):
        pages.page(digits.take(np.arange(0)), 0)


def test_the_font_of_printed_digits_changes_what_is_printed_and_nothing_else(digits):
    fonts = sorted(pathlib.Path(matplotlib.get_data_path()).rglob("DejaVu*.ttf"))
    differ = []
    for seed in range(5):  # of some all digits are handwritten
        first, second = (
            pages.page(digits, seed, "grids", "scan", SIZE, font) for font in fonts[:2]
        )
        assert first.lines == second.lines
        differ.append((first.photo != second.photo).any())
    assert any(differ)


def test_answers_are_circled_or_marked_with_room_around_them(digits):
    """What is drawn around a number stays in the photo, and off the other numbers."""
    drawn = 0
    for seed in range(8):
        page = pages.page(digits, seed, "answers", "scan", (1280, 960))
        dark = page.photo.min(axis=2) < 0.55 * np.median(page.photo)
        for row in page.boxes:
            for x, y, wide, high in row:
                dark[y : y + high + 1, x : x + wide + 1] = False
            tops = [y for _, y, _, _ in row]
            assert max(tops) - min(tops) < 0.6 * max(high for *_, high in row)
        drawn += dark.mean() > 0.002
        edges = dark[:2], dark[-2:], dark[:, :2], dark[:, -2:]
        assert not any(edge.any() for edge in edges)
    assert drawn >= 6


def test_fields_without_boxes_are_gray_white_lines_or_circles(digits):
    """Gray ones are darker than the sheet, white ones lighter; all hold digits."""
    lighter, darker = 0, 0
    for seed in range(16):
        page = pages.page(digits, seed, "unboxed", "scan", SIZE)
        gray = page.photo.mean(axis=2)
        sheet = np.median(gray)
        for box in (box for row in page.boxes for box in row):
            assert _is_darker_than_its_surroundings(gray, box), (seed, box)
            x, y, wide, high = box
            field = np.median(gray[y : y + high, x : x + wide])
            lighter += field > 1.03 * sheet
            darker += field < 0.95 * sheet
    assert min(lighter, darker) > 0


def test_lines_thinner_than_a_pixel_are_ink():
    """As some fonts have them: no pixel is covered by two fifths."""
    cover = np.zeros((20, 10), np.float32)
    cover[4:16, 5] = 0.3
    assert pen.is_inked(cover).sum() == 12
    mark = pen.Mark(1, pen.cropped(cover), x=7, y=9)
    assert pen.inked(mark)[:, 0].tolist() == [7] * 12
    cover[:, 2] = 0.9
    assert pen.is_inked(cover)[:, 2].all()
    assert not pen.is_inked(cover)[:, 5].any()
