"""One 28x28 digit enlarged into pen strokes, and inks."""

import dataclasses

import cv2
import numpy as np

# MNIST's digits fill 20 of 28 px; the strokes end where the blurred digit falls to this
# share of its brightest.
_INK_PX, _CONTOUR = 20, 0.4
# Before, what stands out within so many px of the small digit is doubled: faint strokes
# stay whole, and the grey middles of small loops open. With it, and with loops that ran
# full kept, a network misread 24 instead of 33 of 3,000 MNIST validation digits; 15 of
# the images themselves.
_SHARPENED_PX = 1.5
# Of a stroke's width at most so much is taken away: more breaks it at crossings.
_MOST_THINNED = 0.55
# Strokes are thinned on digits of at least this size, so that they have a middle.
_WORKED_PX = 64
_SPECK = 0.04  # of a digit's ink: smaller pieces are specks
# Coverage from which on a pixel counts as ink; and of the darkest one, in fonts whose
# lines are thinner than a pixel.
_INKED, _INKED_HAIRLINE = 0.4, 0.5

# Share of light that comes back from full ink: red, green, blue.
_INKS = {
    "black": (0.10, 0.10, 0.12),
    "blue": (0.13, 0.20, 0.60),
    "dark blue": (0.10, 0.13, 0.36),
    "red": (0.75, 0.14, 0.17),
    "pencil": (0.30, 0.30, 0.32),
}
_SHARES = (0.34, 0.25, 0.13, 0.10, 0.18)
_PENCIL_OPACITY = {"scan": (0.8, 1), "phone": (0.75, 1), "hard": (0.5, 0.9)}
_PEN_OPACITY = {"scan": (0.92, 1), "phone": (0.84, 1), "hard": (0.65, 1)}


@dataclasses.dataclass
class Mark:
    """A digit written on the sheet.

    Args:
        label: 0..9, or NOT_A_DIGIT for something else that is written.
        cover: float32 `[h, w]`, 0..1, how much of each pixel is ink; its edges are the
            ink's.
        x, y: where its upper left pixel lies on the sheet.
        ink: its own; None for that of the pen at hand.
    """

    label: int
    cover: np.ndarray
    x: int = 0
    y: int = 0
    ink: "Ink | None" = None


@dataclasses.dataclass(frozen=True)
class Ink:
    """A colour of ink.

    Args:
        absorbs: float32 `[3]`, 0..1, the share of light that full ink takes away.
        grain: 0..1, how much the paper's grain shows through.
    """

    absorbs: np.ndarray
    grain: float


def ink(random: np.random.Generator, level: str) -> Ink:
    """Black, blue or red ballpoint, or pencil, of varied colour and strength."""
    name = random.choice(list(_INKS), p=_SHARES)
    is_pencil = name == "pencil"
    opacity = random.uniform(*(_PENCIL_OPACITY if is_pencil else _PEN_OPACITY)[level])
    colour = np.clip(np.array(_INKS[name]) + random.normal(0, 0.025, 3), 0, 1)
    grain = random.uniform(0.35, 0.7) if is_pencil else random.uniform(0, 0.2)
    return Ink((opacity * (1 - colour)).astype(np.float32), grain)


def stroke(
    image: np.ndarray, size_px: float, pen_px: float, shear: float, angle: float
) -> np.ndarray:
    """Enlarges a digit into pen strokes.

    Args:
        image: uint8 `[28, 28]`, 0..255, bright ink on 0.
        size_px: what MNIST's 20 px become.
        pen_px: the width of the pen. Strokes that are wider are thinned and those that
            are thinner widened: with a felt pen, small loops run full.
        shear: leaning to the right, as a share of the height.
        angle: turning, in radians.

    Returns:
        Coverage, float32 `[h, w]`, 0..1, cropped to the ink.
    """
    finer = int(np.ceil(_WORKED_PX / size_px))
    scale = finer * size_px / _INK_PX
    side = int(np.ceil(1.3 * size_px / _INK_PX * len(image)))
    enlarged = _enlarged(image, finer * side, scale, shear, angle)
    # A contour of the small digit is about two of its pixels wide; one px is left.
    cover = np.clip((enlarged - _CONTOUR) * (1.7 * scale) + 0.5, 0, 1)
    cover = _of_width(cover, finer * pen_px)
    return cropped(cv2.resize(cover, (side, side), interpolation=cv2.INTER_AREA))


