"""Combs come off: their line and the bars that stand on it."""

import cv2
import numpy as np
import pytest

from tests.reader.printed.inked import page, without


def test_the_teeth_of_a_comb_come_off():
    strength = page()
    cv2.line(strength, (100, 300), (500, 300), 160, 4)
    for x in range(100, 501, 80):
        cv2.line(strength, (x, 270), (x, 300), 160, 4)
    teeth = strength > 0
    cv2.line(strength, (140, 220), (140, 285), 200, 8)  # a 1
    left = without(strength)
    assert left[strength == 200].all()
    assert left[teeth].mean() < 0.05


def test_all_teeth_come_off_where_blur_made_one_short():
    strength = page()
    cv2.line(strength, (100, 300), (500, 300), 160, 4)
    for x in range(100, 501, 80):
        high = 34 if x in (100, 500) else 17 if x != 420 else 10
        cv2.line(strength, (x, 300 - high), (x, 300), 160, 4)
    assert without(strength)[strength > 0].mean() < 0.05


def test_a_comb_comes_off_where_words_touch_its_line():
    strength = page()
    cv2.line(strength, (100, 300), (580, 300), 70, 3)
    for x in range(100, 581, 80):
        high = 60 if x in (100, 580) else 30
        cv2.line(strength, (x, 300 - high), (x, 300), 70, 3)
    cv2.putText(strength, "Date", (104, 323), cv2.FONT_HERSHEY_SIMPLEX, 1.0, 220, 4)
    above = (strength > 0) & (np.arange(600)[:, np.newaxis] < 298)
    assert without(strength)[above].mean() < 0.05


def test_the_teeth_of_a_comb_seen_from_aside_come_off():
    strength = page()
    cv2.line(strength, (100, 300), (600, 300), 160, 4)
    for share in np.linspace(0, 1, 7):
        x = round(100 + 500 * (share + 0.1 * share * (1 - share)))
        cv2.line(strength, (x, 265), (x, 300), 160, 4)
    left = without(strength)
    assert left[strength > 0].mean() < 0.05


@pytest.mark.parametrize("is_drawn", [True, False])
def test_stems_on_feet_make_no_comb(is_drawn):
    """A comb's line is there from end to end; between digits' feet it is not."""
    strength = page()
    for x in range(200, 321, 40):
        cv2.line(strength, (x, 300), (x, 330), 150, 3)
        if x < 320:
            cv2.line(strength, (x, 330), (x + (40 if is_drawn else 30), 330), 150, 3)
    assert (without(strength).mean() < 0.3 * (strength > 0).mean()) == is_drawn
