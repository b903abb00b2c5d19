"""Photos of grids whose cells are known, read: what is right, what went wrong where."""

import dataclasses
import os
import pathlib
import sys
import time

import numpy as np
from PIL import Image, ImageDraw

from hwdigits import evaluation, machine
from hwdigits.benchmarks import sections, tables, truths
from hwdigits.reader import marking
from hwdigits.reader import page as page_lib
from hwdigits.reader import reader as reader_lib
from hwdigits.reader.photo import pictures

_WRONG = (213, 94, 0)
_USAGE = """\
usage: hwdigits benchmark grids DIR [--model=PATH] [--unique=KINDS] [--draw=DIR]

Reads photos of grids. DIR holds them, each with a .dat file of the same name: two lines
of heading, then a line of numbers for each row of the grid, 0 for an empty cell. Cells
that are not right are counted by stage: grid not found, cell misplaced, digit misread
or refused, empty misjudged."""


@dataclasses.dataclass(frozen=True)
class Reading:
    """One photo, read once.

    Attributes:
        photo: with what stands in its cells.
        outcomes: of each cell, words of truths.OUTCOMES.
        took_ms: from the file to the answer.
    """

    photo: truths.Photo
    outcomes: np.ndarray
    took_ms: float

    def count(self, *outcomes: str) -> int:
        return int(np.isin(self.outcomes, outcomes).sum())

    @property
    def is_placed(self) -> bool:
        """Whether its grid was found, and its cells where they are."""
        return not self.count("not found", "misplaced")

    @property
    def is_whole(self) -> bool:
        """Whether all of its cells are right."""
        return self.count("right") == self.outcomes.size

    @property
    def would_be_whole(self) -> bool:
        """Whether they were, had nothing been refused: as where none can be."""
        right = self.count("right", "refused, its guess right")
        return right == self.outcomes.size


def run(
    reader: reader_lib.Reader,
    folder: str | os.PathLike,
    draw: str | os.PathLike | None = None,
    **known,
) -> dict:
    """Reads every photo of a folder once, as a grid.

    OpenCV is kept to one thread meanwhile.

    Args:
        reader: made with one thread, as it is by default.
        folder: photos and .dat files, as `truths` has them.
        draw: a folder for drawings of the photos that are not read exactly, or None.
        known: what Reader.read takes of what is known, as `unique=("rows",)`.

    Returns:
        {"machine", "folder", "known", and what `_summed` counts, "faults": a dict for
        each photo that was not read exactly}.

    Raises:
        Refusal: no photos there, or `draw` is no folder and cannot become one.
    """
    photos = truths.photos(pathlib.Path(folder))
    out = sections.folder(draw)
    readings = []
    with sections.one_thread():
        for photo in photos[:2]:  # not counted: they load code and fill caches
            _answer(reader, photo, known)
        for number, photo in enumerate(photos, 1):
            readings.append(_read(reader, photo, known, out))
            _progress(number, len(photos))
    return {
        "machine": machine.facts("ai_edge_litert", "cv2", "numpy"),
        "folder": str(folder),
        "known": {name: value for name, value in known.items() if value},
        **_summed(readings),
        "faults": [_fault(one) for one in readings if not one.is_whole],
    }


def _answer(reader, photo, known) -> page_lib.Page | None:
    try:
        return reader.read(photo.path, layout="grid", **known)
    except pictures.Unreadable:
        return None


def _read(reader, photo, known, out):
    begun = time.perf_counter()
    page = _answer(reader, photo, known)
    took_ms = 1e3 * (time.perf_counter() - begun)
    reading = Reading(photo, truths.outcomes(photo.cells, page), took_ms)
    if out is not None and not reading.is_whole:
        name = f"{photo.path.parent.name}-{photo.path.stem}.jpg"
        _drawn(reading, page).save(out / name, quality=85)
    return reading


