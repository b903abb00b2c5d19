"""Percent signs are told from digits by a slash between two loops."""

import cv2
import numpy as np
import pytest

from hwdigits.reader.ink import marks
from hwdigits.reader.photo import paper
from hwdigits.reader.signs import percents


def signs(strength):
    """What `percents.are` says of the marks of ink, uint8 `[H, W]`."""
    ink = paper.Ink(strength, np.full_like(strength, 20))
    found = marks.find(ink, cv2.compare(strength, 20, cv2.CMP_GT), 6)
    return percents.are(found).tolist()


def drawn(apart=0.4, pen=4, loop=0.17, lean=0.3, loops=2):
    """A percent sign on nothing, 60 px high; its loops so far beside the slash."""
    strength = np.zeros((140, 140), np.uint8)
    ends = [(70 + 60 * lean, 40), (70 - 60 * lean, 100)]
    points = np.rint(ends).astype(np.int32)
    cv2.polylines(strength, [points], False, 200, pen, cv2.LINE_AA)
    for side, y in ((-1, 54), (1, 86))[:loops]:
        middle = round(70 + 2 * lean * (70 - y) + 60 * side * apart), y
        cv2.circle(strength, middle, round(60 * loop), 200, pen, cv2.LINE_AA)
    return strength


@pytest.mark.parametrize("pen", [3, 5])
@pytest.mark.parametrize(
    ("apart", "lean", "count"), [(0.25, 0.1, 1), (0.4, 0.1, 3), (0.4, 0.3, 3)]
)
def test_a_slash_between_two_loops_is_one_whether_they_touch_it_or_not(
    apart, lean, count, pen
):
    assert signs(drawn(apart, pen, lean=lean)) == [True] * count


@pytest.mark.parametrize(
    "other",
    [
        {"loops": 1},
        {"loop": 0.4, "apart": 0.6},  # as 0/0
    ],
)
def test_other_loops_beside_a_slash_are_none(other):
    assert not any(signs(drawn(**other)))


def test_a_slash_that_stops_between_them_is_none():
    strength = drawn(apart=0.25, lean=0.1)
    strength[60:80, 66:75] = 0
    assert not any(signs(strength))


def test_digits_and_pairs_that_touch_are_none(written):
    for text in ("0123456789", "80", "96", "00", "98"):
        assert not any(signs(255 - written([text], left=40, pitch=44)[..., 0]))


def test_a_share_is_read_without_its_sign(reader, written):
    page = written(["85"], left=60)
    here = page[40:150, 210:320]
    sign = cv2.resize(drawn(), (110, 110))
    here[...] = np.minimum(here, 235 - sign[..., np.newaxis])
    assert reader.read(page).text == "85"
