"""Crops come into the same frame as by the graph's own pre-processing."""

import cv2
import numpy as np
import pytest
import tensorflow as tf

from hwdigits import framing
from hwdigits.reader import crops, lattice
from hwdigits.reader.ink import marks
from hwdigits.reader.photo import paper

RANDOM = np.random.default_rng(5)


@pytest.mark.parametrize("scale", [0.5, 0.8, 1, 2, 5])
def test_the_frame_is_that_of_the_graph(scale, small):
    worst = []
    for image in small[1].images[:10, ..., 0]:
        ink = cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
        ink = ink.astype(np.float32) / 255
        box = framing.ink_box(tf.constant(ink), tf.constant(0.04))
        graph = framing.framed(tf.constant(ink), box)[..., 0].numpy() * 255
        worst.append(np.abs(crops.framed(ink) - graph).max())
    # Where ink is near the limit, the graph's coarser search may end the box elsewhere.
    assert np.median(worst) <= 1


def test_what_is_framed_comes_through(small):
    for image in small[1].images[:10, ..., 0]:
        once = crops.framed(image.astype(np.float32) / 255)
        twice = crops.framed(once.astype(np.float32) / 255)
        assert np.abs(once.astype(int) - twice).mean() < 4


@pytest.mark.parametrize("shape", [(1, 1), (1, 60), (60, 1), (200, 3)])
def test_any_size_gives_a_frame(shape):
    framed = crops.framed(RANDOM.random(shape, np.float32))
    assert framed.shape == (28, 28)
    assert framed.dtype == np.uint8


def test_nothing_gives_an_empty_frame():
    assert not crops.framed(np.zeros((20, 30), np.float32)).any()


def test_hardly_any_ink_is_cut_off_above():
    """What is darker and paler in a blurred digit tells where its strokes are."""
    bar = np.zeros((40, 130), np.uint8)
    bar[16:24, 10:110] = np.linspace(100, 220, 100)
    ink = paper.Ink(bar, np.full_like(bar, 18))
    found = marks.find(ink, cv2.compare(bar, ink.least, cv2.CMP_GT), 6)
    whole = lattice.Candidate(0, 1, (0,), None, None, 0.0, (10, 16, 110, 24))
    cut = crops.cut_out(whole, found, bar)
    assert cut.max() == 1
    assert 0 < (cut == 1).sum() < 0.08 * (cut > 0).sum()
