"""Wood, cloth and stone: tables under a sheet, and surfaces without any digit."""

import cv2
import numpy as np

_COLOURS = {
    "wood": ((0.62, 0.43, 0.26), (0.40, 0.25, 0.14), (0.80, 0.66, 0.46)),
    "cloth": ((0.72, 0.70, 0.66), (0.35, 0.42, 0.55), (0.62, 0.30, 0.28)),
    "stone": ((0.66, 0.65, 0.62), (0.45, 0.45, 0.47), (0.82, 0.80, 0.75)),
    "dark": ((0.10, 0.10, 0.11), (0.16, 0.13, 0.11), (0.08, 0.10, 0.14)),
}


def surface(random: np.random.Generator, size: tuple[int, int]) -> np.ndarray:
    """Wood, cloth or stone, float32 `[H, W, 3]`, 0..1; size is width and height."""
    return _made(random, str(random.choice(["wood", "cloth", "stone"])), size)


def table(random: np.random.Generator, size: tuple[int, int]) -> np.ndarray:
    """What a sheet lies on: dark or wooden, float32 `[H, W, 3]`, 0..1."""
    return _made(random, str(random.choice(["wood", "dark"])), size)


def _made(random, name, size):
    width, height = size
    draw = {"wood": _wood, "cloth": _cloth, "stone": _stone, "dark": _dark}[name]
    tone = draw(random, height, width)
    choices = _COLOURS[name]
    colour = np.array(choices[random.integers(len(choices))])
    colour = np.clip(colour + random.normal(0, 0.02, 3), 0.02, 1)
    return cv2.merge([tone * np.float32(channel) for channel in colour])


def _cloud(random, height, width, cell_y, cell_x):
    """Smooth noise of about -1..1, whose spots are so many px high and wide."""
    shape = (int(height / cell_y) + 3, int(width / cell_x) + 3)
    small = random.standard_normal(shape, np.float32)
    return cv2.resize(small, (width, height), interpolation=cv2.INTER_CUBIC)


def _wood(random, height, width):
    """Long grain, with years that bend."""
    bend = _cloud(random, height, width, 160, 500)
    years = np.arange(height, dtype=np.float32)[:, np.newaxis] / random.uniform(9, 30)
    rings = np.sin(years + random.uniform(1.5, 4) * bend)
    fine = _cloud(random, height, width, 2, 70)
    broad = _cloud(random, height, width, 90, 400)
    tone = 1 + random.uniform(0.03, 0.1) * rings + 0.06 * fine + 0.06 * broad
    return tone


def _cloth(random, height, width):
    """Warp and weft, of uneven threads."""
    pitch = random.uniform(3.5, 9)
    x = np.arange(width, dtype=np.float32) * np.float32(2 * np.pi / pitch)
    y = np.arange(height, dtype=np.float32) * np.float32(2 * np.pi / pitch)
    weave = np.outer(np.sin(y), np.sin(x))
    threads = _cloud(random, height, width, pitch, 60)
    threads += _cloud(random, height, width, 60, pitch)
    folds = _cloud(random, height, width, 250, 250)
    return 1 + 0.09 * weave + 0.05 * threads + 0.06 * folds


def _stone(random, height, width):
    """Spots of all sizes and a few veins."""
    tone = np.ones((height, width), np.float32)
    for cell, share in ((2, 0.05), (6, 0.05), (20, 0.04), (80, 0.05), (250, 0.06)):
        tone += share * _cloud(random, height, width, cell, cell)
    vein = np.abs(_cloud(random, height, width, 180, 240))
    return tone - random.uniform(0, 0.12) * np.exp(-((vein / 0.03) ** 2))


def _dark(random, height, width):
    return 1 + 0.1 * _cloud(random, height, width, 3, 3)
