"""Ink that is connected, and what of it is strong."""

import cv2
import numpy as np
import pytest

from hwdigits.reader.ink import marks
from hwdigits.reader.photo import paper


def found(strength):
    least = np.full_like(strength, 18)
    ink = paper.Ink(strength, least)
    return marks.find(ink, cv2.compare(strength, least, cv2.CMP_GT), 6)


def written(strength, values):
    """Strokes of these strengths on what is there, 5 px wide and 40 high."""
    for place, value in enumerate(values):
        x = 60 + 60 * place
        cv2.line(strength, (x, 80), (x, 120), value, 5)
    return strength


@pytest.mark.parametrize("level", [25, 40, 70])
def test_what_is_written_on_shade_is_marks_of_its_own(level):
    shade = np.zeros((200, 400), np.uint8)
    shade[60:140, 20:380] = level
    boxes = found(written(shade, [200] * 5)).boxes
    assert [(x + wide // 2) for x, _, wide, _ in boxes.tolist()] == [
        60 + 60 * place for place in range(5)
    ]


def test_shade_with_specks_of_ink_is_one_mark():
    shade = np.zeros((200, 400), np.uint8)
    shade[60:140, 20:380] = 60
    shade[100:104, 100:110] = 200
    assert found(shade).boxes.tolist() == [[20, 60, 360, 80]]


def test_a_pale_stroke_that_touches_a_dark_one_stays():
    strength = written(np.zeros((200, 400), np.uint8), [120])
    cv2.line(strength, (60, 120), (100, 120), 90, 5)
    ((x, _, wide, _),) = found(strength).boxes.tolist()
    assert x + wide >= 102
