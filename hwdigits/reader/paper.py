"""The light of the paper taken away: a photo becomes a map of its ink.

Each colour channel is divided by what the bare paper there would look like, so that
uneven light, soft and hard shadows and the paper's own colour drop out, and ink of any
colour stands out in the channel where it is darkest.
"""

import dataclasses

import cv2
import numpy as np

# The paper is looked at on a picture with a longer side of so many px; what is darker
# than its surroundings and narrower than the window is taken for ink. A pen stroke is
# 0.3 to 3 % of a page's side; a window of 6 % also covers a digit that fills a picture.
_LOOK_PX, _WINDOW_PX = 320, 21
# Added to both sides of the division: in what is nearly black, the sensor's noise must
# not look like ink.
_DARKEST = 12
# The paper's texture and noise are measured in cells of so many px: in each, what lies
# between its median and this quantile; of what is normal, 0.75 are 2/3 of a deviation.
_TEXTURE_PX, _QUANTILE, _OVER_NOISE = 40, 0.75, 4.5
_LEAST = 18  # strength under which nothing is ink, 7 % darker than the paper


@dataclasses.dataclass(frozen=True)
class Ink:
    """What stands out from the paper.

    Attributes:
        strength: uint8 `[H, W]`, 0 (paper) to 255 (black on white).
        least: uint8 `[H, W]`, strength above which a pixel can be ink: over the noise
            of the paper around it.
    """

    strength: np.ndarray
    least: np.ndarray


def ink(photo: np.ndarray) -> Ink:
    """Separates ink from paper.

    Args:
        photo: uint8 `[H, W, 3]`, RGB, dark ink on lighter paper.
    """
    height, width = photo.shape[:2]
    strength = _darker_than_paper(photo)
    strength = cv2.GaussianBlur(strength, (3, 3), 0)
    least = _noise_limit(strength)
    return Ink(strength, cv2.resize(least, (width, height)))


def _small_size(photo):
    height, width = photo.shape[:2]
    shrink = min(1.0, _LOOK_PX / max(height, width))
    return max(1, round(width * shrink)), max(1, round(height * shrink))


def _darker_than_paper(photo):
    """uint8 [H, W]: 255 where a channel is black on bright paper, 0 on the paper."""
    small = cv2.resize(photo, _small_size(photo), interpolation=cv2.INTER_AREA)
    if min(small.shape[:2]) >= 3:
        small = cv2.medianBlur(small, 3)
    window = np.ones((_WINDOW_PX, _WINDOW_PX), np.uint8)
    paper = cv2.morphologyEx(small, cv2.MORPH_CLOSE, window)
    paper = cv2.blur(paper, (3, 3))
    paper = cv2.resize(paper, photo.shape[1::-1], interpolation=cv2.INTER_LINEAR)
    lifted = (_DARKEST,) * 3
    share = cv2.divide(cv2.add(photo, lifted), cv2.add(paper, lifted), scale=255)
    red, green, blue = cv2.split(share)
    return cv2.bitwise_not(cv2.min(cv2.min(red, green), blue))


def without(found: Ink, ruled: np.ndarray) -> Ink:
    """The same with the noise of the paper between its printed lines.

    Args:
        ruled: uint8 `[H, W]`, 255 where there are lines.
    """
    height, width = ruled.shape
    least = _noise_limit(found.strength, ruled)
    return Ink(found.strength, cv2.resize(least, (width, height)))


def _noise_limit(strength, ruled=None):
    """uint8, small: how strong the paper's texture and noise get around each place."""
    height, width = strength.shape
    side = min(_TEXTURE_PX, height, width)
    cells = _cells(strength, side)
    count = np.full(cells.shape[:2], cells.shape[-1])
    if ruled is not None:
        covered = _cells(ruled, side) > 0
        count -= covered.sum(-1)
        cells = np.where(covered, 255, cells)  # behind all others
    ordered = np.sort(cells, axis=-1)
    middle, upper = (
        np.take_along_axis(ordered, (share * count).astype(int)[..., np.newaxis], -1)
        .astype(np.float32)
        .squeeze(-1)
        for share in (0.5, _QUANTILE)
    )
    limit = middle + _OVER_NOISE * (upper - middle + 1)
    # Rough paper is large; what fills a few cells only is ink.
    limit = cv2.morphologyEx(limit, cv2.MORPH_OPEN, np.ones((3, 3), np.uint8))
    return np.clip(limit, _LEAST, 255).astype(np.uint8)


def _cells(picture, side):
    """[rows, columns, pixels]: every second pixel of cells of that side."""
    height, width = picture.shape
    rows, columns = height // side, width // side
    cells = picture[: rows * side, : columns * side]
    cells = cells.reshape(rows, side, columns, side)[:, ::2, :, ::2].swapaxes(1, 2)
    return cells.reshape(rows, columns, -1)
