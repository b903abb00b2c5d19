"""How strong ink looks in a cell."""

import cv2
import numpy as np

from hwdigits.reader.grids import levels


def test_within_a_red_0_on_dark_paper_there_is_paper():
    photo = np.full((400, 400, 3), 60, np.uint8)
    stroke = np.zeros((400, 400), np.uint8)
    cv2.ellipse(stroke, (200, 200), (9, 14), 0, 0, 360, 255, 4)
    photo[stroke > 0] = 160, 25, 25
    strength = levels.strength(photo, cell_px=50)
    assert strength[stroke > 0].mean() > 60
    assert np.median(strength[190:210, 196:205]) < 50
