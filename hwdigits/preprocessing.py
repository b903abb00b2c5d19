"""From a grey picture of one digit to MNIST's 28x28 frame.

MNIST's own convention (LeCun et al. 1998, section III.A): the longer side of the ink is
20 px, the ink's centre of mass lies in the middle, bright ink on 0. Measured on the
60,000 training images the centre is index 13.996 / 14.007 of 0..27.
"""

import cv2
import numpy as np

FRAME_PX = 28
INK_PX = 20
CENTRE = 14.0  # index of the centre of mass along each axis
# Pixels with less than this share of the strongest ink are not part of the digit.
_INK_THRESHOLD = 0.25


def photo(gray: np.ndarray) -> np.ndarray:
    """Crops to the ink and puts it in MNIST's frame.

    Args:
        gray: uint8 `[H, W]`, any size, dark ink on light paper or the reverse.

    Returns:
        uint8 `[28, 28]`, bright ink on 0; all 0 where there is no ink.
    """
    ink = ink_on_zero(gray)
    inked = ink > _INK_THRESHOLD * max(int(ink.max()), 1)
    if not inked.any():
        return np.zeros((FRAME_PX, FRAME_PX), np.uint8)
    rows, columns = np.flatnonzero(inked.any(1)), np.flatnonzero(inked.any(0))
    crop = ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    scale = INK_PX / max(crop.shape)
    size = [max(round(side * scale), 1) for side in crop.shape[::-1]]  # (W, H)
    method = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    return centred(cv2.resize(crop, size, interpolation=method))


def naive(gray: np.ndarray) -> np.ndarray:
    """Paper 1's way: the whole picture resized to 28x28, ink turned bright.

    Args and returns as `photo`.
    """
    small = cv2.resize(gray, (FRAME_PX, FRAME_PX), interpolation=cv2.INTER_AREA)
    return ink_on_zero(small)


def ink_on_zero(gray: np.ndarray) -> np.ndarray:
    """Makes the paper 0 and the strongest ink 255, whichever of the two was darker.

    The paper is the median of the border; ink lies on the side of it where the picture
    goes further. uint8 `[H, W]` -> uint8 `[H, W]`.
    """
    border = np.concatenate([gray[0], gray[-1], gray[:, 0], gray[:, -1]])
    paper = float(np.median(border))
    brighter = float(gray.max()) - paper
    darker = paper - float(gray.min())
    ink = (gray - paper) if brighter > darker else (paper - gray)
    strongest = max(brighter, darker)
    if strongest <= 0:
        return np.zeros_like(gray)
    return np.clip(ink * (255 / strongest), 0, 255).astype(np.uint8)


def centred(ink: np.ndarray) -> np.ndarray:
    """Moves ink into 28x28 with its centre of mass at CENTRE, to a part of a pixel.

    Args:
        ink: uint8 `[h, w]`, at most 28 px either way, bright on 0, not all 0.

    Returns:
        uint8 `[28, 28]`. Ink that would leave the frame stays at its edge instead.
    """
    height, width = ink.shape
    mass = ink.astype(np.float64)
    row = (mass.sum(1) @ np.arange(height)) / mass.sum()
    column = (mass.sum(0) @ np.arange(width)) / mass.sum()
    x = np.clip(CENTRE - column, 0, FRAME_PX - width)
    y = np.clip(CENTRE - row, 0, FRAME_PX - height)
    return cv2.warpAffine(ink, np.float32([[1, 0, x], [0, 1, y]]), (FRAME_PX, FRAME_PX))
