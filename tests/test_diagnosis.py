"""Each finding by a picture that has it and by one that has not."""

import cv2
import numpy as np
import pytest

from hwdigits import diagnosis, framing, preprocessing


def seven(side_px=150, pen_px=16, picture_px=300, ink=20, paper=240):
    """A seven in the middle, uint8 `[picture_px, picture_px]`."""
    picture = np.full((picture_px, picture_px), paper, np.uint8)
    corners = np.array([[-0.35, -0.45], [0.35, -0.45], [-0.1, 0.45]]) * side_px
    corners = np.rint(corners + picture_px / 2).astype(np.int32)
    cv2.polylines(picture, [corners], False, ink, pen_px, cv2.LINE_AA)
    return picture


def lit_from_the_left(picture, fall):
    """The same with light that falls by so many grey levels towards the right."""
    slope = np.linspace(0, fall, picture.shape[1])
    return np.clip(picture - slope, 0, 255).astype(np.uint8)


def grainy(picture, deviation):
    grain = np.random.default_rng(0).normal(0, deviation, picture.shape)
    return np.clip(picture + grain, 0, 255).astype(np.uint8)


def with_a_dot(radius_px):
    picture = seven()
    cv2.circle(picture, (200, 190), radius_px, 20, -1, cv2.LINE_AA)
    return picture


CASES = {  # what the finding begins with: (a picture that has it, one that has not)
    "bright ink on dark paper": (255 - seven(), seven()),
    "tiny: the ink's longer side is 10 px": (seven(8, 1, 28), seven(20, 2, 28)),
    "touches the border (bottom)": (seven()[:200], seven()[:250]),
    "touches the border (left)": (seven()[:, 110:], seven()[:, 60:]),
    "low contrast: the ink is 3": (seven(ink=205), seven(ink=150)),
    "uneven light": (lit_from_the_left(seven(), 90), lit_from_the_left(seven(), 20)),
    "very thin stroke: 0.": (seven(pen_px=4), seven()),
    # Twice area over perimeter of that outline, drawn four times as large: 5.18 px.
    "very thick stroke: 5.1": (seven(pen_px=55), seven(pen_px=35)),
    "2 separate parts": (with_a_dot(15), with_a_dot(3)),
    "blurred or noisy": (
        grainy(seven(ink=160, paper=220), 25),
        cv2.GaussianBlur(seven(), None, 4),
    ),
    "no ink": (np.full((50, 80), 200, np.uint8), seven()),
}


@pytest.mark.parametrize("words", CASES)
def test_a_finding_is_made_only_where_it_applies(words):
    having, lacking = CASES[words]
    assert [f for f in diagnosis.examine(having).findings if f.startswith(words)]
    kind = words.partition(":")[0]
    assert not [f for f in diagnosis.examine(lacking).findings if f.startswith(kind)]


def test_a_usual_picture_has_nothing_unusual():
    assert diagnosis.examine(seven()).findings == [diagnosis.NOTHING]
    polarity, unusual = diagnosis.examine(255 - seven()).findings
    assert "MNIST" in polarity
    assert unusual == diagnosis.NOTHING


def test_without_ink_nothing_else_is_said():
    noise = np.random.default_rng(0).normal(128, 8, (90, 70)).astype(np.uint8)
    (only,) = diagnosis.examine(noise).findings
    assert only.endswith("no digit is claimed")


def test_what_is_shown_is_what_runs():
    for picture in (seven(), lit_from_the_left(seven(), 90), 255 - with_a_dot(15)):
        digit, has_ink = preprocessing.photo(picture)
        seen = diagnosis.examine(picture)
        np.testing.assert_array_equal(seen.digit, digit)
        assert seen.has_ink == bool(has_ink)
        above = preprocessing.above_paper(seen.bright)
        np.testing.assert_array_equal(above, seen.bright - seen.paper)


def test_the_box_holds_the_ink_and_nothing_more():
    picture = np.full((60, 90), 255, np.uint8)
    picture[10:40, 20:30] = 0
    assert diagnosis.examine(picture).box == (10, 40, 20, 30)


@pytest.mark.parametrize("pen_px", [5, 10, 20, 30, 40])
def test_the_stroke_is_measured_in_pixels_of_the_frame(pen_px):
    picture = np.full((300, 300), 255, np.uint8)
    cv2.circle(picture, (150, 150), 100, 0, pen_px, cv2.LINE_AA)
    true_px = pen_px * framing.INK_PX / (200 + pen_px)
    seen = diagnosis.examine(picture)
    assert seen.stroke_px == pytest.approx(true_px, abs=0.3)
    assert seen.centre_of_mass == pytest.approx((14, 14), abs=0.6)


@pytest.mark.parametrize("shape", [(1, 1), (1, 40), (3, 2), (2, 300)])
def test_pictures_of_any_shape_are_examined(shape):
    noise = np.random.default_rng(0).integers(0, 256, shape, np.uint8)
    assert diagnosis.examine(noise).findings
