"""Photographed pages of handwritten digits, made up, with the truth known.

    page(examples, seed, "rows", "phone")   one `Page`: photo, texts and boxes
      pen.py        a 28x28 digit enlarged into pen strokes, and ink laid on paper
      writing.py    where the digits of rows stand, or one alone
      words.py      and words before them
      answers.py    numbers that are circled, underlined, marked
      entries.py    dates, telephone numbers, amounts, sums: signs between digits
      lists.py      homework: numbers behind a letter or a box, before a tick
      forms.py      the same for form fields, and the printed boxes
      labels.py     printed words beside the fields
      grids.py      puzzles and tables: the lines, and digits written and printed
      paper.py      sheets: colour, fibre, rules, specks, creases
      textures.py   wood, cloth, stone: what is not paper
      places.py     light through blinds, a screen's waves, sheets on gravel
      strips.py     single lines cut out of a photo
      noise.py      random fields
      camera.py     where the camera stands, how still; light, shadow, blur, noise, JPEG

Everything is a function of (examples, seed, kind, level, size): the same gives the same
bytes. No TensorFlow is imported.
"""

import dataclasses
import pathlib

import numpy as np

from hwdigits.data.examples import Examples
from hwdigits.data.pages import (
    answers,
    camera,
    entries,
    forms,
    grids,
    labels,
    lists,
    paper,
    pen,
    places,
    strips,
    textures,
    words,
    writing,
)
from hwdigits.refusal import Refusal

# From easy to hard; "phone" is what a person gets who takes some care.
LEVELS = ("scan", "phone", "hard")
# What is written; in this order, for a page's seed counts them.
KINDS = {
    "rows": "numbers, one a row",
    "boxes": "form fields, one digit a box",
    "blank": "paper without anything",
    "lined": "ruled or squared paper",
    "texture": "wood, cloth, stone",
    "forms": "fields with words beside them, and tables, on paper that curls",
    "grids": "a puzzle or a table: printed digits, handwritten ones, empty cells",
    "notes": "rows, many of which begin with a word",
    "strips": "a row, cut out",
    "entries": "dates, telephone numbers, prices and times, in rows",
    "sums": "of two numbers",
    "single": "one digit, mostly a large one",
    "answers": "numbers circled, framed, underlined or marked, some on creased paper",
    "unboxed": "form fields in gray or white, with a short line or a circle a digit",
    "places": "rows under blinds or a window, on a screen, on gravel or leaves",
    "amounts": "as on cheques: on paper with fine waves, some between #",
    "lists": "homework: numbers behind a letter, a box or circles, before a tick",
    "hurried": "rows in which a third of the digits touch",
}
# What a mark is in the truth, by its label; the last is no digit, as in an answer.
_CHARACTERS = "0123456789?"
# Whatever is read on these is invented.
WITHOUT_DIGITS = ("blank", "lined", "texture")
_LEAST_SIDE_PX = 240


@dataclasses.dataclass(frozen=True)
class Page:
    """A photo and what is written on it.

    Args:
        photo: uint8 `[H, W, 3]`, 0..255, RGB, as a camera gives it.
        lines: the texts, top to bottom, `?` for what is no digit; () for a page without
            anything written.
        boxes: for every line, for every character: x, y, width, height of its ink, in
            px of the photo.
    """

    photo: np.ndarray
    lines: tuple[str, ...]
    boxes: tuple[tuple[tuple[int, int, int, int], ...], ...]

    @property
    def text(self) -> str:
        """The lines, joined by newlines."""
        return "\n".join(self.lines)


def page(
    examples: Examples,
    seed: int,
    kind: str = "rows",
    level: str = "phone",
    size: tuple[int, int] = (1280, 960),
    font: pathlib.Path | None = None,
) -> Page:
    """Writes digits on a sheet and takes a photo of it.

    Args:
        examples: what is written, uint8 `[N, 28, 28, 1]`, bright on 0, labels 0..9 or
            NOT_A_DIGIT.
        seed: 0 or more; another seed, another page.
        kind: one of KINDS, where they are described.
        level: "scan", "phone" or "hard".
        size: width and height of the photo, or of the one that a strip is cut out of,
            px.
        font: a file, of the printed digits of "grids", the words of "notes" and the
            letters of "lists"; None for the one of Pillow.

    Raises:
        Refusal: an unknown kind or level, a side below 240 px, a negative seed, or no
            examples to write.
    """
    _check(examples, seed, kind, level, size)
    sequence = np.random.default_rng(
        [seed, list(KINDS).index(kind), LEVELS.index(level)]
    )
    # A stream for each, so that a change of the paper leaves the text as it is.
    hand, mill, lens, grip = sequence.spawn(4)
    if kind == "strips":
        whole = page(examples, seed, "rows", level, size)
        photo, line, boxes = strips.cut(hand, whole.photo, whole.boxes)
        return Page(photo, (whole.lines[line],), (boxes,))
    if kind == "texture":
        return Page(_surface(mill, lens, level, size), (), ())
    place = places.choose(mill) if kind == "places" else ""
    curls, is_small = kind in ("forms", "grids"), place == "things"
    view = camera.view(lens, level, size, curls, is_small)
    sheet, ruling = paper.sheet(mill, kind, level, size)
    written = hand, examples, level, view.area
    if kind == "grids":
        lines, unsharp_px = _filled_grid(sheet, *written, font)
    else:
        lines, unsharp_px = _lines(sheet, *written, kind, ruling, font), 0.0
    _write(sheet, lines, hand, level)
    places.light(mill, place, sheet)
    around = places.things if is_small else textures.table
    table = around(mill, size) if view.shows_edge else None
    moved_px = camera.shake(grip, level, size)
    photo = camera.shoot(lens, level, sheet, view, table, unsharp_px, moved_px)
    return Page(photo, _texts(lines), _boxes(lines, view, size))


