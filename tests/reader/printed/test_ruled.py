"""Rules of paper come off, all of them, and the digits on them stay."""

import cv2
import numpy as np

from hwdigits.reader.printed import removal, ruled, ruling
from tests.reader.printed.inked import page, without


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


def test_a_rule_that_shows_in_dashes_comes_off_where_its_neighbours_say_it_runs():
    strength = page()
    for y in range(60, 600, 40):
        cv2.line(strength, (0, y), (799, y + 8), 70, 3)
    rules = strength > 0
    dashes = np.arange(800) % 40 < 16
    strength[295:312, ~dashes] = 0  # of the rule at 300
    cv2.line(strength, (400, 280), (410, 340), 180, 7)
    left = without(strength)
    written = strength == 180
    assert left[written].mean() > 0.97
    dashed = (rules & dashes & ~written)[295:312]
    assert left[295:312][dashed].mean() < 0.1


def test_stems_that_hang_from_the_rules_of_paper_stay():
    """Evenly apart and as high as each other, as the bars of a comb."""
    strength = page()
    for y in range(60, 600, 40):
        cv2.line(strength, (0, y), (799, y), 70, 3)
    stems = page()
    for x in range(200, 601, 80):
        cv2.line(stems, (x, 300), (x, 340), 180, 6)
    left = without(np.maximum(strength, stems))
    assert left[stems > 0].mean() > 0.9


def test_a_level_stroke_on_a_rule_stays():
    strength = page()
    for y in range(100, 600, 60):
        cv2.line(strength, (0, y), (799, y), 60, 3)
    cv2.line(strength, (300, 280), (380, 280), 190, 7)  # the foot of a 2
    cv2.line(strength, (380, 230), (300, 280), 190, 7)
    left = without(strength)
    assert left[strength == 190].mean() > 0.97
    assert left[strength == 60].mean() < 0.05


def lined(columns, rows, wide):
    """A sheet ruled in squares."""
    strength = page()
    for number in range(columns + 1):
        x = 20 + number * wide
        cv2.line(strength, (x, 20), (x, 20 + rows * wide), 110, 3)
    for number in range(rows + 1):
        y = 20 + number * wide
        cv2.line(strength, (20, y), (20 + columns * wide, y), 110, 3)
    return strength


def test_squared_paper_is_no_form():
    for columns, rows, wide, is_form in ((6, 3, 80, True), (18, 13, 42, False)):
        strength = lined(columns, rows, wide)
        found = removal.remove(cv2.compare(strength, 20, cv2.CMP_GT), strength)
        assert bool(found.of_fields) == is_form


def test_the_stem_of_a_7_from_line_to_line_of_squares_stays():
    strength = lined(15, 10, 50)
    squares = strength > 0
    cv2.line(strength, (344, 224), (376, 224), 200, 5)
    cv2.line(strength, (376, 224), (375, 268), 200, 5)
    left = without(strength)
    assert left[strength == 200].mean() > 0.95
    assert left[squares & (strength != 200)].mean() < 0.05


def test_a_rule_goes_on_to_the_side_where_digits_hide_its_end():
    """And so do those between it and the next, which do not show at all."""
    size = 360, 480
    shown = [0, 40, 80, 200, 240, 280, 320]
    rules = [
        ruling.Ruling(0.0, 326.0 if y == 80 else 360.0, np.array([0, 0, y]), 2.0)
        for y in shown
    ]
    whole = ruled.completed(rules, size)
    found = {round(one.at(180)): one.end for one in whole}
    assert {found[y] for y in range(0, 321, 40)} == {360}


def test_a_margin_s_line_between_rules_comes_off_too():
    """It lies unevenly between two of them, as what was taken for one line may."""
    strength, digit = page(), page()
    for at in range(10, 800, 60):
        cv2.line(strength, (0, at), (799, at), 90, 3)
        cv2.line(strength, (at, 0), (at, 599), 90, 3)
    cv2.line(strength, (150, 0), (150, 599), 120, 3)
    cv2.ellipse(digit, (150, 280), (16, 22), 0, 0, 360, 200, 6)
    left = without(np.maximum(strength, digit))
    assert left[digit > 0].mean() > 0.95
    assert left[(strength > 0) & (digit == 0)].mean() < 0.05
    assert left[:240, 148:153].mean() < 0.05
