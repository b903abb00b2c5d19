"""Photos and images as arrays, and those that are none of these refused."""

import os
import pathlib

import cv2
import numpy as np

from hwdigits.reader import pictures
from hwdigits.refusal import Refusal


def sheet(photo: str | os.PathLike | np.ndarray) -> tuple[np.ndarray, int]:
    """A photo as (uint8 `[H, W, 3]`, RGB; the width of the photo itself, px)."""
    if isinstance(photo, np.ndarray):
        pixels = _rgb(photo)
        return pixels, pixels.shape[1]
    return pictures.photo(pathlib.Path(photo))


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


def at_most(sheet: np.ndarray, longer_px: int) -> np.ndarray:
    """The sheet `[H, W, 3]`, made smaller where its longer side has more px."""
    times = max(sheet.shape) // longer_px
    if times > 1:  # by whole numbers an average takes a tenth of the time
        height, width = (max(1, side // times) for side in sheet.shape[:2])
        sheet = sheet[: height * times, : width * times]
        sheet = cv2.resize(sheet, (width, height), interpolation=cv2.INTER_AREA)
    shrink = longer_px / max(sheet.shape)
    if shrink >= 1:
        return sheet
    size = [max(1, round(side * shrink)) for side in sheet.shape[1::-1]]
    return cv2.resize(sheet, size, interpolation=cv2.INTER_LINEAR)
