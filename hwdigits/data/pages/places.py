"""Where photos are taken that are no copies: under blinds, of a screen, on gravel.

Light that comes through blinds or a window, the waves that a camera makes of a screen's
dots, and what else lies where the sheet does: more of it looks like ink than ink does.
"""

import cv2
import numpy as np

from hwdigits.data.pages import noise

_PLACES = ("blinds", "window", "screen", "things")
# px, of what crosses the sheet; and how much light is lost there.
_STRIPE_PX, _LOST, _SOFT_PX = (60, 260), (0.25, 0.65), (1.5, 9)
_PANE_PX, _BAR_PX = (190, 420), (20, 80)
_DOT_PX, _WAVE_PX, _WAVE = (2.2, 5), (50, 150), (0.03, 0.1)
_THING_PX, _THINGS = (14, 60), (0.05, 0.75)  # of stones and leaves; of light


def choose(random: np.random.Generator) -> str:
    """One of the places; in the last a sheet lies among things."""
    return str(random.choice(_PLACES))


def light(random: np.random.Generator, place: str, sheet: np.ndarray) -> None:
    """Lights a sheet, float32 `[H, W, 3]`, in place, as it is lit there."""
    if place in _LIGHTS:
        sheet *= _LIGHTS[place](random, *sheet.shape[:2])[..., np.newaxis]


def things(random: np.random.Generator, size: tuple[int, int]) -> np.ndarray:
    """Stones or leaves, float32 `[H, W, 3]`, 0..1; size is width and height."""
    wide, high = size
    side = random.uniform(*_THING_PX)
    long = side * random.uniform(1, 4)
    x, y = random.uniform(0, wide, 4000), random.uniform(0, high, 4000)
    surface = np.zeros((high, wide), np.float32)
    for at in zip(x.tolist(), y.tolist(), strict=True):
        axes = side * random.uniform(0.3, 0.7), long * random.uniform(0.3, 0.7)
        thing = at, axes, random.uniform(0, 180)
        cv2.ellipse(surface, thing, random.uniform(*_THINGS), -1, cv2.LINE_AA)
    surface *= 1 + 0.15 * noise.cloud(random, (high, wide), (4, 4))
    colour = np.float32(1 - random.uniform(0, 0.4, 3))
    return np.clip(surface[..., np.newaxis] * colour, 0.01, 1)


def _blinds(random, high, wide):
    """Stripes of shadow, as wide as what is between them, more or less."""
    across = _across(random, high, wide) / random.uniform(*_STRIPE_PX)
    wave = np.sin(2 * np.pi * across) + random.uniform(-0.4, 0.4)
    shadow = 1 / (1 + np.exp(-random.uniform(4, 20) * wave))
    return 1 - np.float32(random.uniform(*_LOST)) * shadow.astype(np.float32)


def _window(random, high, wide):
    """Four panes of light."""
    panes = np.zeros((high, wide), np.float32)
    pane, bar = random.uniform(*_PANE_PX, 2), random.uniform(*_BAR_PX)
    corner = random.uniform(0, 0.3, 2) * (wide, high)
    turn = np.radians(random.uniform(-25, 25))
    turned = np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])
    unit = np.array([(0, 0), (1, 0), (1, 1), (0, 1)])
    for place in unit:
        corners = (place * (pane + bar) + unit * pane) @ turned + corner
        cv2.fillPoly(panes, [np.rint(corners).astype(np.int32)], 1.0, cv2.LINE_AA)
    panes = cv2.GaussianBlur(panes, (0, 0), random.uniform(*_SOFT_PX))
    return 1 - np.float32(random.uniform(*_LOST)) * (1 - panes)


def _screen(random, high, wide):
    """Rows and columns of dots, and the waves that they make with the sensor's."""
    dot = random.uniform(*_DOT_PX)
    dots = np.ones((high, wide), np.float32)
    dots *= 1 - 0.1 * np.sin(2 * np.pi / dot * np.arange(wide, dtype=np.float32))
    column = np.arange(high, dtype=np.float32)[:, np.newaxis]
    dots *= 1 - 0.1 * np.sin(2 * np.pi / dot * column)
    waves = np.sin(2 * np.pi * _across(random, high, wide) / random.uniform(*_WAVE_PX))
    return dots * (1 - np.float32(random.uniform(*_WAVE)) * waves.astype(np.float32))


def _across(random, high, wide):
    """How far each px is along a direction, px."""
    angle = random.uniform(0, np.pi)
    y, x = np.mgrid[:high, :wide]
    return np.cos(angle) * x + np.sin(angle) * y


_LIGHTS = {"blinds": _blinds, "window": _window, "screen": _screen}
