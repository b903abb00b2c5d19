"""What a grid's digits say to each other."""

import numpy as np
import pytest

from hwdigits.reader.grids import alike


def picture(seed):
    """A picture that is like no other's, uint8 `[28, 28, 1]`."""
    return np.random.default_rng(seed).integers(0, 256, (28, 28, 1), dtype=np.uint8)


def blurred(image, seed):
    """Nearly the same picture."""
    noise = np.random.default_rng(seed).normal(0, 4, image.shape)
    return np.clip(image + noise, 0, 255).astype(np.uint8)


def answer(is_digit=1.0, **shares):
    """d * p + (1 - d) / 10, p of the digits named: answer(0.9, _8=0.6, _0=0.4)."""
    which = np.zeros(10)
    for name, share in shares.items():
        which[int(name[1:])] = share
    return is_digit * which + (1 - is_digit) / 10


def heard(cells):
    """[(picture, answer), ...] of each cell -> what alike makes of the first one."""
    images = [np.stack([image for image, _ in cell]) for cell in cells]
    alone = [np.stack([one for _, one in cell]) for cell in cells]
    return alike.agreed(alone, images)[0][0]


def test_a_doubtful_digit_is_what_its_look_alikes_are():
    eight = picture(0)
    others = [[(blurred(eight, seed), answer(_8=0.95, _0=0.05))] for seed in range(5)]
    unlike = [[(picture(seed), answer(_0=1.0))] for seed in range(10, 40)]
    first = [(eight, answer(_0=0.6, _8=0.4))]
    assert heard([first, *others, *unlike]).argmax() == 8
    assert heard([first, *unlike]).argmax() == 0


def test_without_look_alikes_nothing_changes():
    alone = answer(0.9, _3=0.7, _5=0.3)
    others = [[(picture(seed), answer(_5=1.0))] for seed in range(1, 30)]
    same = heard([[(picture(0), alone)], *others])
    np.testing.assert_allclose(same, alone, atol=1e-4)


def test_how_probable_a_digit_is_stays():
    image = picture(0)
    doubtful = heard([[(image, answer(0.3, _8=1.0))], [(image, answer(_8=1.0))]])
    assert doubtful.min() * 10 == pytest.approx(0.7)


def test_what_is_no_digit_and_the_own_cell_do_not_vote():
    image = picture(0)
    first = (image, answer(_0=0.6, _8=0.4))
    no_digits = [[(image, answer(0.0))]] * 20
    assert heard([[first], *no_digits]).argmax() == 0
    own = [first, *[(image, answer(_8=1.0))] * 20]
    assert heard([own]).argmax() == 0


def test_a_grid_without_marks():
    assert alike.agreed([], []) == []
