"""Ink from paper: light, shadow and colour drop out."""

import cv2
import numpy as np
import pytest

from hwdigits.reader import paper

RANDOM = np.random.default_rng(3)


def stroke(page, tone=0.3):
    """The page with a stroke of ink, and where it is."""
    inked = np.zeros(page.shape[:2], bool)
    inked[80:200, 150:157] = True
    return np.where(inked[..., np.newaxis], page * tone, page), inked


LIGHTS = {
    "even": lambda x, y: 0.9 + 0 * x,
    "uneven": lambda x, y: 0.9 - 0.6 * x * y,
    "soft shadow": lambda x, y: 0.9 / (1 + np.exp(12 * (x - 0.5))) + 0.2,
    "hard shadow": lambda x, y: np.where(y > 0.45, 0.25, 0.9),
}
PAPERS = {"white": (1, 1, 1), "yellow": (1, 0.9, 0.5), "blue": (0.6, 0.75, 1)}


@pytest.mark.parametrize("light", LIGHTS)
@pytest.mark.parametrize("colour", PAPERS)
def test_ink_stands_out_on_any_paper_in_any_light(light, colour):
    y, x = np.mgrid[0:1:300j, 0:1:400j]
    page = LIGHTS[light](x, y)[..., np.newaxis] * PAPERS[colour]
    photo, inked = stroke(page)
    photo = np.clip(photo * 255 + RANDOM.normal(0, 1.5, photo.shape), 0, 255)
    ink = paper.Light(photo.astype(np.uint8)).ink()
    is_ink = ink.strength > ink.least
    assert is_ink[inked].mean() > 0.95
    far = np.ones_like(inked)
    far[70:210, 140:167] = False
    far[125:145] = False  # the shadow's own edge
    assert is_ink[far].mean() < 0.01


@pytest.mark.parametrize("colour", [(0.2, 0.3, 0.9), (0.9, 0.2, 0.2), (0.6, 0.6, 0.6)])
def test_blue_red_and_pencil_stand_out(colour):
    photo, inked = stroke(np.full((300, 400, 3), 220.0), np.array(colour))
    ink = paper.Light(photo.astype(np.uint8)).ink()
    assert (ink.strength > ink.least)[inked].mean() > 0.95


@pytest.mark.parametrize("colour", [(110, 150, 110), (90, 90, 90), (120, 160, 200)])
def test_within_red_zeros_that_are_brighter_than_the_paper_there_is_paper(colour):
    inked = np.zeros((300, 400), np.uint8)
    for x in (100, 150, 200, 250, 300):
        cv2.ellipse(inked, (x, 150), (9, 20), 0, 0, 360, 1, 5)
    photo = np.where(inked[..., np.newaxis], (200, 40, 40), colour)
    photo = np.clip(photo + RANDOM.normal(0, 1.5, photo.shape), 0, 255)
    ink = paper.Light(photo.astype(np.uint8)).ink()
    assert (ink.strength > ink.least)[inked > 0].mean() > 0.95
    assert ink.strength[140:160, 198:203].mean() < 60


@pytest.mark.parametrize("colour", [(30, 60, 50), (250, 190, 60), (130, 210, 240)])
def test_ink_lighter_than_its_paper_however_bright_that_is_may_be_a_negative(colour):
    for tone, is_lighter in ((250, True), (20, False)):
        photo = np.full((300, 400, 3), colour, float)
        for x in (100, 150, 200, 250, 300):
            cv2.ellipse(photo, (x, 150), (9, 20), 0, 0, 360, (tone,) * 3, 5)
        photo = np.clip(photo + RANDOM.normal(0, 1.5, photo.shape), 0, 255)
        assert paper.Light(photo.astype(np.uint8)).may_be_negative() == is_lighter


def test_pencil_in_black_boxes_stands_out():
    page = np.full((480, 640), 220, np.uint8)
    for y in (100, 150, 200):
        for x in range(100, 460, 40):
            cv2.rectangle(page, (x, y), (x + 40, y + 36), 25, 6)
    pencil = np.zeros_like(page)
    for x in range(120, 460, 40):
        cv2.line(pencil, (x, 160), (x, 178), 1, 3)
    page[(pencil > 0) & (page > 100)] = 185
    page = cv2.GaussianBlur(page, (0, 0), 1.0).astype(float)
    photo = np.repeat((page + RANDOM.normal(0, 1.5, page.shape))[..., np.newaxis], 3, 2)
    ink = paper.Light(np.clip(photo, 0, 255).astype(np.uint8)).ink()
    assert (ink.strength > ink.least)[pencil > 0].mean() > 0.7


@pytest.mark.parametrize("shape", [(1, 1), (1, 90), (7, 3), (41, 500)])
def test_any_size_is_taken(shape):
    photo = RANDOM.integers(0, 256, (*shape, 3)).astype(np.uint8)
    assert paper.Light(photo).strength.shape == shape


@pytest.mark.parametrize("paper_colour", [(150, 150, 145), (200, 190, 160)])
def test_the_grain_of_a_dark_brown_table_beside_the_paper_is_no_ink(paper_colour):
    photo = np.full((300, 400, 3), paper_colour, float)
    grain = 1 - 0.5 * (RANDOM.random((60, 40, 1)) > 0.8).repeat(5, 0).repeat(5, 1)
    table = np.array(paper_colour) * (0.45, 0.3, 0.15)
    photo[:, :200] = (table * grain)[:, :200]
    ink = paper.Light(photo.astype(np.uint8)).ink(by_tint=True)
    assert (ink.strength > ink.least)[:, :190].mean() < 0.001
    photo[:, :200] = (np.array(paper_colour) * 0.35 * grain)[:, :200]  # in a shadow
    ink = paper.Light(photo.astype(np.uint8)).ink(by_tint=True)
    assert (ink.strength > ink.least)[:, :190].mean() > 0.1
