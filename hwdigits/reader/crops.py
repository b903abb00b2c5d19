"""Candidates cut out of the page and brought into MNIST's frame.

`framed` is framing.ink_box and framing.framed in NumPy, the same rule as the graph's
own: the longer side becomes 20 px, antialiased, and the centre of mass goes to index
14.0, moved by whole pixels. What it leaves out is the graph's search for the digit
among specks: a candidate has none.
"""

import functools

import cv2
import numpy as np

from hwdigits.reader import products
from hwdigits.reader.ink.marks import Marks
from hwdigits.reader.lattice import Candidate

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
    return _all_framed(list(alone))[..., np.newaxis]


def cut_out(one: Candidate, marks: Marks, strength: np.ndarray) -> np.ndarray:
    """A candidate without its neighbours, float32 `[H, W]`, 0..1, bright ink on 0."""
    height, width = marks.labels.shape
    x0, y0 = max(one.box[0] - 1, 0), max(one.box[1] - 1, 0)
    x1, y1 = min(one.box[2] + 1, width), min(one.box[3] + 1, height)
    labels = marks.labels[y0:y1, x0:x1]
    first, *others = one.marks
    # Of another type than the labels a number takes three times as long.
    inside = labels == int(marks.numbers[first])
    for mark in others:
        inside |= labels == int(marks.numbers[mark])
    if one.left or one.right:
        x, y = np.arange(x0, x1), np.arange(y0, y1)[:, np.newaxis]
        if one.left:
            inside &= one.left.right_of(x, y)
        if one.right:
            inside &= ~one.right.right_of(x, y)
    near = cv2.dilate(inside.view(np.uint8), _NEAR)
    full = max(int(marks.darkest[mark]) for mark in one.marks)
    ink = cv2.LUT(strength[y0:y1, x0:x1], _shares(full)) * near
    return _drawn_over(ink, max(float(marks.stroke[mark]) for mark in one.marks))


@functools.cache
def _shares(full):
    """What each strength is of full ink without the blur, float32 `[256]`, 0..1."""
    floor = _FLOOR * full
    return _clipped((np.arange(256, dtype=np.float32) - floor) / (full - floor), 0, 1)


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
    return _all_framed([ink])[0]


def _all_framed(inks):
    """The same of N digits, uint8 `[N, 28, 28]`."""
    framed_all = np.zeros((len(inks), FRAME_PX, FRAME_PX), np.uint8)
    first, end = _ink_boxes(inks)
    inked = np.flatnonzero(end[:, 0])
    if not len(inked):
        return framed_all
    first, end, inks = first[inked], end[inked], [inks[one] for one in inked]
    sides = end - first  # [N, 2]
    scale = np.maximum(sides.max(1, keepdims=True), 1) / INK_PX  # source px a px
    room = np.rint(FRAME_PX - sides / scale).astype(int)
    corner = np.rint(room / 2).astype(int)
    middle = first + (FRAME_PX / 2 - corner) * scale
    sizes = np.array([ink.shape for ink in inks])
    ways = _samplings(sizes.ravel(), np.repeat(scale, 2), middle.ravel())
    wide = np.empty((len(inks), 2 * FRAME_PX, 2 * FRAME_PX), np.float32)
    for to, ink, down, across in zip(wide, inks, ways[::2], ways[1::2], strict=True):
        to[...] = products.product(products.product(down, ink), across.T)
    digits = _centred(wide, corner, room - corner)
    framed_all[inked] = np.rint(_clipped(digits, 0, 1) * 255)
    return framed_all


def _centred(wide, before, after):
    """The frame's part of each `[56, 56]` with its centre of mass where it is to be.

    Moving is choosing other rows and columns, as far as there is room on each side.
    """
    half = FRAME_PX // 2
    digits = wide[:, half:-half, half:-half]
    mass = digits.sum((1, 2))[:, np.newaxis] + 1e-6
    profiles = np.stack([digits.sum(2), digits.sum(1)], 1)  # [N, 2, 28]
    moves = np.rint(CENTRE - profiles @ np.arange(FRAME_PX) / mass)
    corners = half - _clipped(moves, -before, after).astype(int)
    return np.stack(
        [
            one[top : top + FRAME_PX, left : left + FRAME_PX]
            for one, (top, left) in zip(wide, corners.tolist(), strict=True)
        ]
    )


def _ink_boxes(inks):
    """(first row and column, the ends of both), float `[N, 2]`, px; 0 without ink.

    On a small digit a grey edge is half a pixel of ink or less, not a whole one.
    """
    profiles = [profile for ink in inks for profile in (ink.max(1), ink.max(0))]
    sizes = [len(profile) for profile in profiles]
    profile = np.concatenate(profiles)
    begun = np.cumsum(sizes) - sizes
    place = np.arange(len(profile))
    is_inked = profile > _INKED
    first = np.minimum.reduceat(np.where(is_inked, place, len(profile)), begun)
    last = np.maximum.reduceat(np.where(is_inked, place, -1), begun)
    is_empty = last < 0
    first[is_empty], last[is_empty] = begun[is_empty], begun[is_empty] - 1
    longer = (last + 1 - first).reshape(-1, 2).max(1)
    enlarged = np.repeat(_clipped(INK_PX / np.maximum(longer, 1) - 1, 0, 1), 2)
    off_first, off_last = (
        enlarged * _clipped(_FULL_EDGE - profile[edge], 0, 0.5)
        for edge in (first, last)
    )
    ends = first - begun + off_first, last + 1 - begun - off_last
    return [np.where(is_empty, 0, end).reshape(-1, 2) for end in ends]


def _clipped(values, least, most):
    """np.clip, which takes four times as long for as little as a digit has."""
    return np.minimum(np.maximum(values, least), most)


def _samplings(sizes, scales, middles):
    """Antialiased sampling of sides to twice the frame's, a matrix [56, size] each.

    By Catmull and Rom's cubic: strokes that are enlarged stay as sharp as they were.
    Only the few px near each place are looked at; those farther off weigh nothing.

    Args:
        sizes: int `[N]`, px.
        scales: float `[N]`, px a px of the frame.
        middles: float `[N]`, px that come to the middle.
    """
    count = 2 * FRAME_PX
    steps = np.arange(count) + 0.5 - FRAME_PX
    at = steps * scales[:, np.newaxis] + middles[:, np.newaxis] - 0.5
    reach = np.maximum(scales, 1.0)[:, np.newaxis]
    # Most of twice the frame lies beside the picture.
    side, step = np.nonzero((at > -2 * reach) & (at < sizes[:, np.newaxis] + 2 * reach))
    at, reach = at[side, step, np.newaxis], reach[side]
    place = np.ceil(at - 2 * reach) + np.arange(int(4 * reach.max(initial=1)) + 1)
    inside = (place >= 0) & (place < sizes[side, np.newaxis])
    distance = (np.abs(place - at) / reach)[inside]
    near, far = np.minimum(distance, 1), _clipped(distance, 1, 2)
    inner = 1 + near**2 * (1.5 * near - 2.5)
    outer = 2 - 4 * far + far**2 * (2.5 - 0.5 * far)
    ends = np.cumsum(count * sizes)
    row = (ends - count * sizes)[side] + step * sizes[side]
    flat = np.zeros(ends[-1], np.float32)
    to = (row[:, np.newaxis] + place)[inside].astype(int)
    flat[to] = (inner + outer) / np.broadcast_to(reach, inside.shape)[inside]
    # np.split takes five times as long.
    return [
        flat[end - count * size : end].reshape(count, -1)
        for end, size in zip(ends.tolist(), sizes.tolist(), strict=True)
    ]