def _check(examples, seed, kind, level, size):
    for name, given, known in (("kind", kind, KINDS), ("level", level, LEVELS)):
        if given not in known:
            raise Refusal(
                f"a page's {name} must be one of {', '.join(known)}. Received: {given}"
            )
    if min(size) < _LEAST_SIDE_PX:
        raise Refusal(
            f"a page's sides must be {_LEAST_SIDE_PX} px or more. "
            f"Received: {size[0]}x{size[1]}"
        )
    if seed < 0:
        raise Refusal(f"a page's seed must be 0 or more. Received: {seed}")
    if kind not in WITHOUT_DIGITS and not len(examples):
        raise Refusal(
            f"a page of {kind} must have digits to write. Received: 0 examples; "
            "the kinds without digits need none"
        )


def _filled_grid(sheet, hand, examples, level, area, font):
    """(what is written in the cells of a grid that is printed on the sheet; how far the
    photo is out of focus, px)."""
    grid = grids.lay_out(hand, area)
    grids.print_on(sheet, grid, hand)
    lines = grids.fill(hand, examples, grid, font)
    return lines, grid.blur_px(hand, level)


def _lines(sheet, hand, examples, level, area, kind, ruling, font):
    """What is written on a sheet without a grid; fields for it are printed there."""
    if kind in ("rows", "notes", "places", "hurried"):
        before = words.Words(hand, font) if kind == "notes" else None
        hurried = kind == "hurried"
        return writing.rows(hand, examples, level, area, ruling, before, hurried)
    if kind == "amounts":
        paper.secure(sheet, hand)
    if kind in ("entries", "amounts", "sums"):
        return entries.rows(hand, examples, level, area, ruling, kind)
    if kind == "lists":
        before = words.Words(hand, font)
        return lists.rows(hand, examples, area, sheet, before)
    if kind == "single":
        return writing.one(hand, examples, area)
    if kind == "answers":
        return _answered(sheet, hand, examples, level, area)
    if kind in ("boxes", "forms", "unboxed"):
        return _filled_form(sheet, hand, examples, kind, level, area)
    return []


def _answered(sheet, hand, examples, level, area):
    """Numbers, and around them what is drawn on the sheet."""
    lines = answers.rows(hand, examples, area)
    answers.draw_around(sheet, lines, hand, level)
    paper.crease(sheet, hand)
    return lines


def _filled_form(sheet, hand, examples, kind, level, area):
    """What is written in the fields that are printed on the sheet."""
    if kind == "unboxed":
        fields = forms.fields(hand, area, boxed=False)
        forms.shade(sheet, fields, hand)
        return forms.fill(hand, examples, level, fields)
    named = kind == "forms"
    fields = (forms.named if named else forms.fields)(hand, area)
    forms.print_on(sheet, fields, hand)
    if named:
        labels.print_on(sheet, fields, hand)
    return forms.fill(hand, examples, level, fields)


def _surface(mill, lens, level, size):
    whole = camera.straight(size)
    return camera.shoot(lens, level, textures.surface(mill, size), whole, None)


def _write(sheet, lines, hand, level):
    grain = paper.grain(hand, sheet.shape[:2])
    ink = pen.ink(hand, level)
    for line in lines:
        if hand.random() < 0.1:  # another pen was at hand
            ink = pen.ink(hand, level)
        for mark in line:
            pen.lay(sheet, mark, mark.ink or ink, grain)


def _texts(lines):
    return tuple("".join(_CHARACTERS[mark.label] for mark in line) for line in lines)


def _boxes(lines, view, size):
    return tuple(
        tuple(camera.seen(mark, view, size) for mark in line) for line in lines
    )
