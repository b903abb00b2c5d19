"""What pens and lenses make of a character."""

import numpy as np
import pytest

from hwdigits.data.added import characters

_PERIOD_PX = 10


def _stripes():
    """float32 [120, 200], strokes of half a period, with a margin around."""
    across = (np.arange(120) % _PERIOD_PX < _PERIOD_PX / 2).astype(np.float32)
    return np.pad(np.tile(across, (72, 1)), ((24, 24), (40, 40)))


def _contrast(changed):
    """By how much the strokes are brighter than what is between them, in the middle."""
    middle = changed[60, 80:120]
    is_stroke = _stripes()[60, 80:120] > 0.5
    return middle[is_stroke].mean() - middle[~is_stroke].mean()


@pytest.mark.parametrize("blurred", [characters.unsharp, characters.out_of_focus])
def test_without_a_deviation_nothing_changes(blurred):
    np.testing.assert_array_equal(blurred(_stripes(), 0.0), _stripes())


def test_a_bell_dims_strokes_and_never_puts_ink_between_them():
    dimmed = [_contrast(characters.unsharp(_stripes(), px / 72)) for px in (1, 2, 3, 4)]
    assert dimmed == sorted(dimmed, reverse=True)
    assert dimmed[-1] > -0.005


def test_a_disc_of_four_fifths_of_a_period_puts_ink_between_strokes():
    # Its transform, 2 J1(x) / x with x = 2 pi radius / period, is below 0 from a radius
    # of 0.61 periods to one of 1.12 (Goodman, Introduction to Fourier Optics, 6.4.4).
    contrasts = {
        radius: _contrast(characters.out_of_focus(_stripes(), radius / 2 / 72))
        for radius in (4, 8, 10)
    }
    assert contrasts[4] > 0.05
    assert contrasts[8] < -0.02
    assert contrasts[10] < -0.02
