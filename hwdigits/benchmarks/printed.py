"""Digits of OpenCV's own font, so that timing needs neither data nor TensorFlow."""

import cv2
import numpy as np

from hwdigits.data.examples import Examples

_FONT = cv2.FONT_HERSHEY_SIMPLEX
# A sheet's digits stand in cells of so many px, which is enough paper between them.
_CELL_WIDE_PX, _CELL_HIGH_PX = 44, 56
_PAPER = 235


def digits() -> Examples:
    """The ten digits in the frame, bright on 0."""
    images = np.zeros((10, 28, 28, 1), np.uint8)
    for label, image in enumerate(images):
        image[..., 0] = cv2.putText(
            *(image[..., 0].copy(), str(label), (5, 23), _FONT, 0.85, 255),
            *(2, cv2.LINE_AA),
        )
    names = np.array([f"printed/{label}" for label in range(10)])
    return Examples(images, np.arange(10), names)


def sheet(count: int, size: tuple[int, int] = (1280, 960)) -> np.ndarray:
    """A white page with so many digits in rows, uint8 `[H, W, 3]`.

    Args:
        count: at most `most`.
        size: width and height, px.
    """
    page = np.full((size[1], size[0], 3), _PAPER, np.uint8)
    across = size[0] // _CELL_WIDE_PX - 1
    for number in range(count):
        row, column = divmod(number, across)
        place = (
            (column + 1) * _CELL_WIDE_PX - _CELL_WIDE_PX // 2,
            (row + 1) * _CELL_HIGH_PX,
        )
        text = str(number * 7 % 10)
        cv2.putText(page, text, place, _FONT, 1.2, (30, 30, 30), 3, cv2.LINE_AA)
    return page


def most(size: tuple[int, int] = (1280, 960)) -> int:
    """How many digits fit on such a sheet."""
    return (size[0] // _CELL_WIDE_PX - 1) * (size[1] // _CELL_HIGH_PX - 1)
