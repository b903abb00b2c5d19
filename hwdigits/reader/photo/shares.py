"""What share of the paper's light each pixel gives back, in its darkest channel.

Ink of any colour stands out in the channel where it is darkest.
"""

import cv2
import numpy as np

# Bare paper; noise makes some of it brighter.
PAPER = 200
# Added to both sides of the division: in what is nearly black, the sensor's noise must
# not look like ink.
BLACK = 12


def of(photo: np.ndarray, paper: np.ndarray) -> np.ndarray:
    """uint8 `[H, W]`, PAPER where a pixel is as the paper there.

    Args:
        photo, paper: uint8 `[H, W, 3]`.
    """
    lifted = (BLACK,) * 3
    share = cv2.divide(cv2.add(photo, lifted), cv2.add(paper, lifted), scale=PAPER)
    red, green, blue = cv2.split(share)
    return cv2.min(cv2.min(red, green), blue)


def brightest(picture: np.ndarray) -> np.ndarray:
    """uint8 `[H, W]`: of each pixel of uint8 `[H, W, 3]` what it has of most."""
    red, green, blue = cv2.split(picture)
    return cv2.max(cv2.max(red, green), blue)
