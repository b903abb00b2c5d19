"""A photo to a page: the stages in order, and the digit model in between."""

import pathlib
import re

import cv2
import numpy as np

from hwdigits.reader import crops, decoding, lattice, paper, pictures, rows
from hwdigits.reader import marks as marks_lib
from hwdigits.reader import model as model_lib
from hwdigits.reader.page import Digit, Line, Page
from hwdigits.refusal import Refusal

_DEFAULT = pathlib.Path(__file__).parents[1] / "weights" / "reader.tflite"
# Photos are worked on with a longer side of at most so many px: a digit that is 1.5 %
# of it still has the 20 px of the frame.
_WORK_PX = 1280
# Smaller marks, px, are specks; less than half of what the frame resolves.
_LEAST_PX = 6
_REJECTED = 0.5  # confidence under which a digit is rejected, if the model does not say


class Reader:
    """Reads handwritten digits from photos, without TensorFlow."""

    def __init__(self, model=None, threads: int = 1):
        self.model = model_lib.Model(model or _DEFAULT, threads)

    def read(self, photo, expect=None, pattern=None) -> Page:
        photo = pictures.photo(pathlib.Path(photo))
        scale = max(1.0, max(photo.shape[:2]) / _WORK_PX)
        if scale > 1:
            size = [round(side / scale) for side in photo.shape[1::-1]]
            photo = cv2.resize(photo, size, interpolation=cv2.INTER_AREA)
        ink = paper.ink(photo)
        is_ink = (ink.strength > ink.least).astype(np.uint8) * 255
        marks = marks_lib.find(ink, is_ink, _LEAST_PX)
        found = rows.find(marks)
        lattices = [lattice.of(row, marks) for row in found]
        everything = [one for some in lattices for one in some.candidates]
        if not everything:
            return Page(())
        digits = np.stack(
            [crops.framed(lattice.picture(one, marks, ink)) for one in everything]
        )
        probabilities = self.predict_digits(digits)
        lines, start = [], 0
        for some in lattices:
            end = start + len(some.candidates)
            lines.append(
                self._line(some, probabilities[start:end], scale, expect, pattern)
            )
            start = end
        return Page(tuple(line for line in lines if line.digits))

    def predict_digits(self, digits):
        return self.model.predict_digits(digits[..., np.newaxis])

    def _line(self, some, probabilities, scale, expect, pattern):
        edges = some.edges(probabilities.max(1))
        path = decoding.best_path(some.nodes, edges, expect)
        return Line(
            tuple(
                _digit(some.candidates[place], probabilities[place], scale)
                for place in path
            )
        )


def _digit(candidate, probabilities, scale):
    x0, y0, x1, y1 = (round(side * scale) for side in candidate.box)
    confidence = float(probabilities.max())
    return Digit(
        int(probabilities.argmax()),
        confidence,
        (x0, y0, x1 - x0, y1 - y0),
        confidence < _REJECTED,
        probabilities,
    )
