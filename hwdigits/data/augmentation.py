"""Distortions of training images, each a function of (seed, epoch, batch).

Two kinds: what other hands and pens do to a digit (turned, slanted, bent, thicker), for
every image; and what paper, light and an imperfect crop do to its picture (faint or
patchy ink, blur, noise, a part cut off), for a share of them.

OpenCV and NumPy on the CPU: 37 us an image with everything on (n = 2,560, one core).
Whatever backend trains sees the same images.
"""

import cv2
import ml_collections
import numpy as np

_SIDE_PX = 28
_CENTRE = 13.5  # of the pixel grid 0..27
# A bent digit follows a field given at so many points a side, smooth between them.
_KNOTS = 5
# The marks of paper and light, by eye on digits framed from phone photos: the least of
# patchy and of faint ink, the largest deviation of noise, the most pixels cut off.
_PATCHY, _FAINT, _NOISE, _CUT_PX = 0.4, 0.5, 0.12, 4

# How narrow some hands are: digits of a third of their height stand in photos of forms,
# which a network that had seen MNIST alone took for 1s. And how much thicker a marker's
# strokes are on each side, px, where small digits are written with it.
_NARROWEST, _HEAVIEST_PX = 0.55, 1.6
# Digits of a page that is far away, as px of the frame's 28: 11 is 8 of its 20.
_COARSE_PX = (10, 20)

# The settings that an easing halves: how far, not how many.
_AMOUNTS = (
    *("rotation_degrees", "shear_degrees", "zoom", "shift_px"),
    *("bend_px", "stroke"),
)
# What `shifted` does: the same for every network, more than any of them learnt from.
_SHIFT = {
    "rotation_degrees": 15.0,
    "shear_degrees": 15.0,
    "zoom": 0.15,
    "shift_px": 2.0,
    "bend_px": 1.0,
    "stroke": 0.7,
    "narrow": 0.0,
    "heavy": 0.0,
    "coarse": 0.0,
    "wear": 0.5,
}


def shifted(images: np.ndarray, seed: int = 0) -> np.ndarray:
    """Images as other hands, pens and cameras would have made them, to score on.

    Args:
        images: uint8 `[N, 28, 28, 1]`.
        seed: of the distortions.

    Returns:
        uint8 `[N, 28, 28, 1]`.
    """
    random = np.random.default_rng(seed)
    return augment(images, ml_collections.ConfigDict(_SHIFT), random)


def is_on(settings) -> bool:
    """Whether `config.augmentation` changes any image."""
    amounts = {name: value for name, value in settings.items() if name != "easing"}
    return any(value > 0 for value in amounts.values())


def of_epoch(settings, epoch: int, epochs: int):
    """The settings of one epoch: in the last ones images are distorted half as much.

    Strong distortions teach other people's hands; the digits as they are written are
    learnt best from milder ones, and last.

    Args:
        settings: `config.augmentation`; `easing` is the share of such epochs.
        epoch: from 0.
        epochs: of the stage.
    """
    if epoch < epochs - round(settings.easing * epochs):
        return settings
    eased = settings.copy_and_resolve_references()
    for name in _AMOUNTS:
        eased[name] = settings[name] / 2
    return eased


def augment(images: np.ndarray, settings, random: np.random.Generator) -> np.ndarray:
    """Distorts every image by its own random amounts.

    Args:
        images: uint8 `[B, 28, 28, 1]`.
        settings: `config.augmentation`; amounts are uniform between minus and plus it.
        random: the batch's own generator.

    Returns:
        uint8 `[B, 28, 28, 1]`; what comes in from outside is 0.
    """
    moved = _moved(images[..., 0], settings, random)  # [B, 28, 28]
    if settings.stroke > 0:
        moved = _with_other_pens(moved, settings.stroke, random)
    if settings.heavy > 0:
        heavy = np.flatnonzero(random.random(len(moved)) < settings.heavy)
        moved[heavy] = _heavier(moved[heavy], random)
    if settings.coarse > 0:
        coarse = np.flatnonzero(random.random(len(moved)) < settings.coarse)
        moved[coarse] = _coarser(moved[coarse], random)
    if settings.wear > 0:
        worn = np.flatnonzero(random.random(len(moved)) < settings.wear)
        moved[worn] = _worn(moved[worn], random)
    return moved[..., np.newaxis]


def _moved(images, settings, random):
    """Turned, slanted, zoomed, shifted and bent: uint8 [B, 28, 28]."""
    source = _positions(len(images), settings, random)
    moved = np.empty_like(images)
    for image, at, out in zip(images, source, moved, strict=True):
        cv2.remap(image, at, None, cv2.INTER_LINEAR, dst=out)
    return moved


def _positions(count, settings, random):
    """Where each pixel comes from, float32 [B, 28, 28, 2], x before y."""
    linear, shift = _affine(count, settings, random)  # [B, 2, 2], [B, 2]
    if settings.narrow > 0:
        linear[:, :, 0] *= _narrowing(count, settings.narrow, random)
    index = np.arange(_SIDE_PX, dtype=np.float32) - _CENTRE
    along, down = linear[:, :, 0], linear[:, :, 1]
    positions = (
        along[:, np.newaxis, np.newaxis] * index[:, np.newaxis]
        + down[:, np.newaxis, np.newaxis] * index[:, np.newaxis, np.newaxis]
    )  # [B, 28, 28, 2]
    positions += shift[:, np.newaxis, np.newaxis]
    if settings.bend_px > 0:
        field = _smooth(random.normal(0, settings.bend_px, (2, count, _KNOTS, _KNOTS)))
        positions += np.moveaxis(field, 0, -1)
    return positions


