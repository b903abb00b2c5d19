"""Whatever a picture shows, the answer is a page or one clear refusal."""

import cv2
import numpy as np
import pytest

from hwdigits.reader.photo import pictures


def lines_and_boxes(random):
    """A sheet of any size and grey, with strokes and boxes anywhere."""
    height, width = random.integers(8, 500, 2)
    sheet = np.full((height, width, 3), random.integers(0, 256), np.uint8)
    for _ in range(random.integers(0, 30)):
        start, end = random.integers(0, [width, height], (2, 2)).tolist()
        draw = cv2.line if random.random() < 0.5 else cv2.rectangle
        colour = random.integers(0, 256, 3).tolist()
        draw(sheet, start, end, colour, int(random.integers(1, 5)))
    return sheet


def empty_grid(random):
    """Of any number of cells, some too small for any digit."""
    sheet = np.full((480, 640, 3), 235, np.uint8)
    rows, columns = random.integers(1, 12, 2).tolist()
    high, wide = random.integers(8, 60, 2).tolist()
    for row in range(rows + 1):
        y = 20 + row * high
        cv2.line(sheet, (20, y), (20 + columns * wide, y), (90,) * 3, 2)
    for column in range(columns + 1):
        x = 20 + column * wide
        cv2.line(sheet, (x, 20), (x, 20 + rows * high), (90,) * 3, 2)
    return sheet


@pytest.mark.parametrize("layout", ["auto", "grid"])
@pytest.mark.parametrize("draw", [lines_and_boxes, empty_grid])
def test_it_ends_with_a_page_or_a_refusal(reader, draw, layout):
    random = np.random.default_rng(1)
    for _ in range(25):
        try:
            page = reader.read(draw(random), layout=layout)
        except pictures.Unreadable:
            assert layout == "grid"
        else:
            assert all(0 <= digit.confidence <= 1 for digit in page.digits)
