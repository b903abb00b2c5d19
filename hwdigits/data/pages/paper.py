"""Sheets of paper: colour, fibre, rules, specks and creases."""

import dataclasses

import cv2
import numpy as np

from hwdigits.data.pages import noise

# Share of light that comes back: red, green, blue.
_PAPERS = {
    "white": (0.97, 0.97, 0.97),
    "cream": (0.97, 0.94, 0.86),
    "grey": (0.84, 0.84, 0.83),
    "recycled": (0.86, 0.84, 0.79),
}
_SHARES = (0.5, 0.18, 0.14, 0.18)
_RULES = ((0.62, 0.74, 0.88), (0.72, 0.72, 0.74), (0.55, 0.68, 0.80))
_MARGIN_RED = (0.92, 0.55, 0.55)
_FRACTION_BITS = 4  # of a px, as OpenCV takes coordinates
_RULED_PX, _SQUARED_PX = (52, 96), (24, 46)  # pitch
_STYLES = {"scan": (1, 0, 0), "phone": (0.6, 0.22, 0.18), "hard": (0.4, 0.33, 0.27)}
_GRAIN = {"scan": (0.002, 0.006), "phone": (0.004, 0.014), "hard": (0.006, 0.02)}
_RULE_STRENGTH = {"scan": (0.4, 0.8), "phone": (0.35, 0.75), "hard": (0.5, 1)}
_SPECKS = {"scan": 6, "phone": 15, "hard": 40}  # at most
# Share of creased pages; how many creases, how much darker and lighter the paper is
# beside one, how sharp it is, and how far it reaches, px.
_CREASED, _MOST_CREASES, _DEPTH = 0.35, 14, 0.15
_SHARP_PX, _REACH_PX = (3, 20), (60, 300)
# Of the lines on cheques: how far apart and how wide they are, how far and in what
# lengths they swing, px; how dark, and how many fields of them there are.
_WAVE_PITCH_PX, _FINE_PX, _SWING_PX, _LONG_PX = (8, 26), (0.8, 1.6), (5, 25), (10, 50)
_WAVE_DEPTH, _MOST_WAVES = (0.1, 0.35), 3


@dataclasses.dataclass(frozen=True)
class Ruling:
    """The printed lines of a sheet.

    Args:
        style: "plain", "ruled" or "squared".
        pitch_px: from line to line.
        first_px: y of the first line.
    """

    style: str
    pitch_px: float = 0.0
    first_px: float = 0.0

    def between(self, top: float, bottom: float) -> list[float]:
        """The y of every rule in top..bottom."""
        first = self.first_px
        first += max(np.ceil((top - first) / self.pitch_px), 0) * self.pitch_px
        return list(np.arange(first, bottom, self.pitch_px))


def sheet(
    random: np.random.Generator, kind: str, level: str, size: tuple[int, int]
) -> tuple[np.ndarray, Ruling]:
    """An empty sheet as wide and high as the photo.

    Args:
        random: draws everything.
        kind: one of `pages.KINDS`; "lined" has rules, "rows", "notes", "entries",
            "sums" and "single" may have.
        level: one of `pages.LEVELS`.
        size: width and height, px.

    Returns:
        (float32 `[H, W, 3]`, 0..1, the share of light that comes back; its ruling).
    """
    name = str(random.choice(list(_PAPERS), p=_SHARES))
    colour = np.array(_PAPERS[name], np.float32) + random.normal(0, 0.012, 3)
    width, height = size
    tone = 1 + random.uniform(*_GRAIN[level]) * _fibre(random, (height, width))
    if name == "recycled":
        _fleck(random, tone)
    _speck(random, tone, _SPECKS[level])
    made = cv2.merge([tone * np.float32(channel) for channel in np.clip(colour, 0, 1)])
    ruling = _ruling(random, kind, level, height)
    _rule(random, made, ruling, level)
    return made, ruling


