"""Where the camera stands, how still, in what light; what its sensor makes of it."""

import dataclasses

import cv2
import numpy as np

from hwdigits.data import lens
from hwdigits.data.pages import noise, pen

_EDGE = {"scan": 0.0, "phone": 0.3, "hard": 0.4}  # share of photos with a page edge
_ZOOM, _SMALL = (0.84, 1.0), (0.55, 0.8)  # of the sheet in such photos
_TURN_DEGREES = {"scan": 0.7, "phone": 3.0, "hard": 7.0}  # at most
_PERSPECTIVE = {"scan": 0.0, "phone": 0.03, "hard": 0.06}  # of a side, a corner
_MARGIN = 0.02  # of a side: no ink is nearer to the border of the photo
_CURL = {"scan": 0.0, "phone": 0.008, "hard": 0.012}  # of the height, at most
# The darkest part of the light as a share of the brightest, one to a kind of shade.
_GRADIENT = {"scan": (0.98, 1), "phone": (0.6, 1), "hard": (0.4, 0.9)}
_VIGNETTE = {"scan": (0, 0), "phone": (0, 0.22), "hard": (0.05, 0.35)}
_SOFT_SHADOWS = {"scan": 0, "phone": 2, "hard": 3}  # at most
_HARD_SHADOW = {"scan": 0.0, "phone": 0.25, "hard": 0.45}  # share of photos
_SHADOW_DEPTH = {"phone": (0.3, 0.6), "hard": (0.4, 0.75)}
_TINT = {"scan": 0.005, "phone": 0.04, "hard": 0.07}
_EXPOSURE = {"scan": (0.97, 1.03), "phone": (0.68, 1.02), "hard": (0.5, 1.1)}
_SHAKEN = {"scan": 0.0, "phone": 0.2, "hard": 0.35}  # share of photos
# How far the picture moves in these, at most, as a share of its longer side.
_SHAKE = {"scan": 0.0, "phone": 0.003, "hard": 0.007}
_BLUR_PX = {"scan": (0.3, 0.6), "phone": (0.4, 1.2), "hard": (0.7, 2.0)}
_NOISE = {"scan": (0.2, 1.0), "phone": (0.8, 4.0), "hard": (3.0, 9.0)}  # of 255
_QUALITY = {"scan": (80, 96), "phone": (55, 96), "hard": (40, 80)}


@dataclasses.dataclass(frozen=True)
class View:
    """How the sheet lies in the photo.

    Args:
        matrix: float64 `[3, 3]`, from the sheet's px to the photo's.
        area: x0, y0, x1, y1 of the sheet that is well inside both, px.
        shows_edge: whether more than the sheet is in the photo.
        curl_px: how far paper that curls is off a plane, up or down in the photo.
        wave: where along x, in radians, at the left side; a sheet is half a wave.
    """

    matrix: np.ndarray
    area: tuple[int, int, int, int]
    shows_edge: bool
    curl_px: float = 0.0
    wave: float = 0.0

    def curl(self, x: np.ndarray, width: int) -> np.ndarray:
        """How far down the paper lies at x, px of the sheet."""
        return self.curl_px * np.sin(self.wave + np.pi * x / width)


def straight(size: tuple[int, int]) -> View:
    """The sheet fills the photo exactly."""
    return View(np.eye(3), (0, 0, *size), False)


def view(
    random: np.random.Generator,
    level: str,
    size: tuple[int, int],
    curls: bool = False,
    is_small: bool = False,
) -> View:
    """A camera above the sheet, turned and tilted a little.

    Args:
        random: draws everything.
        level: one of `pages.LEVELS`.
        size: width and height of sheet and photo, px.
        curls: whether the paper is less than flat.
        is_small: whether the photo shows much else.
    """
    shows_edge = bool(random.random() < _EDGE[level]) or is_small
    turn = np.radians(random.uniform(-1, 1) * _TURN_DEGREES[level])
    tilt = random.uniform(-1, 1, (4, 2)) * _PERSPECTIVE[level]
    shift = random.uniform(-0.1, 0.1, 2) if shows_edge else np.zeros(2)
    zoom = random.uniform(*(_SMALL if is_small else _ZOOM)) if shows_edge else 1.0
    matrix = _matrix(size, zoom, turn, tilt, shift)
    while not shows_edge and not _covers(matrix, size):
        zoom += 0.01
        matrix = _matrix(size, zoom, turn, tilt, shift)
    area = _area(matrix, size)
    if not curls:
        return View(matrix, area, shows_edge)
    curl_px = random.uniform(-1, 1) * _CURL[level] * size[1]
    return View(matrix, area, shows_edge, curl_px, random.uniform(0, np.pi))


