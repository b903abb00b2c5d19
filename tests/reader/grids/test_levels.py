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


def test_a_cell_that_is_full_of_a_digit_has_no_more_noise_than_those_around():
    noise = np.random.default_rng(0).normal(20, 4, (150, 150))
    strength = noise.clip(0, 255).astype(np.uint8)
    strength[60:90, 60:90] = np.linspace(10, 90, 30).astype(np.uint8)
    ends = np.arange(0.0, 151.0, 50)
    x, y = np.meshgrid(ends, ends)
    points = np.stack([x, y], 2)
    above = np.stack([points[:-1, :-1], points[:-1, 1:]], 2)
    below = np.stack([points[1:, :-1], points[1:, 1:]], 2)
    paper, least = levels.of_cells(strength, np.stack([above, below], 2))
    noise = least - paper
    assert noise[1, 1] <= 1.1 * np.median(noise)
