"""A pen that lies beside the paper is no digit, and hides none."""

import cv2
import numpy as np
import pytest

from hwdigits.reader import things
from hwdigits.reader.page import Digit, Line, Page


def page_of(text, high, confidence=1.0):
    """A page of one line, each digit so high; `?` is rejected."""
    digits = [
        Digit(
            *(int(one.replace("?", "1")), confidence, (40 * place, 0, 20, high)),
            *(one == "?", np.full(10, 0.1, np.float32)),
        )
        for place, one in enumerate(text)
    ]
    return Page((Line(tuple(digits)),))


@pytest.mark.parametrize(
    ("text", "may_be"),
    [("1", True), ("1?", True), ("4", False), ("14", False), ("11111", False)],
)
def test_bars_alone_may_be_things(text, may_be):
    assert (things.lower_than(page_of(text, 300)) > 0) == may_be


@pytest.mark.parametrize(
    ("text", "confidence", "are"),
    [
        ("246", 1.0, True),
        ("24", 1.0, False),
        ("246", 0.8, False),
        ("24????", 1.0, False),
        ("1141", 1.0, False),
    ],
)
def test_they_hide_only_what_is_surely_a_number(text, confidence, are):
    assert things.hid(page_of(text, 30, confidence)) == are


@pytest.mark.parametrize("pens", [1, 2])
def test_a_number_beside_pens_is_read(pens, reader, written):
    photo = np.full((960, 1280, 3), 150, np.uint8)
    number = cv2.resize(written(["7203"]), None, fx=0.5, fy=0.5)
    high, wide = number.shape[:2]
    photo[300 : 300 + high, 200 : 200 + wide] = number
    for place in range(pens):
        ends = (1000 + 120 * place, 200), (1100 + 120 * place, 700)
        cv2.line(photo, *ends, (30, 60, 30), 18, cv2.LINE_AA)
    assert reader.read(photo).text == "7203"


def test_a_1_as_high_as_a_pen_stays_one(reader):
    photo = np.full((960, 1280, 3), 220, np.uint8)
    cv2.line(photo, (640, 200), (600, 760), (40, 40, 60), 18, cv2.LINE_AA)
    for x in (200, 300, 400):  # dirt
        cv2.circle(photo, (x, 500), 8, (90, 90, 90), -1)
    assert reader.read(photo).text == "1"
