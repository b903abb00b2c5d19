"""Number signs are told from digits by the eight bays between their strokes."""

import cv2
import numpy as np
import pytest

from hwdigits.reader.ink import marks
from hwdigits.reader.photo import paper
from hwdigits.reader.signs import number_signs
from tests.reader.cutting import cut_out


def signs(strength):
    """What `number_signs.are` says of the marks of ink, uint8 `[H, W]`."""
    ink = paper.Ink(strength, np.full_like(strength, 20))
    found = marks.find(ink, cv2.compare(strength, 20, cv2.CMP_GT), 6)
    return number_signs.are(found).tolist()


def drawn(high=60, lean=0.0, tilt=0.0, apart=0.3, pen=5):
    """A number sign on nothing."""
    strength, half = np.zeros((140, 140), np.uint8), high / 2
    for side in (-apart / 2, apart / 2):
        down = [(side - lean / 2, 0.5), (side + lean / 2, -0.5)]
        across = [(-0.5, side + tilt / 2), (0.5, side - tilt / 2)]
        for stroke in (down, across):
            points = np.rint(70 + 2 * half * np.array(stroke)).astype(np.int32)
            cv2.polylines(strength, [points], False, 200, pen, cv2.LINE_AA)
    return strength


@pytest.mark.parametrize("pen", [3, 6, 10])
@pytest.mark.parametrize(("lean", "tilt"), [(0, 0), (0.3, 0), (0.2, 0.15), (-0.1, 0)])
def test_four_strokes_that_cross_are_one(lean, tilt, pen):
    assert signs(drawn(lean=lean, tilt=tilt, pen=pen)) == [True]


def test_small_ones_and_those_whose_middle_is_filled_are():
    assert signs(drawn(high=24, pen=3)) == [True]
    assert signs(drawn(apart=0.28, pen=14)) == [True]


def test_three_strokes_or_four_that_only_touch_are_none():
    three = drawn()
    three[:, 78:84] = 0
    assert not any(signs(three))
    assert not any(signs(drawn(apart=1.0)))


def test_digits_and_pairs_that_touch_are_none(written):
    for text in ("0123456789", "48", "44", "88", "17"):
        assert not any(signs(255 - written([text], left=40, pitch=44)[..., 0]))


def test_an_amount_between_them_is_read_alone(reader, written):
    page = written(["4026"], left=180)
    for x in (50, 440):
        sign = cv2.resize(drawn(lean=0.15), (110, 110))
        here = page[40:150, x : x + 110]
        here[...] = np.minimum(here, 235 - sign[..., np.newaxis])
    assert reader.read(page).text == "4026"
    assert reader.read(cut_out(page, 20)).text == "4026"
