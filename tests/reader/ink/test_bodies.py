"""Which marks may be digits: a felt pen's are fat, and so is a blot."""

import numpy as np
import pytest

from hwdigits.reader.ink import bodies, marks


def written(stroke, widest, high):
    """Four digits 44 px high by a pen so wide, and a mark with a wider place."""
    x, highs = 60 * np.arange(1, 6), np.array([44, 44, 44, 44, high])
    boxes = np.column_stack([x, np.full(5, 100), np.full(5, 28), highs])
    one = np.ones(5)
    return marks.Marks(
        labels=np.zeros((300, 400), np.int32),
        numbers=np.arange(1, 6),
        boxes=boxes,
        area=300 * one,
        strength=150 * one,
        darkest=170 * one,
        clarity=5 * one,
        stroke=stroke * one,
        widest=np.append(np.full(4, 1.3 * stroke), widest),
        boxed=np.zeros(5, bool),
    )


@pytest.mark.parametrize(
    ("stroke", "widest", "high", "is_body"),
    [(5, 22, 38, False), (10, 22, 38, True), (10, 27, 38, False), (10, 22, 26, False)],
    ids=["thin pen", "felt pen", "wider still", "small"],
)
def test_a_filled_loop_is_a_digit_where_strokes_are_wide(stroke, widest, high, is_body):
    found = bodies.find(written(stroke, widest, high))
    assert found.are.tolist() == [True] * 4 + [is_body]


def test_half_of_a_digit_that_is_too_fat_for_a_digit_is_a_stroke():
    found = bodies.find(written(stroke=5, widest=13, high=20))
    assert not found.are[-1]
    assert found.parts.tolist() == [False] * 4 + [True]


@pytest.mark.parametrize(("wide", "is_body"), [(18, True), (30, False)])
def test_a_narrow_mark_may_be_full_of_ink(wide, is_body):
    """A 0 whose loop is closed; what is as full and wider is a blot."""
    marks_of_a_page = written(stroke=5, widest=9, high=42)
    marks_of_a_page.boxes[-1, 2] = wide
    marks_of_a_page.area[-1] = 0.9 * wide * 42
    assert bodies.find(marks_of_a_page).are[-1] == is_body
