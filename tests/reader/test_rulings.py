"""Printed lines come off; what is written stays."""

import cv2
import numpy as np

from hwdigits.reader import rulings


def page():
    return np.zeros((600, 800), np.uint8)


def without(strength):
    left, _ = rulings.remove(cv2.compare(strength, 20, cv2.CMP_GT), strength)
    return left > 0


def test_rules_come_off_and_the_digit_on_them_stays():
    strength = page()
    for y in range(100, 600, 60):
        cv2.line(strength, (0, y), (799, y - 30), 70, 3)
    rules = strength > 0
    cv2.line(strength, (400, 200), (420, 330), 180, 7)
    left = without(strength)
    written = strength == 180
    assert left[written].mean() > 0.97
    assert left[rules & ~written].mean() < 0.05


def test_boxes_come_off_and_zeros_stay():
    strength = page()
    for x in range(100, 600, 80):
        cv2.rectangle(strength, (x, 200), (x + 80, 290), 150, 3)
    boxes = strength > 0
    cv2.ellipse(strength, (220, 245), (18, 30), 10, 0, 360, 200, 6)
    left = without(strength)
    written = strength == 200
    assert left[written].all()
    assert left[boxes & ~written].mean() < 0.05


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


def test_straight_strokes_of_a_pen_are_no_lines():
    strength = page()
    cv2.line(strength, (100, 100), (180, 100), 200, 7)  # a 7
    cv2.line(strength, (180, 100), (120, 260), 200, 7)
    cv2.line(strength, (300, 100), (302, 260), 200, 9)  # a 1
    left = without(strength)
    assert left[strength > 0].all()
