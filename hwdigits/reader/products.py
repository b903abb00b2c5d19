"""Large products of matrices, in the thread that asks for them.

NumPy parts them among threads of its own, which then wait busily for more: each such
product cost 20 ms of another core, for a twentieth of a ms won.
"""

import cv2
import numpy as np

_LARGE = 1 << 17  # multiplications; NumPy takes threads from 2 to the 18th on


def product(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """one @ other, of two matrices of the same floats."""
    if one.size * other.shape[1] < _LARGE:
        return one @ other
    return cv2.gemm(one, other, 1, None, 0)
