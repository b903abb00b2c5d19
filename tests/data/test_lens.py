"""A lens that is out of focus, against the optics of one; a hand that shakes."""

import numpy as np
import pytest

from hwdigits.data import lens

_PERIOD_PX = 10


def _stripes():
    """float32 [72, 120], strokes of half a period."""
    across = (np.arange(120) % _PERIOD_PX < _PERIOD_PX / 2).astype(np.float32)
    return np.tile(across, (72, 1))


def _contrast(seen):
    """By how much the strokes are brighter than what is between them, in the middle."""
    middle, is_stroke = seen[36, 40:80], _stripes()[36, 40:80] > 0.5
    return middle[is_stroke].mean() - middle[~is_stroke].mean()


def test_a_disc_of_four_fifths_of_a_period_puts_light_between_strokes():
    # Its transform, 2 J1(x) / x with x = 2 pi radius / period, is below 0 from a radius
    # of 0.61 periods to one of 1.12 (Goodman, Introduction to Fourier Optics, 6.4.4).
    contrasts = {
        radius: _contrast(lens.out_of_focus(_stripes(), radius / 2))
        for radius in (4, 8, 10)
    }
    assert contrasts[4] > 0.05
    assert contrasts[8] < -0.02
    assert contrasts[10] < -0.02


@pytest.mark.parametrize("shape", [(40, 50), (40, 50, 3)])
def test_what_is_even_stays_so_to_its_sides(shape):
    even = np.full(shape, 0.6, np.float32)
    np.testing.assert_allclose(lens.out_of_focus(even, 2.5), even, atol=1e-6)
    np.testing.assert_allclose(lens.shaken(even, 3.5, -2.0), even, atol=1e-6)


@pytest.mark.parametrize("deviation_px", [1.0, 3.0])
def test_the_deviation_is_that_of_the_disc_along_a_side(deviation_px):
    point = np.zeros((41, 41), np.float32)
    point[20, 20] = 1
    seen = lens.out_of_focus(point, deviation_px)
    across = seen.sum(0) @ (np.arange(41) - 20.0) ** 2
    assert np.sqrt(across) == pytest.approx(deviation_px, abs=0.1)


@pytest.mark.parametrize("way", [(6, 0), (0, 6), (-4, 4), (3, -8.5)])
def test_a_point_that_moves_is_a_line_of_its_way(way):
    right_px, down_px = way
    point = np.zeros((41, 41), np.float32)
    point[20, 20] = 1
    y, x = np.mgrid[-20:21, -20:21]
    seen = lens.shaken(point, right_px, down_px)
    assert seen.sum() == pytest.approx(1)
    middle = (seen * x).sum(), (seen * y).sum()
    np.testing.assert_allclose(middle, 0, atol=1e-5)
    # Along an even line of that length, by its variance; beside it, less than a pixel.
    length = np.hypot(right_px, down_px)
    along = (x * right_px + y * down_px) / length
    beside = (x * down_px - y * right_px) / length
    assert (seen * along**2).sum() == pytest.approx(length**2 / 12, abs=0.5)
    assert (seen * beside**2).sum() < 0.3


def test_without_moving_nothing_changes():
    np.testing.assert_array_equal(lens.shaken(_stripes(), 0.0, 0.0), _stripes())


def test_stripes_stay_along_the_way_and_fade_across_it():
    assert _contrast(lens.shaken(_stripes(), 0, 9)) == pytest.approx(1)
    assert _contrast(lens.shaken(_stripes(), 9, 0)) < 0.2