def _enlarged(image, side, scale, shear, angle):
    """float32 `[side, side]`, 0..1, blurred by half a pixel of the small digit."""
    cosine, sine = scale * np.cos(angle), scale * np.sin(angle)
    turned = np.array([[cosine, -sine], [sine, cosine]]) @ [[1, -shear], [0, 1]]
    centre = (np.array(image.shape) - 1) / 2
    shift = side / 2 - turned @ centre
    values = image.astype(np.float32) / max(int(image.max()), 1)
    around = cv2.GaussianBlur(values, (0, 0), _SHARPENED_PX)
    values = np.clip(2 * values - around, 0, 1)
    matrix = np.column_stack([turned, shift])
    large = cv2.warpAffine(values, matrix, (side, side), flags=cv2.INTER_CUBIC)
    return cv2.GaussianBlur(large, (0, 0), max(0.5 * scale, 0.5))


def _of_width(cover, pen_px):
    """The same written with a pen of that width."""
    depth = cv2.distanceTransform((cover > 0.5).astype(np.uint8), cv2.DIST_L2, 5)
    inside = depth[depth > 0]
    # Across a stroke the mean depth is a quarter of its width.
    width = 4 * float(inside.mean()) if inside.size else 1.0
    if pen_px > width:
        return _widened(cover, (pen_px - width) / 2)
    return _thinned(cover, depth, width, pen_px)


def _widened(cover, px):
    """Its strokes so much wider on each side."""
    paper = (cover <= 0.5).astype(np.uint8)
    away = cv2.distanceTransform(paper, cv2.DIST_L2, 5)
    return np.maximum(cover, np.clip(px + 1 - away, 0, 1))


def _thinned(cover, depth, width, pen_px):
    """The middle of the strokes, in one piece.

    A pixel's depth in the stroke is compared with the deepest one nearby, which lies on
    the middle line, so that few strokes are lost however their width varies. What is
    wider than a stroke is a loop that ran full; it loses no more than a stroke, for
    without its loop an 8 is a 1 and a 9 a 7.
    """
    reach = 2 * int(np.ceil(width / 2)) + 1
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (reach, reach))
    deepest = np.minimum(cv2.dilate(depth, disc), width / 2)
    relative = depth / np.maximum(deepest, 1e-3)
    cut = min(1 - pen_px / width, _MOST_THINNED)
    while cut > 0.1:
        kept = np.clip((relative - cut) * (width / 2) + 0.5, 0, 1)
        kept = np.minimum(cover, cv2.GaussianBlur(kept, (0, 0), 0.6))
        if _pieces(kept) <= _pieces(cover):
            return kept
        cut *= 0.7
    return cover


def _pieces(cover):
    return cv2.connectedComponents((cover > _INKED).astype(np.uint8))[0]


def is_inked(cover: np.ndarray) -> np.ndarray:
    """Which pixels count as ink, bool `[h, w]`, of a coverage that is 0 to 1."""
    return cover > min(_INKED, _INKED_HAIRLINE * float(cover.max()))


def cropped(cover: np.ndarray) -> np.ndarray:
    """Without specks around the digit, which are no part of it, and without margin."""
    inked = is_inked(cover).astype(np.uint8)
    _, pieces, sizes, _ = cv2.connectedComponentsWithStats(inked)
    areas = sizes[:, cv2.CC_STAT_AREA].copy()
    areas[0] = 0  # the paper
    specks = np.flatnonzero(areas < _SPECK * areas.sum())[1:]
    if len(specks):
        inked[np.isin(pieces, specks)] = 0
        cover = cover * cv2.dilate(inked, np.ones((3, 3), np.uint8))
    x, y, width, height = cv2.boundingRect(inked)
    return cover[y : y + height, x : x + width]


def lay(sheet: np.ndarray, mark: Mark, ink: Ink, grain: np.ndarray) -> None:
    """Takes away from the sheet, float32 `[H, W, 3]`, the light that the ink absorbs.

    Args:
        sheet: changed in place.
        mark: lies wholly on the sheet.
        ink: its colour.
        grain: float32 `[H, W]`, 0..1, high where the pen skips over the paper.
    """
    height, width = mark.cover.shape
    here = np.s_[mark.y : mark.y + height, mark.x : mark.x + width]
    cover = mark.cover * (1 - ink.grain * grain[here])
    sheet[here] *= 1 - cover[..., np.newaxis] * ink.absorbs


def inked(mark: Mark) -> np.ndarray:
    """The sheet's coordinates of the pixels that are ink, float32 `[N, 2]`, x and y."""
    y, x = np.nonzero(is_inked(mark.cover))
    return np.column_stack([x + mark.x, y + mark.y]).astype(np.float32)
