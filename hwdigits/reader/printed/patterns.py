"""Patterns that are printed all over the paper, as on cheques: no ink is that weak."""

import numpy as np

from hwdigits.reader.photo import paper

# In cells of so many px, of which every fourth is looked at each way: a pattern is as
# strong as so much of a cell is at most, in half of the cells; in three quarters of
# them not so much stronger, for it is even.
_CELL_PX, _STEP, _WITHIN = 40, 4, 0.95
_HALF, _MORE, _EVEN = 0.5, 0.75, 1.35
# It stands out from the paper, nearly. What is written is so many times as strong, and
# has so many px at least: else what is everywhere may be writing, or stones.
_STANDS_OUT, _STRONGER, _WRITTEN_PX = 0.9, 1.6, 500


def limit(ink: paper.Ink, is_ink: np.ndarray, lines: np.ndarray) -> int:
    """How strong ink is at most that is of such a pattern, 0..255; 0 without any.

    Args:
        ink: of the page.
        is_ink: uint8 `[H, W]`, 255 where there is ink of no printed line.
        lines: uint8 `[H, W]`, 0 beside printed lines.
    """
    weak = np.where(lines[::_STEP, ::_STEP] > 0, 0, ink.strength[::_STEP, ::_STEP])
    cells = paper.cells(weak, _CELL_PX // _STEP, every=1)
    if not cells.size:
        return 0
    place = int(_WITHIN * cells.shape[2])
    reached = np.partition(cells, place)[..., place]
    half, more = np.quantile(reached, (_HALF, _MORE))
    stands_out = half > _STANDS_OUT * np.median(ink.least[::_STEP, ::_STEP])
    if not stands_out or more > _EVEN * half:
        return 0
    most = min(int(_STRONGER * half), 255)
    written = np.count_nonzero(ink.strength[is_ink > 0] > most)
    return most if written >= _WRITTEN_PX else 0
