"""The order of training: every image once, a function of (seed, epoch)."""

import ml_collections
import numpy as np
import pytest

from hwdigits import config as config_lib
from hwdigits.data import augmentation, batches, optdigits


def settings(**values):
    plain = config_lib.base_config("lenet").augmentation
    return ml_collections.ConfigDict(plain.to_dict() | values)


def seen(data, batch_size=64, seed=0, number=0, **values):
    return list(batches.epoch(data, batch_size, seed, number, settings(**values)))


def test_every_image_comes_once_and_none_is_dropped(small):
    data = small[0]
    got = seen(data, batch_size=64)
    assert [len(labels) for _, labels in got] == [64] * 6 + [16]
    images = np.concatenate([images for images, _ in got])
    assert sorted(map(bytes, images)) == sorted(map(bytes, data.images))


def test_order_depends_on_seed_and_epoch_alone(small):
    def order(**values):
        return np.concatenate([labels for _, labels in seen(small[0], **values)])

    first = order(seed=1, number=2)
    assert (first == order(seed=1, number=2)).all()
    assert (first != order(seed=1, number=3)).any()
    assert (first != order(seed=2, number=2)).any()


def test_augmentation_is_a_function_of_seed_epoch_and_batch(small):
    values = {"rotation_degrees": 10.0, "shift_px": 2.0}
    first, again = (seen(small[0], number=4, **values) for _ in range(2))
    other = seen(small[0], number=5, **values)
    assert all((a == b).all() for (a, _), (b, _) in zip(first, again, strict=True))
    assert (first[0][0] != other[0][0]).any()


def test_no_augmentation_changes_nothing(small):
    assert not augmentation.is_on(settings())
    random = np.random.default_rng(0)
    images = small[0].images[:20]
    assert (augmentation.augment(images, settings(), random) == images).all()


@pytest.mark.parametrize(
    "values",
    [
        {"rotation_degrees": 15.0},
        {"shear_degrees": 15.0},
        {"zoom": 0.2},
        {"shift_px": 2.0},
        {"bend_px": 1.0},
    ],
)
def test_each_distortion_moves_ink_and_keeps_most_of_it(values, small):
    images = small[0].images[:200]
    moved = augmentation.augment(images, settings(**values), np.random.default_rng(0))
    assert (moved != images).any(axis=(1, 2, 3)).mean() > 0.95
    assert moved.sum(dtype=float) == pytest.approx(images.sum(dtype=float), rel=0.1)


def test_pens_are_thicker_and_thinner_and_the_digit_stays_where_it_is(small):
    images = small[0].images[:200]
    drawn = augmentation.augment(images, settings(stroke=0.6), np.random.default_rng(0))
    ratio = drawn.sum((1, 2, 3)) / images.sum((1, 2, 3))
    assert ratio.min() < 0.8
    assert ratio.max() > 1.2
    bright = images > 250  # thinning leaves some of every pixel that was ink
    assert (drawn[bright] > 90).all()


def _height(images):
    return (images[..., 0] > 127).any(2).sum(1)


def _width(images):
    return (images[..., 0] > 127).any(1).sum(1)


def test_narrow_digits_keep_their_height_and_lose_width(small):
    images = small[0].images
    made = augmentation.augment(images, settings(narrow=0.3), np.random.default_rng(0))
    changed = (made != images).any((1, 2, 3))
    assert changed.mean() == pytest.approx(0.3, abs=0.08)
    assert (np.abs(_height(made) - _height(images)) <= 1).all()
    share = _width(made)[changed] / _width(images)[changed]
    assert np.median(share) < 0.85
    assert share.min() > 0.4  # 0.55, and a pixel of a narrow one


def test_heavy_pens_only_add_ink(small):
    images = small[0].images
    made = augmentation.augment(images, settings(heavy=0.3), np.random.default_rng(0))
    changed = (made != images).any((1, 2, 3))
    assert changed.mean() == pytest.approx(0.3, abs=0.08)
    assert (made >= images).all()
    wider = _height(made)[changed] - _height(images)[changed]
    assert 1 < wider.mean() < 3.2  # up to 1.6 px on each side


def test_coarse_digits_lose_what_is_fine_and_stay_where_they_are(small):
    images = np.zeros((200, 28, 28, 1), np.uint8)
    images[:, 6:22, 8:20:2] = 255  # stripes that only fine pixels show
    made = augmentation.augment(images, settings(coarse=0.5), np.random.default_rng(0))
    changed = (made != images).any((1, 2, 3))
    assert changed.mean() == pytest.approx(0.5, abs=0.12)
    inside = made[changed][:, 8:20, 10:18]
    assert inside.std((1, 2)).mean() < 80  # of 127
    assert made.mean() == pytest.approx(images.mean(), rel=0.05)


def test_wear_is_for_the_asked_share_and_changes_only_how_it_looks(small):
    images = small[0].images
    worn = augmentation.augment(images, settings(wear=0.3), np.random.default_rng(0))
    changed = (worn != images).any((1, 2, 3))
    # Each of five marks comes on half of them: 1 in 32 gets none.
    assert changed.mean() == pytest.approx(0.3 * 31 / 32, abs=0.06)
    assert (worn[~changed] == images[~changed]).all()


def test_a_batch_of_one_may_stay_unworn(small):
    images = small[0].images[:1]
    for seed in range(20):
        random = np.random.default_rng(seed)
        worn = augmentation.augment(images, settings(wear=0.3), random)
        assert worn.shape == images.shape


def test_shifted_digits_are_the_same_for_everybody(small):
    images = small[1].images
    first, again = augmentation.shifted(images), augmentation.shifted(images)
    assert (first == again).all()
    assert (first != images).any((1, 2, 3)).mean() > 0.95


def test_shifts_stay_within_what_was_asked(small):
    images = small[0].images[:300]
    moved = augmentation.augment(
        images, settings(shift_px=3.0), np.random.default_rng(0)
    )

    def centres(stack):
        mass = stack[..., 0].astype(float)
        total = mass.sum((1, 2))
        return np.stack(
            [mass.sum(2) @ np.arange(28) / total, mass.sum(1) @ np.arange(28) / total]
        )

    distance = np.abs(centres(moved) - centres(images))
    assert distance.max() <= 3.05
    assert distance.max() > 2.8
    assert distance.mean() == pytest.approx(1.5, abs=0.2)


def test_optical_digits_are_framed_and_their_splits_apart():
    train, test = optdigits.load("train"), optdigits.load("test")
    assert (len(train), len(test)) == (1438, 359)
    assert not {*train.names} & {*test.names}
    assert train.images.shape == (1438, 28, 28, 1)
    mass = train.images[..., 0].astype(float)
    rows = mass.sum(2) @ np.arange(28) / mass.sum((1, 2))
    assert rows.mean() == pytest.approx(14, abs=0.1)


def test_easing_halves_the_distortions_of_the_last_epochs():
    given = settings(rotation_degrees=12.0, wear=0.2, easing=0.25)
    before = [augmentation.of_epoch(given, epoch, 8) for epoch in range(8)]
    assert [one.rotation_degrees for one in before] == [12.0] * 6 + [6.0] * 2
    assert {one.wear for one in before} == {0.2}
    assert given.rotation_degrees == 12.0
