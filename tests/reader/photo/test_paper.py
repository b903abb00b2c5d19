"""Ink from paper: light, shadow and colour drop out."""

import cv2
import numpy as np
import pytest

from hwdigits.reader.photo import paper

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


def on_card(colour, around=None):
    """A card with strokes on it, with noise; where they are; where the card is."""
    photo = np.full((300, 400, 3), colour if around is None else around, float)
    photo[30:] = colour
    inked = np.zeros((300, 400), np.uint8)
    for x in range(60, 360, 40):
        cv2.line(inked, (x, 140), (x + 6, 175), 1, 5)
    photo[inked > 0] = 15
    photo = np.clip(photo + RANDOM.normal(0, 4, photo.shape), 0, 255)
    card = np.zeros((300, 400), bool)
    card[60:-20, 20:-20] = cv2.dilate(inked, np.ones((9, 9)))[60:-20, 20:-20] == 0
    return photo.astype(np.uint8), inked > 0, card


def test_noise_of_a_colour_that_a_card_has_hardly_any_of_is_no_ink():
    photo, inked, card = on_card((200, 170, 25))
    ink = paper.Light(photo).ink()
    assert (ink.strength > ink.least)[inked].mean() > 0.95
    assert ink.strength[card].mean() < 9


def test_red_card_on_a_lighter_table_is_no_table():
    photo, inked, _ = on_card((180, 48, 48), around=(140, 120, 90))
    ink = paper.Light(photo).ink(by_tint=True)
    assert (ink.strength > ink.least)[inked].mean() > 0.95


def shaded(share, is_written=True):
    """A photo with a band of shade, narrower than the window in which paper is looked
    for; where strokes are on it; where it is bare."""
    page = np.full((480, 640, 3), 230.0)
    page[130:166, 60:580] *= share
    inked = np.zeros((480, 640), np.uint8)
    for x in range(100, 560, 40):
        cv2.line(inked, (x, 135), (x + 6, 160), 1, 5)
    if is_written:
        page[inked > 0] = 40
    page = np.clip(page + RANDOM.normal(0, 1.5, page.shape), 0, 255)
    bare = np.zeros_like(inked)
    bare[136:160, 80:560] = 1
    bare[cv2.dilate(inked, np.ones((9, 9))) > 0] = 0
    return page.astype(np.uint8), inked > 0, bare > 0


_GRAY = [(0.8, 0.8, 0.8), (0.6, 0.62, 0.6)]
_MARKERS = [(0.97, 0.95, 0.5), (0.95, 0.6, 0.75)]
_DEEP_MARKERS = [(0.98, 0.96, 0.05), (0.98, 0.6, 0.1), (0.4, 0.96, 0.25)]


@pytest.mark.parametrize("share", _GRAY + _MARKERS + _DEEP_MARKERS)
def test_ink_on_gray_fields_creases_and_marker_stands_out(share):
    photo, inked, bare = shaded(np.array(share))
    ink = paper.Light(photo).ink()
    is_ink = ink.strength > ink.least
    assert is_ink[inked].mean() > 0.95
    assert is_ink[bare].mean() < 0.02


def test_shade_that_nothing_is_written_on_stays_as_it_is():
    """Else a large digit in pale strokes would fade."""
    photo, _, bare = shaded(0.7, is_written=False)
    ink = paper.Light(photo).ink()
    assert (ink.strength > ink.least)[bare].mean() > 0.95


def test_the_wide_strokes_of_a_blue_pen_are_no_marker():
    """Its darker spots would be taken for ink, and the rest for paper."""
    cover = np.zeros((480, 640), np.uint8)
    cv2.ellipse(cover, (320, 240), (120, 180), 0, 0, 360, 1, 34)
    photo = np.full((480, 640, 3), 240, np.uint8)
    photo[cover > 0] = 60, 80, 165
    for x, y in ((200, 240), (440, 240), (320, 60), (320, 420)):
        cv2.circle(photo, (x, y), 7, (30, 40, 80), cv2.FILLED)
    strength = paper.Light(photo).strength
    assert np.quantile(strength[cover > 0], 0.05) > 120


def test_the_wide_strokes_of_a_rough_pencil_are_no_shade():
    """They are darker in places, and what is farther off from these is not bare."""
    cover = np.zeros((480, 640), np.uint8)
    cv2.ellipse(cover, (320, 240), (120, 180), 0, 0, 360, 1, 34)
    rough = cv2.resize(RANDOM.uniform(40, 140, (120, 160)), (640, 480))
    photo = np.where(cover > 0, rough, 220)[..., np.newaxis].repeat(3, 2)
    strength = paper.Light(photo.astype(np.uint8)).strength
    assert np.median(strength[cover > 0]) > 120


def test_where_shade_is_all_over_there_is_no_paper_between():
    """Grass and gravel are dark on light everywhere."""
    page = np.full((480, 640, 3), 220, np.uint8)
    inked = np.zeros((480, 640), np.uint8)
    for y in range(20, 460, 70):
        page[y : y + 34, 20:-20] = 150
        for x in range(40, 640, 50):
            cv2.line(inked, (x, y + 6), (x + 6, y + 28), 1, 5)
    page[inked > 0] = 40
    is_shade = (page == 150).all(2)
    assert np.median(paper.Light(page).strength[is_shade]) > 50
    page[90:] = 220  # one such band alone
    is_shade[90:] = False
    assert np.median(paper.Light(page).strength[is_shade]) < 18


def striped(share, slope, lost=lambda x, y: 1.0):
    """A photo under stripes of shadow, as of blinds; the places of some strokes."""
    y, x = np.mgrid[:480, :640].astype(float)
    inked = np.zeros((480, 640), np.uint8)
    for top in range(30, 460, 60):
        cv2.line(inked, (300, top), (310, top + 30), 1, 5)
    page = np.where(inked, 40.0, 220.0)
    page[(y + slope * x) % 60 < 28] *= share
    page = np.clip(page * lost(x, y) + RANDOM.normal(0, 1.5, page.shape), 0, 255)
    return page[..., np.newaxis].repeat(3, 2).astype(np.uint8), inked > 0


@pytest.mark.parametrize("share", [0.5, 0.7])
@pytest.mark.parametrize("slope", [0.0, 0.4, -0.8])
def test_stripes_of_shadow_are_paper_and_ink_in_them_is_ink(share, slope):
    photo, inked = striped(share, slope)
    ink = paper.Light(photo).ink()
    is_ink = ink.strength > ink.least
    assert is_ink[inked].mean() > 0.95
    is_ink[cv2.dilate(inked.view(np.uint8), np.ones((9, 9))) > 0] = False
    assert is_ink[:, 160:480].mean() < 0.01  # in the corners stripes are short


def test_stripes_that_fray_are_no_shadow():
    """Fur, grass and wood are not as even."""
    rough = cv2.resize(RANDOM.uniform(0.6, 1, (120, 160)), (640, 480))
    photo, inked = striped(0.6, 0.4, lambda x, y: rough)
    ink = paper.Light(photo).ink()
    assert (ink.strength > ink.least)[~inked].mean() > 0.2
