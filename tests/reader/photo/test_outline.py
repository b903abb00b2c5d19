"""A sheet of paper is found on what it lies on, and read alone."""

import cv2
import numpy as np

from hwdigits.reader.photo import outline

CORNERS = np.array([(260, 120), (1090, 210), (1010, 820), (190, 720)])


def stones(darkest=20, lightest=150):
    """Gravel: patches of any gray, in px as large as digits."""
    rough = (
        np.random.default_rng(5).uniform(darkest, lightest, (60, 80, 1)).repeat(3, 2)
    )
    photo = cv2.resize(rough, (1280, 960), interpolation=cv2.INTER_NEAREST)
    return cv2.GaussianBlur(photo, (0, 0), 2)


def lying(page, on):
    """A page, as a tilted sheet on something else."""
    high, wide = page.shape[:2]
    flat = np.float32([(0, 0), (wide, 0), (wide, high), (0, high)])
    turn = cv2.getPerspectiveTransform(flat, CORNERS.astype(np.float32))
    photo = cv2.warpPerspective(page, turn, (1280, 960))
    is_sheet = cv2.fillPoly(np.zeros((960, 1280), np.uint8), [CORNERS], 255) > 0
    return np.where(is_sheet[..., np.newaxis], photo, on).astype(np.uint8), is_sheet


def test_it_is_found_within_its_edges(written):
    photo, is_sheet = lying(written(["7203", "15"]), stones())
    mask = cv2.resize(outline.find(photo), (1280, 960)) > 127
    assert (mask & is_sheet).sum() > 0.75 * is_sheet.sum()
    assert (mask & ~is_sheet).sum() < 0.01 * is_sheet.sum()


def test_two_that_touch_are_found():
    photo, sheets = stones(), np.zeros((960, 1280), np.uint8)
    for corners in (
        [(60, 200), (640, 160), (690, 600), (110, 640)],
        [(650, 545), (1210, 520), (1230, 900), (710, 930)],
    ):
        cv2.fillPoly(sheets, [np.array(corners)], 255)
    photo[sheets > 0] = 225
    mask = cv2.resize(outline.find(photo.astype(np.uint8)), (1280, 960)) > 127
    assert (mask & (sheets > 0)).sum() > 0.7 * (sheets > 0).sum()


def test_without_one_there_is_none(written):
    assert outline.find(written(["7203", "15"])) is None
    assert outline.find(stones().astype(np.uint8)) is None
    narrow = stones()
    narrow[400:460, 200:1000] = 235  # nothing is left within its edges
    assert outline.find(narrow.astype(np.uint8)) is None
    hidden, _ = lying(written(["7203"]), stones(150, 255))  # as light around it
    assert outline.find(hidden) is None


def test_around_it_there_is_paper_alone(written):
    photo, is_sheet = lying(written(["7203"]), stones())
    around = outline.alone(photo, outline.find(photo))
    assert around.shape == photo.shape
    assert around[~is_sheet].min() > 200
    within = cv2.erode(is_sheet.view(np.uint8), np.ones((101, 101), np.uint8)) > 0
    assert (around == photo)[within].all()


def test_what_is_written_on_it_is_read_and_nothing_beside_it(reader, written):
    photo, _ = lying(written(["7203", "15", "4869"]), stones())
    assert reader.read(photo).text == "7203\n15\n4869"
