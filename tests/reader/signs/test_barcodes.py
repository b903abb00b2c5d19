"""Bars of a printed code are no ones; ones that somebody writes are."""

import cv2
import numpy as np
import pytest


def page_with(bars, random, uneven_px=0.0):
    """Bars, 100 px high, above a number."""
    page = np.full((480, 900, 3), 235, np.uint8)
    x = 60
    for _ in range(bars):
        wide = int(random.integers(3, 9))
        top = 60 + round(random.normal(0, uneven_px))
        cv2.rectangle(page, (x, top), (x + wide, top + 100), (20, 20, 20), -1)
        x += wide + int(random.integers(6, 12))
    return page


@pytest.mark.parametrize("bars", [12, 40])
def test_a_number_below_them_is_read_alone(bars, reader, written):
    page = page_with(bars, np.random.default_rng(1))
    page[300:420] = written(["5734"], (120, 900), top=30)
    assert reader.read(page).text == "5734"


def test_few_are_ones(reader):
    page = page_with(6, np.random.default_rng(1))
    assert reader.read(page).text == "111111"


def test_uneven_ones_are_ones(reader):
    page = page_with(12, np.random.default_rng(1), uneven_px=14)
    assert reader.read(page).text.replace("\n", "") == 12 * "1"