def crease(sheet: np.ndarray, random: np.random.Generator) -> None:
    """Creases some sheets, float32 `[H, W, 3]`, in place: facets in other light."""
    if random.random() >= _CREASED:
        return
    height, width = sheet.shape[:2]
    y, x = np.mgrid[0 : height : height // 4 * 1j, 0 : width : width // 4 * 1j]
    light = np.ones_like(x)
    for _ in range(int(random.integers(3, _MOST_CREASES + 1))):
        angle = random.uniform(0, np.pi)
        through = random.uniform(0, (width, height))
        off = (x - through[0]) * np.cos(angle) + (y - through[1]) * np.sin(angle)
        facets = np.clip(off / random.uniform(*_SHARP_PX), -1, 1)
        fading = np.exp(-np.abs(off) / random.uniform(*_REACH_PX))
        light *= 1 + random.uniform(-_DEPTH, _DEPTH) * facets * fading
    sheet *= cv2.resize(light.astype(np.float32), (width, height))[..., np.newaxis]


def secure(sheet: np.ndarray, random: np.random.Generator) -> None:
    """Prints on a sheet, float32 `[H, W, 3]`, in place, fine waves, as on cheques."""
    height, width = sheet.shape[:2]
    y, x = np.mgrid[:height, :width].astype(np.float32)
    colour = np.float32(1 - random.uniform(*_WAVE_DEPTH) * random.uniform(0.3, 1, 3))
    for _ in range(int(random.integers(1, _MOST_WAVES + 1))):
        angle, pitch = random.uniform(0, np.pi), random.uniform(*_WAVE_PITCH_PX)
        along = x * np.sin(angle) - y * np.cos(angle)
        swing = random.uniform(*_SWING_PX) * np.sin(along / random.uniform(*_LONG_PX))
        off = (x * np.cos(angle) + y * np.sin(angle) + swing) % pitch - pitch / 2
        lines = np.exp(-((off / random.uniform(*_FINE_PX)) ** 2))[..., np.newaxis]
        sheet *= 1 - lines.astype(np.float32) * (1 - colour)


def grain(random: np.random.Generator, shape: tuple[int, int]) -> np.ndarray:
    """Where a pen skips over the paper: float32 `[H, W]`, 0..1."""
    rough = noise.white(random, (shape[0] // 2 + 1, shape[1] // 2 + 1))
    rough = cv2.resize(rough, shape[::-1], interpolation=cv2.INTER_LINEAR)
    return np.clip(0.5 + 0.6 * rough, 0, 1)


def _fibre(random, shape):
    """Noise of mean 0 and deviation about 1, fine and coarse."""
    fine = cv2.GaussianBlur(noise.white(random, shape), (0, 0), 0.9)
    return 2.4 * fine + 0.5 * noise.cloud(random, shape, (6, 6))


def _fleck(random, tone):
    """Short fibres, darker and lighter, as in recycled paper; in place."""
    height, width = tone.shape
    count = width * height // 2500
    starts = random.uniform(0, (width, height), (count, 2))
    angles = random.uniform(0, 2 * np.pi, (count, 2)).cumsum(axis=1) / (1, 2)
    steps = np.stack([np.cos(angles), np.sin(angles)], -1)  # [count, 2, 2]
    steps *= random.uniform(1, 5, (count, 1, 1))
    bends = np.concatenate([starts[:, None], starts[:, None] + steps.cumsum(1)], 1)
    cover = np.zeros(tone.shape, np.uint8)
    lines = list(np.rint(bends * (1 << _FRACTION_BITS)).astype(np.int32))
    cv2.polylines(cover, lines[::2], False, 90, 1, cv2.LINE_AA, _FRACTION_BITS)
    tone *= 1 - cover * np.float32(0.45 / 255)
    cover[:] = 0
    cv2.polylines(cover, lines[1::2], False, 90, 1, cv2.LINE_AA, _FRACTION_BITS)
    tone *= 1 + cover * np.float32(0.2 / 255)


def _speck(random, tone, most):
    """Dust and dots, in place."""
    height, width = tone.shape
    cover = np.zeros(tone.shape, np.uint8)
    fine = 1 << _FRACTION_BITS
    for _ in range(int(random.integers(0, most + 1))):
        centre = np.rint(fine * random.uniform(0, (width, height))).astype(int)
        radii = np.rint(fine * random.uniform(0.5, 1.8, 2)).astype(int)
        turn, depth = random.uniform(0, 180), int(random.integers(60, 220))
        arc = (turn, 0, 360, depth, cv2.FILLED, cv2.LINE_AA, _FRACTION_BITS)
        cv2.ellipse(cover, centre.tolist(), radii.tolist(), *arc)
    tone *= 1 - cover * np.float32(1 / 255)


def _ruling(random, kind, level, height):
    styles = ("plain", "ruled", "squared")
    if kind in ("rows", "notes", "entries", "sums", "single"):
        style = str(random.choice(styles, p=_STYLES[level]))
    elif kind == "lined":
        style = str(random.choice(styles[1:]))
    else:
        style = "plain"
    low, high = _RULED_PX if style == "ruled" else _SQUARED_PX
    pitch = random.uniform(low, high)
    first = random.uniform(0, 0.12 * height) if style == "ruled" else 0.0
    return Ruling(style, pitch, first + pitch / 2)


def _rule(random, made, ruling, level):
    """Prints the lines on the sheet, in place."""
    if ruling.style == "plain":
        return
    height, width = made.shape[:2]
    colour = _RULES[random.integers(len(_RULES))]
    cover = np.zeros((height, width), np.uint8)
    thickness = int(random.integers(1, 3))
    for y in ruling.between(0, height):
        line(cover, (0, y), (width, y), thickness)
    if ruling.style == "squared":
        for x in np.arange(ruling.pitch_px / 3, width, ruling.pitch_px):
            line(cover, (x, 0), (x, height), thickness)
    print_lines(made, cover, colour, random.uniform(*_RULE_STRENGTH[level]))
    if ruling.style == "ruled" and random.random() < 0.5:
        cover[:] = 0
        x = width * random.uniform(0.06, 0.14)
        line(cover, (x, 0), (x, height), thickness)
        print_lines(made, cover, _MARGIN_RED)


def line(
    cover: np.ndarray,
    start: tuple[float, float],
    end: tuple[float, float],
    thickness: int,
) -> None:
    """Draws a line into the coverage, uint8 `[H, W]`, 0..255, at fractions of a px."""
    fine = 1 << _FRACTION_BITS
    points = [tuple(round(value * fine) for value in point) for point in (start, end)]
    cv2.line(cover, *points, 255, thickness, cv2.LINE_AA, _FRACTION_BITS)


def print_lines(
    made: np.ndarray,
    cover: np.ndarray,
    colour: tuple[float, float, float],
    strength: float = 1.0,
) -> None:
    """Prints in a colour on the sheet, float32 `[H, W, 3]`, where uint8 cover is."""
    inked = np.nonzero(cover)
    share = cover[inked][:, np.newaxis] * np.float32(strength / 255)
    made[inked] *= 1 - share * (1 - np.array(colour, np.float32))