def _corners(size, inset=0.0):
    """Of the rectangle, clockwise from the upper left: float32 `[4, 2]`."""
    unit = np.array([(0, 0), (1, 0), (1, 1), (0, 1)], np.float32)
    return (inset + (1 - 2 * inset) * unit) * np.array(size, np.float32)


def _matrix(size, zoom, turn, tilt, shift):
    sheet = _corners(size)
    centre = np.array(size) / 2
    turned = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    seen = (sheet - centre + tilt * size) @ turned.T * zoom + centre + shift * size
    return cv2.getPerspectiveTransform(sheet, seen.astype(np.float32))


def _on_sheet(matrix, points):
    return cv2.perspectiveTransform(points[np.newaxis], np.linalg.inv(matrix))[0]


def _covers(matrix, size):
    on_sheet = _on_sheet(matrix, _corners(size))
    return bool(((on_sheet >= 0) & (on_sheet <= size)).all())


def _area(matrix, size):
    seen = _on_sheet(matrix, _corners(size, _MARGIN))
    own = _corners(size, 2 * _MARGIN)
    both = np.stack([seen, own])  # [2, 4, 2]
    x0, y0 = both[:, (0, 3), 0].max(), both[:, (0, 1), 1].max()
    x1, y1 = both[:, (1, 2), 0].min(), both[:, (2, 3), 1].min()
    return int(np.ceil(x0)), int(np.ceil(y0)), int(x1), int(y1)


def seen(
    mark: pen.Mark, view: View, size: tuple[int, int]
) -> tuple[int, int, int, int]:
    """x, y, width and height of the mark's ink in the photo, px."""
    inked = pen.inked(mark)
    inked[:, 1] += view.curl(inked[:, 0], size[0])
    points = cv2.perspectiveTransform(inked[np.newaxis], view.matrix)[0]
    low = np.maximum(np.floor(points.min(0)), 0).astype(int)
    high = np.minimum(np.ceil(points.max(0)) + 1, size).astype(int)
    x, y, width, height = *low, *(high - low)
    return int(x), int(y), int(width), int(height)


def shake(
    random: np.random.Generator, level: str, size: tuple[int, int]
) -> tuple[float, float]:
    """How far right and down the picture moves while it is taken, px; mostly not."""
    if random.random() >= _SHAKEN[level]:
        return 0.0, 0.0
    length = random.uniform(0, _SHAKE[level]) * max(size)
    angle = random.uniform(0, np.pi)
    return float(length * np.cos(angle)), float(length * np.sin(angle))


def shoot(
    random: np.random.Generator,
    level: str,
    sheet: np.ndarray,
    view: View,
    table: np.ndarray | None,
    unsharp_px: float = 0.0,
    moved_px: tuple[float, float] = (0.0, 0.0),
) -> np.ndarray:
    """The photo of a sheet: uint8 `[H, W, 3]`, RGB.

    Args:
        random: draws light, exposure and noise.
        level: one of `pages.LEVELS`.
        sheet: float32 `[H, W, 3]`, 0..1.
        view: how it lies in the photo.
        table: float32 `[H, W, 3]`, what is seen beside it; None where the view shows no
            edge.
        unsharp_px: how far it is out of focus, beyond what is usual: a deviation.
        moved_px: what `shake` gave.
    """
    height, width = sheet.shape[:2]
    scene = cv2.warpPerspective(
        _curled(sheet, view),
        view.matrix,
        (width, height),
        borderMode=cv2.BORDER_REPLICATE,
    )
    if table is not None:
        scene = _on_table(random, scene, table, view)
    scene *= _light(random, level, height, width)
    scene = cv2.GaussianBlur(scene, (0, 0), random.uniform(*_BLUR_PX[level]))
    if unsharp_px:
        scene = lens.out_of_focus(scene, unsharp_px)
    if any(moved_px):
        scene = lens.shaken(scene, *moved_px)
    return _developed(random, level, scene)


def _curled(sheet, view):
    if not view.curl_px:
        return sheet
    height, width = sheet.shape[:2]
    x, y = np.meshgrid(np.arange(width), np.arange(height))
    source = (y - view.curl(x, width)).astype(np.float32)
    border = cv2.BORDER_REPLICATE
    return cv2.remap(
        sheet, x.astype(np.float32), source, cv2.INTER_LINEAR, borderMode=border
    )


def _on_table(random, scene, table, view):
    """Puts the table beside the sheet, with the sheet's own narrow shadow on it."""
    height, width = scene.shape[:2]
    whole = np.full((height, width), 255, np.uint8)
    cover = cv2.warpPerspective(whole, view.matrix, (width, height))
    cover = cover[..., np.newaxis] * np.float32(1 / 255)
    shade = cv2.GaussianBlur(cover, (0, 0), random.uniform(3, 9))
    table = table * (1 - 0.5 * shade[..., np.newaxis])
    return table + cover * (scene - table)