def _affine(count, settings, random):
    """(zoom, shear and rotation as matrices, where the centre comes from)."""
    amounts = random.uniform(-1, 1, (6, count)).astype(np.float32)
    angle = np.deg2rad(settings.rotation_degrees) * amounts[0]
    slant = np.tan(np.deg2rad(settings.shear_degrees) * amounts[1])
    zoom_x, zoom_y = 1 + settings.zoom * amounts[2:4]
    shift = settings.shift_px * amounts[4:6]
    cos, sin = np.cos(angle), np.sin(angle)
    # rotation @ shear @ zoom
    linear = [
        [cos * zoom_x, (cos * slant - sin) * zoom_y],
        [sin * zoom_x, (sin * slant + cos) * zoom_y],
    ]
    return np.moveaxis(np.array(linear, np.float32), 2, 0), shift.T + _CENTRE


def _narrowing(count, share, random):
    """How many times as far apart a narrower digit's columns come from, [B, 1]."""
    narrow = random.random((count, 1)) < share
    widths = random.uniform(_NARROWEST, 1, (count, 1))
    return np.where(narrow, 1 / widths, 1).astype(np.float32)


def _smooth(knots):
    """[..., knots, knots] -> float32 [..., 28, 28], cubic between them."""
    return _SPREAD @ knots.astype(np.float32) @ _SPREAD.T


# [28, knots]: each column is what OpenCV's cubic enlargement makes of one knot.
_SPREAD = cv2.resize(
    np.eye(_KNOTS, dtype=np.float32), (_KNOTS, _SIDE_PX), interpolation=cv2.INTER_CUBIC
)


def _with_other_pens(images, most, random):
    """Strokes up to `most` of a pixel thicker or thinner on each side."""
    padded = np.pad(images, ((0, 0), (1, 1), (1, 1)))
    near = [
        *(images, padded[:, :-2, 1:-1], padded[:, 2:, 1:-1]),
        *(padded[:, 1:-1, :-2], padded[:, 1:-1, 2:]),
    ]
    amounts = random.uniform(-most, most, len(images)).astype(np.float32)
    thicker = amounts[:, np.newaxis, np.newaxis] > 0
    other = np.where(thicker, np.maximum.reduce(near), np.minimum.reduce(near))
    share = np.abs(amounts)[:, np.newaxis, np.newaxis]
    return _to_bytes(images + share * (other.astype(np.float32) - images))


def _heavier(images, random):
    """Strokes thicker by up to _HEAVIEST_PX on each side, loops closed by that too."""
    heavier = np.empty_like(images)
    for image, out, px in zip(
        images, heavier, random.uniform(0, _HEAVIEST_PX, len(images)), strict=True
    ):
        whole = cv2.dilate(image, _CROSS, iterations=int(px))
        more = cv2.dilate(whole, _CROSS)
        cv2.addWeighted(whole, 1 - px % 1, more, px % 1, 0, dst=out)
    return heavier


_CROSS = cv2.getStructuringElement(cv2.MORPH_CROSS, (3, 3))


def _coarser(images, random):
    """As they look when so few pixels are enlarged to the frame."""
    coarser = np.empty_like(images)
    for image, out, px in zip(
        images, coarser, random.integers(*_COARSE_PX, len(images)), strict=True
    ):
        few = cv2.resize(image, (px, px), interpolation=cv2.INTER_AREA)
        cv2.resize(few, image.shape, dst=out, interpolation=cv2.INTER_CUBIC)
    return coarser


def _worn(images, random):
    """Each mark of paper, light and crop on about half of the images."""
    count = len(images)

    def amounts(most):
        drawn = random.uniform(0, most, count) * (random.random(count) < 0.5)
        return drawn.astype(np.float32)[:, np.newaxis, np.newaxis]

    ink = images.astype(np.float32)
    blur = amounts(0.8)
    ink += blur * (_blurred(ink) - ink)
    patches = random.uniform(0, 1, (count, _KNOTS, _KNOTS))
    ink *= 1 - amounts(1 - _PATCHY) * np.clip(_smooth(patches), 0, 1)
    ink *= 1 - amounts(1 - _FAINT)
    ink += 255 * amounts(_NOISE) * random.standard_normal(ink.shape, np.float32)
    return _cut(_to_bytes(ink), amounts(_CUT_PX)[:, 0, 0], random)


def _blurred(images):
    """Each pixel the mean of its 3x3."""
    blurred = np.empty_like(images)
    for image, out in zip(images, blurred, strict=True):
        cv2.blur(image, (3, 3), dst=out)
    return blurred


def _cut(images, px, random):
    """Takes some of MNIST's 20 px away from one of the four sides."""
    for image, rows, side in zip(
        images, np.rint(px).astype(int), random.integers(4, size=len(px)), strict=True
    ):
        turned = np.rot90(image, side)  # a view: the image itself is cut
        turned[: 4 + rows if rows else 0] = 0
    return images


def _to_bytes(values):
    return np.rint(np.clip(values, 0, 255)).astype(np.uint8)
