"""Printed lines come off; what is written stays."""

import cv2
import numpy as np
import pytest

from hwdigits.reader import marks, paper
from hwdigits.reader.printed import removal, ruled, ruling, straight


def page():
    return np.zeros((600, 800), np.uint8)


def without(strength):
    removed = removal.remove(cv2.compare(strength, 20, cv2.CMP_GT), strength)
    return removed.is_ink > 0


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


def test_a_level_stroke_on_a_rule_stays():
    strength = page()
    for y in range(100, 600, 60):
        cv2.line(strength, (0, y), (799, y), 60, 3)
    cv2.line(strength, (300, 280), (380, 280), 190, 7)  # the foot of a 2
    cv2.line(strength, (380, 230), (300, 280), 190, 7)
    left = without(strength)
    assert left[strength == 190].mean() > 0.97
    assert left[strength == 60].mean() < 0.05


def test_the_teeth_of_a_comb_seen_from_aside_come_off():
    strength = page()
    cv2.line(strength, (100, 300), (600, 300), 160, 4)
    for share in np.linspace(0, 1, 7):
        x = round(100 + 500 * (share + 0.1 * share * (1 - share)))
        cv2.line(strength, (x, 265), (x, 300), 160, 4)
    left = without(strength)
    assert left[strength > 0].mean() < 0.05


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


@pytest.mark.parametrize(
    ("sides", "has_boxes"), [(1, True), (2, True), (2, False)], ids=str
)
def test_bars_in_a_row_are_sides_of_boxes_where_others_lie_over_them(sides, has_boxes):
    """The bars of digits may lie in a row; those of boxes do so twice, beside boxes."""
    strength = page()
    for x in range(200, 480, 70):
        for y in (300, 350)[:sides]:
            wide = 48 if has_boxes or x % 4 else 34
            cv2.line(strength, (x, y), (x + wide, y), 150, 4)
    bars = strength > 0
    if has_boxes:
        for x in range(200, 480, 70):
            cv2.rectangle(strength, (x, 20), (x + 56, 80), 150, 3)
    are_sides = sides == 2 and has_boxes
    assert without(strength)[bars].any() != are_sides


@pytest.mark.parametrize("starts", [(50, 76, 102, 128), (50, 73, 101, 127)])
def test_the_feet_and_tops_of_digits_are_no_sides_of_boxes(starts):
    """They come in pairs, but not as evenly apart as boxes."""
    strokes = [
        ruling.Ruling(float(x), x + 18.0, np.array([0, 0, y]), 1.0)
        for x in starts
        for y in (155, 169)
    ]
    are_even = len(set(np.diff(starts))) == 1
    assert len(straight.in_rows(strokes)) == (8 if are_even else 0)


@pytest.mark.parametrize("many", [4, 9])
def test_short_lines_for_a_digit_each_come_off(many):
    """`_ _ _ _`, as for a PIN; digits stand on some of them."""
    strength, digits = page(), page()
    for x in range(80, 80 + 70 * many, 70):
        cv2.line(strength, (x, 300), (x + 56, 303), 170, 3)
    lines = strength > 0
    for x in range(80, 80 + 140, 70):
        stroke = np.array([(x + 15, 250), (x + 40, 250), (x + 25, 300)])
        cv2.polylines(digits, [stroke], False, 200, 6)
    left = without(np.maximum(strength, digits))
    assert left[digits > 0].mean() > 0.95
    assert left[lines & (digits == 0)].mean() < 0.1


@pytest.mark.parametrize(
    ("starts", "ends"),
    [
        ((50, 85, 120, 155), (78, 104, 147, 175)),
        ((50, 81, 122, 150), (76, 107, 148, 176)),
        ((50, 85, 120), (76, 111, 146)),
    ],
    ids=["not as long", "not evenly apart", "three"],
)
def test_the_feet_of_digits_are_no_short_lines(starts, ends):
    feet = [
        ruling.Ruling(float(start), float(end), np.array([0.0, 0.0, 155.0]), 2.0)
        for start, end in zip(starts, ends, strict=True)
    ]
    assert not straight.under_digits(feet)


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


@pytest.mark.parametrize("is_drawn", [True, False])
def test_stems_on_feet_make_no_comb(is_drawn):
    """A comb's line is there from end to end; between digits' feet it is not."""
    strength = page()
    for x in range(200, 321, 40):
        cv2.line(strength, (x, 300), (x, 330), 150, 3)
        if x < 320:
            cv2.line(strength, (x, 330), (x + (40 if is_drawn else 30), 330), 150, 3)
    assert (without(strength).mean() < 0.3 * (strength > 0).mean()) == is_drawn