def _light(random, level, height, width):
    """How bright each pixel is lit: float32 `[H, W, 3]`, about 1."""
    # Smooth light takes few pixels, and a hard shadow's edge half of them.
    half = (-(-height // 2), -(-width // 2))
    y, x = np.mgrid[-1 : 1 : half[0] // 4 * 1j, -1 : 1 : half[1] // 4 * 1j]
    angle = random.uniform(0, 2 * np.pi)
    along = (np.cos(angle) * x + np.sin(angle) * y) / np.sqrt(2)  # -1..1
    lamp = 1 - (1 - random.uniform(*_GRADIENT[level])) * (along + 1) / 2
    lamp *= 1 - random.uniform(*_VIGNETTE[level]) * (x * x + y * y) / 2
    shade = np.ones_like(x)
    for _ in range(int(random.integers(0, _SOFT_SHADOWS[level] + 1))):
        shade *= _soft_shadow(random, x, y)
    lamp, shade = (
        cv2.resize(smooth.astype(np.float32), half[::-1]) for smooth in (lamp, shade)
    )
    if random.random() < _HARD_SHADOW[level]:
        shade *= _hard_shadow(random, level, *half)
    lit = [
        (lamp * (blue + (1 - blue) * shade)) * gain
        for gain, blue in zip(*_colours(random, level), strict=True)
    ]
    return cv2.resize(cv2.merge(lit), (width, height))


def _colours(random, level):
    """Of the lamp's light, and of what reaches the shadows: float32 `[3]` each."""
    warmth, green = random.normal(0, _TINT[level]), random.normal(0, 0.012)
    gain = 1 + np.array([warmth, green, -1.4 * warmth])
    # Shadows are lit by the sky or the room: a little bluer than the lamp's light.
    blue = random.uniform(0, 0.12) * np.array([0, 0.4, 1])
    return gain.astype(np.float32), blue.astype(np.float32)


def _soft_shadow(random, x, y):
    """A dim blot, as of a head or a hand far above."""
    centre = random.uniform(-1.3, 1.3, 2)
    reach = random.uniform(0.5, 1.4, 2)
    distance = ((x - centre[0]) / reach[0]) ** 2 + ((y - centre[1]) / reach[1]) ** 2
    return 1 - random.uniform(0.08, 0.35) * np.exp(-distance)


def _hard_shadow(random, level, rows, columns):
    """A phone between lamp and paper: a rounded rectangle that comes from a border."""
    side = max(rows, columns)
    cover = np.zeros((rows, columns), np.float32)
    length, breadth = side * random.uniform(0.5, 0.9), side * random.uniform(0.25, 0.5)
    border = random.uniform(0, 2 * np.pi)
    inwards = random.uniform(0.1, 0.35) * side
    out = np.array([np.cos(border), np.sin(border)])
    edge = np.array([columns, rows]) / 2
    centre = edge + out * (np.abs(out) @ edge + length / 2 - inwards)
    turn = np.degrees(border) + random.normal(0, 12)
    radius = 0.12 * breadth
    inner = (length - 2 * radius, breadth - 2 * radius)
    corners = cv2.boxPoints((tuple(centre), inner, turn))
    corners = np.rint(corners).astype(np.int32)
    cv2.fillPoly(cover, [corners], 1.0)
    cv2.polylines(cover, [corners], True, 1.0, max(round(2 * radius), 1))
    cover = cv2.GaussianBlur(cover, (0, 0), random.uniform(0.8, 5))
    return 1 - random.uniform(*_SHADOW_DEPTH[level]) * cover


def _developed(random, level, scene):
    """Exposure, noise and JPEG: float32 `[H, W, 3]` to uint8."""
    height, width = scene.shape[:2]
    sigma = np.float32(random.uniform(*_NOISE[level]))
    scene *= np.float32(255 * random.uniform(*_EXPOSURE[level]))
    # The colour of a pixel comes from several of the sensor's: coarser noise.
    colour = 0.6 * sigma * noise.white(random, (-(-height // 2), -(-width // 2), 3))
    scene += cv2.resize(colour, (width, height))
    scene += sigma * noise.white(random, (height, width, 1))
    picture = np.clip(scene, 0, 255).astype(np.uint8)
    quality = int(random.integers(*_QUALITY[level]))
    bgr = cv2.cvtColor(picture, cv2.COLOR_RGB2BGR)
    _, encoded = cv2.imencode(".jpg", bgr, [cv2.IMWRITE_JPEG_QUALITY, quality])
    return cv2.cvtColor(cv2.imdecode(encoded, cv2.IMREAD_COLOR), cv2.COLOR_BGR2RGB)
