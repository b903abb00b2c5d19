"""What is printed all over the paper is no ink, and tells nothing of what is."""

import numpy as np
import pytest

from hwdigits.data.pages import paper as sheets
from hwdigits.reader.photo import paper
from hwdigits.reader.printed import patterns


def waves(depth, shape=(600, 900), pitch=14):
    """Lines 3 px wide that swing, float `[H, W]`, of the share of light lost."""
    y, x = np.mgrid[: shape[0], : shape[1]]
    off = (y + 12 * np.sin(x / 40)) % pitch
    return depth * (off < 3)


def limit(strength, lines=None):
    strength = np.rint(strength).astype(np.uint8)
    ink = paper.Ink(strength, np.full_like(strength, 18))
    is_ink = 255 * (strength > 18).astype(np.uint8)
    lines = np.zeros_like(strength) if lines is None else lines
    return patterns.limit(ink, is_ink, lines)


def test_ink_is_stronger_than_waves_all_over():
    strength = waves(40)
    strength[200:260, 300:500] = 170
    assert 40 < limit(strength) < 100


def test_nothing_is_weak_where_nothing_is_written():
    """Then what is everywhere may be writing itself."""
    assert limit(waves(40)) == 0
    assert limit(waves(180)) == 0


def test_what_is_here_and_there_is_no_pattern():
    strength = waves(40)
    strength[:, 400:] = 0
    strength[200:260, 300:500] = 170
    assert limit(strength) == 0


def test_where_much_is_written_nothing_is_weak():
    """On a third of the paper: a quarter of its cells is far stronger than half."""
    strength = waves(40)
    strength[:, 600:] = 170
    assert limit(strength) == 0


def test_printed_lines_that_were_found_are_none():
    strength = waves(40)
    lines = (strength > 0).astype(np.uint8)
    strength[200:260, 300:500] = 170
    assert limit(strength, lines) == 0


@pytest.mark.parametrize("size", [(5, 40), (38, 900)])
def test_a_thread_has_no_pattern(size):
    assert limit(np.full(size, 60.0)) == 0


@pytest.mark.parametrize("seed", range(4))
def test_numbers_on_a_cheque_are_read(seed, reader, written):
    sheet = np.full((600, 900, 3), 0.9, np.float32)
    sheets.secure(sheet, np.random.default_rng(seed))
    page = (written(["7203695", "1846"]) * sheet).astype(np.uint8)
    assert reader.read(page).text == "7203695\n1846"
