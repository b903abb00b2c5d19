"""Photos and images as arrays, and those that are none of these refused."""

import os
import pathlib

import numpy as np

from hwdigits.reader.photo import pictures
from hwdigits.reader.photo.sheets import Sheet
from hwdigits.refusal import Refusal


def sheet(photo: str | os.PathLike | np.ndarray) -> Sheet:
    """A photo, decoded where it is a file."""
    if isinstance(photo, np.ndarray):
        return Sheet(_rgb(photo))
    return Sheet(*pictures.photo(pathlib.Path(photo)))


def _rgb(photo):
    """uint8 [H, W], [H, W, 1] or [H, W, 3] -> [H, W, 3]."""
    of_three = photo.ndim == 2 or (photo.ndim == 3 and photo.shape[2] in (1, 3))
    if photo.dtype != np.uint8 or not of_three or not photo.size:
        raise Refusal(
            "a photo must be uint8 of the shape [H, W], [H, W, 1] or [H, W, 3], RGB. "
            f"Received: {photo.dtype} of the shape {list(photo.shape)}"
        )
    if photo.shape[2:] != (3,):
        photo = np.repeat(photo.reshape(*photo.shape[:2], 1), 3, 2)
    return np.ascontiguousarray(photo)


def gray(image: np.ndarray) -> np.ndarray:
    """uint8 `[H, W]` or `[H, W, 1]` as `[H, W]`."""
    image = np.asarray(image)
    flat = image.reshape(image.shape[:2]) if image.shape[2:] == (1,) else image
    if flat.dtype != np.uint8 or flat.ndim != 2 or not flat.size:
        raise Refusal(
            "an image must be uint8 of the shape [H, W] or [H, W, 1]. "
            f"Received: {image.dtype} of the shape {list(image.shape)}"
        )
    return flat
