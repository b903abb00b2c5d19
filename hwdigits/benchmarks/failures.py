"""Pages that were not read exactly, drawn: the answer on the left, the truth beside."""

import pathlib

import numpy as np
from PIL import Image

from hwdigits.data import pages
from hwdigits.reader import marking
from hwdigits.reader import page as page_lib


def write(out: pathlib.Path, truth: pages.Page, answer: page_lib.Page) -> None:
    """Writes a .jpg of the photo twice, each with its boxes and digits."""
    halves = [marking.drawn(truth.photo, page) for page in (answer, _as_read(truth))]
    Image.fromarray(np.hstack(halves)).save(out, quality=85)


def _digit(text, box):
    if not text.isdecimal():
        return page_lib.Digit(0, 0.0, box, True, np.full(10, 0.1))
    return page_lib.Digit(int(text), 1.0, box, False, np.eye(10)[int(text)])


def _as_read(truth):
    """The truth as a reader would have given it."""
    return page_lib.Page(
        tuple(
            page_lib.Line(
                tuple(_digit(text, box) for text, box in zip(line, boxes, strict=True))
            )
            for line, boxes in zip(truth.lines, truth.boxes, strict=True)
        )
    )
