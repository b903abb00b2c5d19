"""Candidates cut out of the page and brought into MNIST's frame.

`framed` is framing.ink_box and framing.framed in NumPy, the same rule as the graph's
own: the longer side becomes 20 px, antialiased, and the centre of mass goes to index
14.0, moved by whole pixels. What it leaves out is the graph's search for the digit
among specks: a candidate has none.
"""

import cv2
import numpy as np

from hwdigits.reader.lattice import Candidate
from hwdigits.reader.marks import Marks

FRAME_PX, INK_PX, CENTRE = 28, 20, 14.0
# Of full ink: what counts for the box, and what the outermost pixels of a small digit
# are from when all of them are ink; as in the graph.
_INKED, _FULL_EDGE = 0.04, 0.75
# Of full ink: what lies under it is the blur around a stroke.
_FLOOR = 0.2
# px in the frame. MNIST's own strokes are wider; thinner pens are drawn over once more.
_LEAST_STROKE = 2.3
_NEAR = np.ones((3, 3), np.uint8)
_ASKEW = 0.11  # slope of rows, 6 degrees: the network has seen digits turned by 12


def digits(
    candidates: list[Candidate], marks: Marks, strength: np.ndarray, slope: float = 0.0
):
    """Candidates as the model takes them, uint8 `[N, 28, 28, 1]`.

    Args:
        candidates: N of them.
        marks: of the page.
        strength: its ink, uint8 `[H, W]`.
        slope: of the rows, px down a px to the right; digits of a page that was held
            askew are turned back.
    """
    if not candidates:
        return np.zeros((0, FRAME_PX, FRAME_PX, 1), np.uint8)
    alone = (cut_out(one, marks, strength) for one in candidates)
    if abs(slope) >= _ASKEW:
        alone = (_turned_back(one, slope) for one in alone)
    return np.stack([framed(one) for one in alone])[..., np.newaxis]


def cut_out(one: Candidate, marks: Marks, strength: np.ndarray) -> np.ndarray:
    """A candidate without its neighbours, float32 `[H, W]`, 0..1, bright ink on 0."""
    height, width = marks.labels.shape
    x0, y0 = max(one.box[0] - 1, 0), max(one.box[1] - 1, 0)
    x1, y1 = min(one.box[2] + 1, width), min(one.box[3] + 1, height)
    labels = marks.labels[y0:y1, x0:x1]
    first, *others = one.marks
    inside = labels == marks.numbers[first]
    for mark in others:
        inside |= labels == marks.numbers[mark]
    if one.left or one.right:
        y, x = np.ogrid[y0:y1, x0:x1]
        if one.left:
            inside &= one.left.right_of(x, y)
        if one.right:
            inside &= ~one.right.right_of(x, y)
    near = cv2.dilate(inside.view(np.uint8), _NEAR)
    full = float(marks.strength[list(one.marks)].max())
    floor = _FLOOR * full
    ink = strength[y0:y1, x0:x1].astype(np.float32)
    ink = _clipped((ink - floor) / (full - floor), 0, 1) * near
    return _drawn_over(ink, float(marks.stroke[list(one.marks)].max()))


def _turned_back(ink, slope):
    """The same where rows run level, with room for what was a corner."""
    height, width = ink.shape
    side = int(np.hypot(height, width)) + 2
    turn = cv2.getRotationMatrix2D(
        (width / 2, height / 2), np.degrees(np.arctan(slope)), 1
    )
    turn[:, 2] += (side - width) / 2, (side - height) / 2
    return _clipped(
        cv2.warpAffine(ink, turn, (side, side), flags=cv2.INTER_CUBIC), 0, 1
    )


def _drawn_over(ink, stroke):
    """The same with strokes of at least _LEAST_STROKE in the frame."""
    lacking = round(_LEAST_STROKE * max(ink.shape) / INK_PX - stroke)
    if lacking < 1:
        return ink
    window = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (lacking + 1, lacking + 1))
    return cv2.dilate(cv2.copyMakeBorder(ink, *(lacking,) * 4, 0), window)


def framed(ink: np.ndarray) -> np.ndarray:
    """Brings one digit into the frame.

    Args:
        ink: float32 `[H, W]`, 0..1, bright on 0, nothing else than the digit.

    Returns:
        uint8 `[28, 28]`; all 0 without ink.
    """
    box = _ink_box(ink)
    if box is None:
        return np.zeros((FRAME_PX, FRAME_PX), np.uint8)
    sides = [end - first for first, end in box]
    scale = max(*sides, 1.0) / INK_PX  # source px a px
    room = [round(FRAME_PX - side / scale) for side in sides]
    corner = [round(side / 2) for side in room]
    down, across = (
        _sampling(n_in, scale, first + (FRAME_PX / 2 - at) * scale)
        for n_in, (first, _), at in zip(ink.shape, box, corner, strict=True)
    )
    wide = down @ ink @ across.T  # [56, 56]: moving is choosing other rows and columns
    digit = _window(wide, 0, 0)
    index = np.arange(FRAME_PX)
    mass = digit.sum() + 1e-6
    means = (digit.sum(1) @ index / mass, digit.sum(0) @ index / mass)
    moves = (
        min(max(round(CENTRE - mean), -at), most - at)
        for mean, at, most in zip(means, corner, room, strict=True)
    )
    digit = _window(wide, *moves)
    return np.rint(_clipped(digit, 0, 1) * 255).astype(np.uint8)


def _ink_box(ink):
    """((first row, end), (first column, end)), px; None without ink.

    On a small digit a grey edge is half a pixel of ink or less, not a whole one.
    """
    profiles = ink.max(1), ink.max(0)
    inked = [np.flatnonzero(profile > _INKED) for profile in profiles]
    if not len(inked[0]):
        return None
    longer = max(place[-1] + 1 - place[0] for place in inked)
    enlarged = min(max(INK_PX / longer - 1, 0), 1)
    box = []
    for profile, place in zip(profiles, inked, strict=True):
        edges = profile[place[[0, -1]]]
        first, last = enlarged * _clipped(_FULL_EDGE - edges, 0, 0.5)
        box.append((place[0] + float(first), place[-1] + 1 - float(last)))
    return box


def _clipped(values, least, most):
    """np.clip, which takes four times as long for as little as a digit has."""
    return np.minimum(np.maximum(values, least), most)


def _window(wide, down_px, right_px):
    """The frame in the middle of `wide`, its content moved by whole pixels."""
    top, left = FRAME_PX // 2 - down_px, FRAME_PX // 2 - right_px
    return wide[top : top + FRAME_PX, left : left + FRAME_PX]


def _sampling(n_in, scale, middle):
    """Antialiased sampling of a side to twice the frame's, as a matrix [56, n_in].

    By Catmull and Rom's cubic: strokes that are enlarged stay as sharp as they were.
    """
    at = (np.arange(2 * FRAME_PX) + 0.5 - FRAME_PX) * scale + middle - 0.5
    reach = max(scale, 1.0)
    distance = np.abs(np.arange(n_in) - at[:, np.newaxis]) / reach
    near, far = np.minimum(distance, 1), _clipped(distance, 1, 2)
    inner = 1 + near**2 * (1.5 * near - 2.5)
    outer = 2 - 4 * far + far**2 * (2.5 - 0.5 * far)
    return ((inner + outer) / reach).astype(np.float32)
