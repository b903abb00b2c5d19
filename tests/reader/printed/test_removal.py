"""Boxes and rests of lines come off; what is written stays."""

import cv2
import numpy as np

from hwdigits.reader.ink import marks
from hwdigits.reader.photo import paper
from hwdigits.reader.printed import removal
from tests.reader.printed.inked import page, without


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


def test_blurred_boxes_come_off_and_the_stems_halfway_in_them_stay():
    strength = page()
    for x in range(100, 500, 40):
        cv2.rectangle(strength, (x, 200), (x + 40, 240), 150, 7)
    stems = page()
    for x in range(120, 500, 40):
        cv2.line(stems, (x, 211), (x, 233), 200, 4)
    strength = cv2.GaussianBlur(np.maximum(strength, stems), (0, 0), 2.5)
    left = without(strength)
    assert left[stems > 0].mean() > 0.8
    around = cv2.dilate(stems, np.ones((15, 15), np.uint8)) > 0
    assert left[~around].sum() < 0.2 * (strength > 20).sum()  # blur beside lines


def test_digits_whose_feet_make_a_line_from_box_to_box_stay():
    boxes, digits = page(), page()
    for x in range(100, 500, 40):
        cv2.rectangle(boxes, (x, 200), (x + 40, 240), 150, 5)
    for x in (228, 268, 308):
        stroke = [(x + 4, 212), (x + 20, 212), (x + 1, 227), (x + 26, 227)]
        cv2.polylines(digits, [np.array(stroke)], False, 170, 3)  # a 2
    strength = cv2.GaussianBlur(np.maximum(boxes, digits), (0, 0), 2.0)
    left = without(strength)
    assert left[(digits > 0) & (boxes == 0)].mean() > 0.9


def test_a_bar_from_line_to_line_is_the_side_of_a_box():
    strength = page()
    for y in (200, 280):
        cv2.line(strength, (100, y), (700, y), 120, 3)
    cv2.line(strength, (300, 200), (300, 280), 120, 3)
    cv2.line(strength, (400, 215), (400, 265), 120, 3)  # a 1, by a pen as pale
    mask = cv2.compare(strength, 20, cv2.CMP_GT)
    removed = removal.remove(mask, strength)
    ink = paper.Ink(strength, np.full_like(mask, 20))
    found = marks.find(ink, removed.is_ink, 6)
    assert found.boxes[:, 0].tolist() == [298, 398]
    assert removed.are_scraps(found).tolist() == [True, False]


def test_a_bar_in_a_box_is_a_digit_however_pale():
    strength = page()
    for left in (100, 190, 280, 370):
        cv2.rectangle(strength, (left, 200), (left + 70, 280), 120, 3)
    cv2.line(strength, (225, 207), (225, 273), 120, 3)  # a 1
    mask = cv2.compare(strength, 20, cv2.CMP_GT)
    removed = removal.remove(mask, strength)
    found = marks.find(paper.Ink(strength, np.full_like(mask, 20)), removed.is_ink, 40)
    assert found.boxes[:, 0].tolist() == [223]
    assert not removed.are_scraps(found).any()


def test_boxes_come_off_although_digits_break_them_open():
    strength = page()
    for x in range(100, 500, 90):
        cv2.rectangle(strength, (x, 200), (x + 70, 280), 110, 3)
    strength[275:285, 310:318] = 0  # the camera lost a piece
    boxes = strength > 0
    cv2.line(strength, (150, 225), (185, 240), 220, 7)
    left = without(strength)
    written = strength == 220
    assert left[written].all()
    assert left[boxes & ~written].mean() < 0.05


def test_rests_of_lines_are_scraps_and_digits_are_none():
    strength = page()
    cv2.line(strength, (0, 300), (799, 300), 90, 3)
    cv2.line(strength, (400, 240), (400, 330), 200, 7)
    mask = cv2.compare(strength, 20, cv2.CMP_GT)
    removed = removal.remove(mask, strength)
    rest = np.zeros_like(mask)
    rest[302:304, 100:140] = 255
    ink = paper.Ink(np.maximum(strength, rest // 4), np.full_like(mask, 20))
    found = marks.find(ink, removed.is_ink | rest, 6)
    assert found.boxes[:, 0].tolist() == [396, 100]
    assert removed.are_scraps(found).tolist() == [False, True]


def test_straight_strokes_of_a_pen_are_no_lines():
    strength = page()
    cv2.line(strength, (100, 100), (180, 100), 200, 7)  # a 7
    cv2.line(strength, (180, 100), (120, 260), 200, 7)
    cv2.line(strength, (300, 100), (302, 260), 200, 9)  # a 1
    left = without(strength)
    assert left[strength > 0].all()
