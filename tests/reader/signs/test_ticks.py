"""Ticks beside numbers are no ones."""

import cv2
import numpy as np
import pytest

from hwdigits.reader.ink import marks
from hwdigits.reader.photo import paper
from hwdigits.reader.signs import ticks


def ticked(page, x, y, high=60, pen=5, lean=0.6, begins=(0.25, 0.4)):
    """Draws a tick with its foot at x, y, high px; gray, in place."""
    across, up = begins
    points = [(-across, -up), (0, 0), (lean, -1)]
    at = np.rint(np.array((x, y)) + high * np.array(points)).astype(np.int32)
    cv2.polylines(page, [at], False, (40, 40, 160), pen, cv2.LINE_AA)
    return page


def marks_of(page):
    strength = 255 - page[..., 0]
    strength[strength < 40] = 0
    ink = paper.Ink(strength, np.full_like(strength, 20))
    return marks.find(ink, cv2.compare(strength, 20, cv2.CMP_GT), 6)


def are(page, cell=(0, 0, 0, 0)):
    found = marks_of(page)
    return ticks.are(found, np.array([cell] * len(found))).tolist()


def blank():
    return np.full((200, 200, 3), 235, np.uint8)


@pytest.mark.parametrize("pen", [2, 5, 9])
@pytest.mark.parametrize(
    ("lean", "begins"), [(0.6, (0.25, 0.4)), (0.9, (0.4, 0.3)), (0.35, (0.3, 0.35))]
)
def test_a_short_stroke_down_and_a_long_one_up_are_a_tick(lean, begins, pen):
    assert are(ticked(blank(), 80, 150, pen=pen, lean=lean, begins=begins)) == [True]


@pytest.mark.parametrize(
    ("lean", "begins"),
    [
        (0.3, (0.3, 1.0)),  # a v
        (0.6, (0.75, 0.7)),  # a wide one, whose strokes are nearly as long
        (0.0, (0.3, 0.4)),  # upright
        (0.6, (-0.3, 0.4)),  # the first stroke on the other side
        (0.6, (0.05, 0.1)),  # hardly any first stroke
    ],
)
def test_other_strokes_that_meet_are_none(lean, begins):
    assert are(ticked(blank(), 80, 150, lean=lean, begins=begins)) == [False]


@pytest.mark.parametrize("cell", [(0, 0, 0, 0), (20, 60, 800, 100)])
def test_digits_are_none(cell, written):
    assert not any(are(written(["0123456789"], left=40, pitch=80), cell))


@pytest.mark.parametrize(("lean", "begins"), [(0.6, (0.15, 0.2)), (0.5, (0.2, 0.25))])
def test_what_begins_nearer_to_its_foot_is_one_beside_another(lean, begins):
    page = ticked(blank(), 50, 150, lean=lean, begins=begins, pen=9)
    assert are(page) == [False]
    assert are(ticked(page, 130, 150)) == [True, True]


def test_a_tick_leaves_some_of_its_box_with_it():
    page, cell = ticked(blank(), 80, 150), np.array((64, 107, 43, 48))
    cv2.line(page, (62, 104), (108, 104), (40, 40, 160), 4)
    for x in (62, 108):
        cv2.line(page, (x, 104), (x, 156), (40, 40, 160), 2)
    assert are(page, cell) == [True]
    assert are(page, cell - np.array((0, 30, 0, 0))) == [False]
    assert are(page) == [False]


def test_numbers_are_read_without_the_ticks_behind_them(reader, written):
    page = written(["602", "5718", "94"])
    for y, x in ((110, 300), (220, 375), (330, 225)):
        ticked(page, x, y)
    assert reader.read(page).text == "602\n5718\n94"
