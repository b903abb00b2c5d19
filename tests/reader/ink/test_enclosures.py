"""What is drawn or printed around digits is none."""

import cv2
import numpy as np
import pytest

from hwdigits.reader.ink import enclosures, marks
from hwdigits.reader.photo import paper


def around(strength):
    """Where circles are, bool `[H, W]`, on a page of that strength of ink."""
    ink = paper.Ink(strength, np.full_like(strength, 20))
    found = enclosures.find(marks.find(ink, cv2.compare(strength, 20, cv2.CMP_GT), 6))
    return np.zeros(strength.shape, bool) if found is None else found > 0


def page_of(*shapes):
    """Each in turn drawn on an empty page, and where each is."""
    page = np.zeros((300, 600), np.uint8)
    where = []
    for draw in shapes:
        alone = np.zeros_like(page)
        draw(alone)
        where.append(alone > 0)
        page = np.maximum(page, alone)
    return page, where


def ring(x, y=150, wide=44, high=44, pen=4):
    return lambda page: cv2.ellipse(
        page, (x, y), (wide, high), 0, 0, 360, 200, pen, cv2.LINE_AA
    )


def three(x, y=150, half=18):
    points = [(-10, -18), (10, -18), (-2, -3), (10, 8), (-2, 18), (-11, 14)]
    points = [(x + half * a // 18, y + half * b // 18) for a, b in points]
    return lambda page: cv2.polylines(page, [np.array(points)], False, 200, 5)


def slash(x, y=150, half=16):
    return lambda page: cv2.line(page, (x - 7, y + half), (x + 7, y - half), 200, 5)


@pytest.mark.parametrize("gap_degrees", [0, 40])
def test_a_circle_around_a_number_is_found_and_the_number_is_none(gap_degrees):
    def circle(page):
        arc = 0, gap_degrees, 360
        cv2.ellipse(page, (200, 150), (80, 44), *arc, 200, 4, cv2.LINE_AA)

    page, (circle_at, *digits) = page_of(circle, three(165), three(200), three(235))
    found = around(page)
    assert found[circle_at].all()
    assert not any(found[digit].any() for digit in digits)


@pytest.mark.parametrize(
    "inside",
    [
        lambda page: cv2.circle(page, (200, 150), 4, 200, -1),
        slash(200, half=20),
        lambda page: None,
    ],
    ids=["dot", "slash", "nothing"],
)
def test_zeros_are_no_circles(inside):
    page, _ = page_of(ring(200, wide=20, high=30), inside, three(300), three(360))
    assert not around(page).any()


def test_a_1_in_a_circle_as_high_as_another_is_no_slashed_zero():
    one = slash(400, half=28)
    page, (first, second, *_) = page_of(ring(200), ring(400), three(200), one)
    assert around(page)[first | second].all()
    alone, _ = page_of(ring(400), one)
    assert not around(alone).any()


def test_circles_of_a_form_come_off_where_a_digit_touches_them():
    rings = [ring(x) for x in (80, 200, 320, 440)]
    digits = [three(80), three(200), three(320), three(440, 170, 26)]
    page, where = page_of(*rings, *digits)
    found = around(page)
    assert all(found[circle].mean() > 0.97 for circle in where[:4])
    assert found[where[-1]].mean() < 0.5
    assert not found[where[4]].any()


def test_what_is_beside_a_stroke_and_in_its_box_is_not_enclosed():
    """A large 7 or 4 has room for another digit in the corner of its box."""

    def seven(page):
        stroke = [(150, 60), (280, 60), (190, 240)]
        cv2.polylines(page, [np.array(stroke)], False, 200, 6)

    page, _ = page_of(seven, three(175, 150))
    assert not around(page).any()
