"""Combs, boxes that are open above, read as grids where a grid is asked for."""

import cv2
import numpy as np
import pytest

from tests.reader.grids.drawing import LINE, PAPER, photographed, write

_PITCH, _LEFT, _FOOT = 56, 110, 230


@pytest.fixture
def combs(known):
    """A sheet with a comb for each text, one digit between two bars."""

    def draw(*texts):
        sheet = np.full((620, 760, 3), PAPER, np.uint8)
        for row, text in enumerate(texts):
            foot, end = _FOOT + 150 * row, _LEFT + len(text) * _PITCH
            cv2.line(sheet, (_LEFT, foot), (end, foot), (LINE,) * 3, 2)
            for place, digit in enumerate([*text, "."]):
                x = _LEFT + place * _PITCH
                high = 44 if place in (0, len(text)) else 18
                cv2.line(sheet, (x, foot - high), (x, foot), (LINE,) * 3, 2)
                if digit != ".":
                    write(sheet, known[int(digit)], x + 9, foot - 50, 38)
        return sheet

    return draw


@pytest.mark.parametrize("turn", [0, 4])
def test_the_boxes_of_a_comb_are_its_cells(combs, reader, turn):
    photo = photographed(combs("30.5817"), turn=turn)
    page = reader.read(photo, layout="grid")
    assert page.is_grid
    assert page.text == "30.5817"


def test_the_longest_comb_is_read_and_those_as_long(combs, reader):
    page = reader.read(combs("3058", "127694", "680.52"), layout="grid")
    assert page.text == "127694\n680.52"


def test_nobody_asked_for_a_grid_and_combs_are_rows(combs, reader):
    page = reader.read(combs("3058", "127694"))
    assert not page.is_grid
    assert page.text == "3058\n127694"
