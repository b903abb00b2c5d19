"""Folds, streaks and rests of lines that run through a whole tile."""

import numpy as np

from hwdigits.reader.grids import removal
from hwdigits.reader.grids.tiles import Tiles
from hwdigits.reader.photo import paper

# What all but this share of a tile's row or column exceed is ink from side to side:
# no digit is as long as that, with the tile's margins. With 0.3, strokes of blurred
# printed digits were lost in 4 of 8,910 cells.
_SHARE = 0.2


def without(is_ink: np.ndarray, ink: paper.Ink, tiles: Tiles) -> np.ndarray:
    """Ink that is no part of what runs through a tile from side to side.

    As on a grid's line, ink that is so much stronger is left: it is a digit's.

    Args:
        is_ink: uint8 `[H, W]`, 255 where there is ink, on the sheet of tiles.
        ink: of the sheet.
        tiles: where they are.
    """
    left = is_ink.copy()
    for axis, where in tiles.strips():
        strength = ink.strength[where]
        place = int(_SHARE * strength.shape[axis])
        # NumPy parts 32 bits five times as fast as 8.
        own = np.partition(strength.astype(np.int32), place, axis).take(place, axis)
        # All of a strip across is one tile, of one least strength.
        is_fold = own > ink.least[where].take(place, axis)
        limit = np.where(is_fold, removal.strongest(own), 0)
        left[where][strength < np.expand_dims(limit, axis)] = 0
    return left
