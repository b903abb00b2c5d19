"""Random fields over a picture, of mean 0 and about unit deviation."""

import cv2
import numpy as np

# Of the sum of two random bytes.
_MEAN, _DEVIATION = 255.0, np.sqrt(2 * (256**2 - 1) / 12)


def white(random: np.random.Generator, shape: tuple[int, ...]) -> np.ndarray:
    """Each value by itself: float32 of the shape.

    Two bytes added are near enough to a normal distribution where blur or JPEG follow,
    and take a third of its time.
    """
    count = int(np.prod(shape))
    pair = np.frombuffer(random.bytes(2 * count), np.uint8).reshape(2, *shape)
    summed = cv2.add(*(one.reshape(shape[0], -1) for one in pair), dtype=cv2.CV_32F)
    return (summed.reshape(shape) - np.float32(_MEAN)) * np.float32(1 / _DEVIATION)


def cloud(
    random: np.random.Generator,
    shape: tuple[int, int],
    cell_px: tuple[float, float],
) -> np.ndarray:
    """Smooth: float32 `[H, W]`, spots so many px high and wide."""
    height, width = shape
    few = (int(height / cell_px[0]) + 3, int(width / cell_px[1]) + 3)
    small = random.standard_normal(few, np.float32)
    return cv2.resize(small, (width, height), interpolation=cv2.INTER_CUBIC)
