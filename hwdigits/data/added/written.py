"""Marks as photos of pages show them, cut out as the reader cuts them.

A pen of another width, paper, light, a lens and a JPEG lie between a digit as it is
scanned and what the reader makes of a photo: of the same digits, cut from made-up
pages, a network that knew only scans misread four times as many. Beside each digit
stand its neighbours, so what else the reader might take for one comes as well: two of
them in one. Letters stand there, too, and digits crossed out. In grids, which the
reader cuts out in another way, some are printed.
"""

import itertools
import pathlib
from collections.abc import Callable, Sequence

import numpy as np

from hwdigits.data import pages
from hwdigits.data.examples import NOT_A_DIGIT, Examples, concatenate
from hwdigits.reader import crops, grids, lattice, looking
from hwdigits.reader.photo.sheets import Sheet

# Of pages as large as most phones' photos are looked at, and of small photos.
_LARGE_PX, _SMALL_PX = (960, 720), (640, 480)
_PAGES = (
    *(("rows", _LARGE_PX), ("grids", _SMALL_PX), ("boxes", _LARGE_PX)),
    *(("rows", _SMALL_PX), ("grids", _LARGE_PX), ("rows", _LARGE_PX)),
    ("boxes", _SMALL_PX),
)
_LEVELS = ("phone", "hard", "phone", "scan")
# A box that a candidate shares so much of with a digit's (over both together) is it;
# one that covers so much of two digits' is two.
_SAME, _BOTH = 0.75, (0.8, 0.6)
_MOST_OTHERS = 0.1  # of a page's digits
_DOUBTED = 0.9  # a confidence with which a mark is cut, and no letter


def make(
    marks: Examples,
    count: int,
    seed: int,
    fonts: Sequence[Sequence[pathlib.Path]] = (),
    shown: Callable[[int], None] = lambda done: None,
) -> Examples:
    """Writes marks on pages, photographs them and cuts them out again.

    Args:
        marks: what is written, digits and others.
        count: how many are cut out, those included that are two digits.
        seed: the same arguments give the same pictures.
        fonts: files of each family of type; without any, Pillow's own is printed.
        shown: told after each page how many there are.

    Returns:
        Examples, label 0..9 or NOT_A_DIGIT, named "written/<kind>-<level>-<page>/<n>".
    """
    parts, done = [], 0
    for number in itertools.count():
        if done >= count:
            break
        parts.append(_page(marks, seed, number, fonts))
        done += len(parts[-1])
        shown(min(done, count))
    return concatenate(parts).take(np.arange(count))


def _page(marks, seed, number, fonts):
    """All that is cut out of one page."""
    # Their numbers are coprime, so each kind and size meets each level.
    kind, size = _PAGES[number % len(_PAGES)]
    level = _LEVELS[number % len(_LEVELS)]
    random = np.random.default_rng([seed, number])
    own = int(random.integers(2**31))
    page = pages.page(marks, own, kind, level, size, _one_of(fonts, random))
    found, candidates, boxes = _seen(page.photo, kind)
    chosen, labels = _labelled(boxes, page, np.random.default_rng(own))
    images = crops.digits([candidates[n] for n in chosen], found.marks, found.strength)
    names = [f"written/{kind}-{level}-{own}/{n}" for n in range(len(labels))]
    return Examples(images, labels, np.array(names, dtype=str))


def _one_of(fonts, random):
    """A font, each family as often as any other, or None."""
    if not fonts:
        return None
    family = fonts[random.integers(len(fonts))]
    return family[random.integers(len(family))]


def _seen(photo, kind):
    """(what the reader finds, its candidates, their boxes `[N, 4]`, px of the photo).

    A grid that it does not see is read as rows, like any other.
    """
    sheet = Sheet(photo)
    grid = grids.find(sheet) if kind == "grids" else None
    found = grid or looking.find(sheet)
    candidates = [one for row in found.rows for one in _candidates(row, found.marks)]
    boxes = np.array([found.box(one.box) for one in candidates], float).reshape(-1, 4)
    boxes[:, 2:] += boxes[:, :2]
    return found, candidates, boxes


def _candidates(row, marks):
    """All that the row's lattice would ask a network about, if it doubted them all."""
    whole = lattice.joined(row, marks)
    return whole + lattice.pieces(row, marks, whole, np.full(len(whole), _DOUBTED))


def _labelled(boxes, page, random):
    """(which of the candidates, int64 labels): each mark once, and some that are two.

    Args:
        boxes: of the candidates, x0, y0, x1, y1, px of the photo, `[N, 4]`.
        page: with the truth.
        random: draws those that are two.
    """
    truths = np.array([box for line in page.boxes for box in line], float)
    if not len(boxes) or not len(truths):
        return [], np.zeros(0, np.int64)
    shared, areas = _shared(boxes, truths)  # [N, digits]
    alike = shared / (areas[:, np.newaxis] + truths[:, 2:].prod(1) - shared)
    best = alike.argmax(0)
    found = np.flatnonzero(alike.max(0) >= _SAME)
    labels = np.array([_label(text) for text in "".join(page.lines)])
    covered = np.sort(shared / truths[:, 2:].prod(1), 1)[:, ::-1]
    two = np.zeros(0, np.int64)
    if len(truths) > 1:
        two = np.flatnonzero((covered[:, :2] > _BOTH).all(1))
    two = np.setdiff1d(two, best[found])
    most = min(len(two), round(_MOST_OTHERS * len(truths)))
    two = random.choice(two, most, replace=False)
    others = np.full(most, NOT_A_DIGIT)
    chosen = np.concatenate([best[found], two]).tolist()
    return chosen, np.concatenate([labels[found], others]).astype(np.int64)


def _label(character):
    return int(character) if character.isdecimal() else NOT_A_DIGIT


def _shared(boxes, truths):
    """(the area that each box shares with each true one, px^2; the boxes' areas)."""
    starts = np.maximum(boxes[:, np.newaxis, :2], truths[:, :2])
    ends = np.minimum(boxes[:, np.newaxis, 2:], truths[:, :2] + truths[:, 2:])
    sides = boxes[:, 2:] - boxes[:, :2]
    return np.maximum(ends - starts, 0).prod(2), sides.prod(1)
