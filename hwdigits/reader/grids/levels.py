"""How strong the paper of each cell looks, and from where on it is ink."""

import cv2
import numpy as np

# So many points across a cell and down are looked at, its rim left out.
_POINTS, _INSET = 16, 0.17
# Of these points, paper is what these shares do not exceed: a bold digit covers a
# third of its cell.
_PALE, _PAPER = 0.05, 0.4
# Ink is stronger than paper by so many deviations of its noise, and by that much.
_OVER_NOISE, _LEAST = 3.5, 9
_NORMAL = 1.4  # deviations between these two shares, where noise is normal
# Paper is looked for on a copy where a cell has so many px, in a window that no stroke
# of a digit fills; it is broader than a stroke. What is added before the division keeps
# noise in the dark small.
_CELL_PX, _WINDOW_PX, _BROADER_PX, _DARKEST = 16, 11, 3, 6


def strength(photo: np.ndarray, cell_px: float) -> np.ndarray:
    """How strong the ink is on paper lit as it is within a cell, uint8 `[H, W]`.

    Shadows are followed more closely than on a page without a grid, where a digit may
    be of any size.

    Args:
        photo: uint8 `[H, W, 3]`, RGB.
        cell_px: the shorter side of a cell.
    """
    height, width = photo.shape[:2]
    shrink = min(1, _CELL_PX / cell_px)
    size = max(1, round(width * shrink)), max(1, round(height * shrink))
    small = cv2.resize(photo, size, interpolation=cv2.INTER_AREA)
    # Red ink on gray paper is brighter than it, in red: that is no paper.
    small = cv2.morphologyEx(
        small, cv2.MORPH_OPEN, np.ones((_BROADER_PX,) * 2, np.uint8)
    )
    paper = cv2.morphologyEx(
        small, cv2.MORPH_CLOSE, np.ones((_WINDOW_PX, _WINDOW_PX), np.uint8)
    )
    paper = cv2.resize(cv2.blur(paper, (3, 3)), (width, height))
    lifted = (_DARKEST,) * 3
    share = cv2.divide(cv2.add(photo, lifted), cv2.add(paper, lifted), scale=250)
    red, green, blue = cv2.split(share)
    darkest = cv2.min(cv2.min(red, green), blue)
    return cv2.subtract(255, cv2.GaussianBlur(darkest, (3, 3), 0))


def of_cells(strength: np.ndarray, cells: np.ndarray):
    """(paper, least ink), two float32 `[rows, columns]`, 0..255, of each cell.

    Args:
        strength: of the ink, uint8 `[H, W]`.
        cells: float `[rows, columns, 2, 2, 2]`, their corners, px of it.
    """
    share = np.linspace(_INSET, 1 - _INSET, _POINTS)
    ends = np.stack([1 - share, share], 1)  # [points, 2]
    points = np.einsum("ya,xb,rcabn->rcyxn", ends, ends, cells, optimize=True)
    rows, columns = points.shape[:2]
    flat = points.reshape(rows * columns, -1, 2).astype(np.float32)
    values = cv2.remap(strength, flat, None, cv2.INTER_LINEAR)
    places = [int(share * _POINTS**2) for share in (_PALE, _PAPER)]
    values = np.partition(values.reshape(rows, columns, -1), places, axis=2)
    pale, paper = (values[..., place].astype(np.float32) for place in places)
    # A pale digit that fills its cell is no noise: the cells around have less.
    noise = np.minimum(paper - pale, _around(paper - pale)) / _NORMAL
    return paper, np.minimum(paper + _OVER_NOISE * noise + _LEAST, 254)


def _around(values):
    """Of each cell, the median of it and the eight cells around."""
    padded = np.pad(values, 1, mode="edge")
    near = np.lib.stride_tricks.sliding_window_view(padded, (3, 3))
    return np.median(near, axis=(2, 3)).astype(np.float32)


def spread(values: np.ndarray, cells: np.ndarray, around: np.ndarray):
    """A picture like `around` where each cell has its value, uint8 `[H, W]`."""
    picture = around.copy()
    for row, column in np.ndindex(values.shape):
        (a, b), (d, c) = cells[row, column]
        corners = np.rint(np.stack([a, b, c, d]) * 16).astype(np.int32)
        value = float(values[row, column])
        cv2.fillConvexPoly(picture, corners, round(value), shift=4)
    return picture