def _drawn(reading, page):
    """The photo with its answer; cells that are not right in orange, with the truth."""
    photo, wide_px = pictures.photo(reading.photo.path)
    if page is None:
        return Image.fromarray(photo)
    scale = photo.shape[1] / wide_px
    picture = marking.drawn(photo, page, scale)
    pen = ImageDraw.Draw(picture)
    if not reading.is_placed:
        return picture
    for row, column in np.argwhere(reading.outcomes != "right").tolist():
        cell = page.lines[row].digits[column]
        corners = [(x * scale, y * scale) for x, y in cell.corners]
        pen.polygon(corners, outline=_WRONG, width=4)
        x, y = corners[2]
        pen.text((x, y), str(reading.photo.cells[row, column]), _WRONG, anchor="rb")
    return picture


def _progress(number, total):
    """How many photos are done, where a person looks on."""
    if sys.stderr.isatty():
        end = "\n" if number == total else ""
        print(f"\r{number} of {total} photos", end=end, file=sys.stderr, flush=True)


def _summed(readings):
    """Counts over all photos; times in ms."""
    placed = [reading for reading in readings if reading.is_placed]
    whole = sum(reading.is_whole for reading in readings)
    empties = [reading.photo.cells == 0 for reading in readings]
    right = [
        int((reading.outcomes[empty] == "right").sum())
        for reading, empty in zip(readings, empties, strict=True)
    ]
    p50, p99 = np.percentile([reading.took_ms for reading in readings], [50, 99])
    return {
        "photos": len(readings),
        "grids_found": sum(not reading.count("not found") for reading in readings),
        "grids_placed": len(placed),
        "cells": sum(reading.outcomes.size for reading in readings),
        "cells_placed": sum(reading.outcomes.size for reading in placed),
        "outcomes": {
            outcome: sum(reading.count(outcome) for reading in readings)
            for outcome in truths.OUTCOMES
        },
        "whole_grids": whole,
        "whole_grids_guessed": sum(reading.would_be_whole for reading in readings),
        "whole_interval95": list(evaluation.wilson_interval(whole, len(readings))),
        "empty_cells": int(sum(empty.sum() for empty in empties)),
        "empty_cells_right": sum(right),
        "ms_p50": round(float(p50), 2),
        "ms_p99": round(float(p99), 2),
    }


def _fault(reading):
    counts = {name: reading.count(name) for name in truths.OUTCOMES}
    return {
        "photo": str(reading.photo.path),
        **{name: count for name, count in counts.items() if count and name != "right"},
    }


def table(result: dict) -> str:
    """What `run` returned, for people."""
    counts, low_high = result["outcomes"], result["whole_interval95"]
    right = counts["right"]
    rows = [
        ("photos", str(result["photos"])),
        ("grids found", _share(result["grids_found"], result["photos"])),
        ("cells right, of all", _share(right, result["cells"])),
        ("cells right, where placed", _share(right, result["cells_placed"])),
        (
            "whole grids right [95 %]",
            _share(result["whole_grids"], result["photos"])
            + " [{:.1%}, {:.1%}]".format(*low_high),
        ),
        (
            "the same, had nothing been refused",
            _share(result["whole_grids_guessed"], result["photos"]),
        ),
        (
            "empty cells right",
            _share(result["empty_cells_right"], result["empty_cells"]),
        ),
        *(
            (f"cells {outcome}", _share(counts[outcome], result["cells"]))
            for outcome in truths.OUTCOMES[:0:-1]
        ),
        ("ms a photo p50 / p99", f"{result['ms_p50']:.1f} / {result['ms_p99']:.1f}"),
    ]
    known = " ".join(f"{name}={value}" for name, value in result["known"].items())
    return (
        f"{machine.words(result['machine'])}\n"
        f"{result['folder']}, each photo once, from its file, 1 thread, after 2 "
        f"uncounted{'; ' + known if known else ''}\n"
        f"{tables.table([('of all', 'n'), *rows])}"
    )


def _share(count, total):
    return f"{count} of {total}" + (f", {count / total:.2%}" if total else "")


def _define(values):
    sections.model(values)
    sections.word(
        values, "draw", "A folder for the photos not read exactly, with the truth."
    )
    sections.names(
        values, "unique", (), "Where no digit stands twice: rows,columns,blocks."
    )


def _measure(values, folder):
    reader = reader_lib.Reader(values.model)
    return run(reader, folder, values.draw, unique=values.unique)


SECTION = sections.Section(_USAGE, _define, _measure, table, takes="DIR")
