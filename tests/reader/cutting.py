"""Pictures as people cut them out of a page."""

import numpy as np


def cut_out(photo: np.ndarray, margin_px: int = 0) -> np.ndarray:
    """What lies around the dark px of a photo, uint8 `[H, W, 3]`."""
    y, x = np.nonzero(photo[..., 0] < 150)
    top, left = max(y.min() - margin_px, 0), max(x.min() - margin_px, 0)
    return photo[top : y.max() + 1 + margin_px, left : x.max() + 1 + margin_px].copy()
