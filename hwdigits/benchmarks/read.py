"""Synthetic pages of held-out digits, read: what is right, what is wrong, how fast."""

import dataclasses
import itertools
import os
import sys
import time
from collections.abc import Sequence

import numpy as np
from absl import flags

from hwdigits import config as config_lib
from hwdigits import data, evaluation, machine, quiet
from hwdigits.benchmarks import failures, scoring, sections, tables
from hwdigits.data import pages
from hwdigits.data.examples import Examples
from hwdigits.reader import reader as reader_lib

SOURCES = ("mnist", "optdigits")
_USAGE = """\
usage: hwdigits benchmark read [--model=PATH] [--pages=N] [--level=phone] [--draw=DIR]

Reads made-up photos of pages and compares the answers with what was written there. The
digits are those of MNIST's training images that the reader's config holds back for
validation; optdigits need no data. Lines are matched by their place; `?` is a rejected
digit, and the error rate counts it too, but not on lines with words (notes) or signs
(entries, sums). Pages without digits (blank, lined, texture) show how many are
invented."""
_HEADING = (
    *("kind", "level", "pages", "lines", "exact lines [95 %]", "exact without ?"),
    *("digits", "error rate", "misread", "missed", "invented", "rejected"),
    *("pages with invented", "ms a page p50 / p99"),
)


def held_out(source: str, places: data.Places) -> Examples:
    """Digits that the reader has not learnt from; imports TensorFlow.

    Args:
        source: "mnist", of which its config's validation part is taken, or
            "optdigits", whose test split comes with scikit-learn.
        places: where MNIST lies on this machine.

    Raises:
        Refusal: MNIST or TensorFlow is not there.
    """
    quiet.import_tensorflow()
    config = config_lib.base_config("reader")
    if source == "optdigits":
        return data.load(config, "test", places, "optdigits")
    return data.load(config, "validation", places)


@dataclasses.dataclass(frozen=True)
class Reading:
    """One page, read once.

    Args:
        kind, level, seed: the page.
        truth, answer: texts, a line for each line of digits.
        score: of the answer.
        took_ms: from the decoded photo to the answer.
    """

    kind: str
    level: str
    seed: int
    truth: str
    answer: str
    score: scoring.Score
    took_ms: float

    @property
    def name(self) -> str:
        return f"{self.kind}-{self.level}-{self.seed}"


def run(
    reader: reader_lib.Reader,
    examples: Examples,
    count: int = 40,
    seed: int = 0,
    levels: Sequence[str] = ("phone",),
    draw: str | os.PathLike | None = None,
    size: tuple[int, int] = (1280, 960),
) -> dict:
    """Reads `count` pages of every kind at each level, each once.

    OpenCV is kept to one thread meanwhile.

    Args:
        reader: made with one thread, as it is by default.
        examples: the digits to write.
        count: how many pages of a kind and level, 1 or more.
        seed: of the first page; those of the next ones follow.
        levels: of pages.LEVELS.
        draw: a folder for drawings of the pages not read exactly, or None.
        size: width and height of the photos, px.

    Returns:
        {"machine", "settings", "rows": a dict for each level and kind, "faults": a dict
        for each page that was not read exactly}.

    Raises:
        Refusal: `draw` is no folder and cannot become one.
    """
    folder = sections.folder(draw)
    wanted = list(itertools.product(levels, pages.KINDS, range(seed, seed + count)))
    readings = []
    with sections.one_thread():
        _warm_up(reader, examples, size)
        for number, (level, kind, page_seed) in enumerate(wanted, 1):
            page = pages.page(examples, page_seed, kind, level, size)
            readings.append(_read(reader, page, kind, level, page_seed, folder))
            _progress(number, len(wanted))
    return {
        "machine": machine.facts("ai_edge_litert", "cv2", "numpy"),
        "settings": {"pages": count, "seed": seed, "size_px": list(size), "threads": 1},
        "rows": [
            {"kind": kind, "level": level}
            | _summed([r for r in readings if (r.level, r.kind) == (level, kind)])
            for level, kind in itertools.product(levels, pages.KINDS)
        ],
        "faults": [
            {"page": r.name, "truth": r.truth, "answer": r.answer}
            for r in readings
            if not r.score.is_exact
        ],
    }


def _warm_up(reader, examples, size):
    """Pages that are not counted: they load code and fill caches."""
    for seed in range(3):
        reader.read(pages.page(examples, seed, "rows", "scan", size).photo)


def _read(reader, page, kind, level, seed, folder):
    begun = time.perf_counter()
    answer = reader.read(page.photo)
    took_ms = 1e3 * (time.perf_counter() - begun)
    score = scoring.score(page, answer)
    reading = Reading(kind, level, seed, page.text, answer.text, score, took_ms)
    if folder is not None and not score.is_exact:
        failures.write(folder / f"{reading.name}.jpg", page, answer)
    return reading


def _progress(number, total):
    """How many pages are done, where a person looks on."""
    if sys.stderr.isatty():
        end = "\n" if number == total else ""
        print(f"\r{number} of {total} pages", end=end, file=sys.stderr, flush=True)


def _summed(readings):
    """What a row of the table says of pages of one kind and level."""
    scores = [reading.score for reading in readings]
    edits = sum((score.edits for score in scores), scoring.Edits())
    lines, exact, certain, digits = (
        sum(getattr(score, name) for score in scores)
        for name in ("lines", "exact", "certain", "digits")
    )
    p50, p99 = np.percentile([reading.took_ms for reading in readings], [50, 99])
    return {
        "pages": len(readings),
        "lines": lines,
        "exact": exact,
        "interval95": list(evaluation.wilson_interval(exact, lines)) if lines else None,
        "lines_without_rejection": certain,
        "digits": digits,
        "digit_error_rate": edits.distance / digits if digits else None,
        **dataclasses.asdict(edits),
        "pages_with_invented": sum(score.edits.invented > 0 for score in scores),
        "ms_p50": round(float(p50), 2),
        "ms_p99": round(float(p99), 2),
    }


def table(result: dict) -> str:
    """What `run` returned, for people."""
    rows = [_HEADING, *map(_cells, result["rows"])]
    settings = result["settings"]
    width, height = settings["size_px"]
    return (
        f"{machine.words(result['machine'])}\n"
        f"n={settings['pages']} pages of {width}x{height} a row, seeds from "
        f"{settings['seed']}; {settings['threads']} thread, each page once, decoded, "
        f"after 3 uncounted\n{tables.table(rows)}"
    )


def _cells(row):
    written = ("-",) * 3
    if row["lines"]:
        low, high = row["interval95"]
        certain = row["lines_without_rejection"]
        written = (
            f"{row['exact'] / row['lines']:.1%} [{low:.1%}, {high:.1%}]",
            f"{row['exact']} of {certain}"
            + (f", {row['exact'] / certain:.1%}" if certain else ""),
            f"{row['digit_error_rate']:.2%}",
        )
    counts = ("misread", "missed", "invented", "rejected", "pages_with_invented")
    return (
        *(row["kind"], row["level"], str(row["pages"]), str(row["lines"])),
        *(*written[:2], str(row["digits"]), written[2]),
        *(str(row[name]) for name in counts),
        f"{row['ms_p50']:.1f} / {row['ms_p99']:.1f}",
    )


def _define(values):
    sections.model(values)
    sections.whole(values, "pages", 40, "How many pages of each kind and level")
    sections.whole(
        values, "seed", 0, "Of the first page; those of the next follow", least=0
    )
    flags.DEFINE_enum(
        *(
            "level",
            "phone",
            [*pages.LEVELS, "all"],
            "scan, phone, hard or all [phone].",
        ),
        flag_values=values,
    )
    flags.DEFINE_enum(
        *("data", "mnist", list(SOURCES), "Whose held-out digits [mnist]."),
        flag_values=values,
    )
    sections.word(
        values, "draw", "A folder for the pages not read exactly, with the truth."
    )


def _measure(values):
    reader = reader_lib.Reader(values.model)
    places = data.Places(values.data_dir, values.manual_dir)
    examples = held_out(values.data, places)
    levels = pages.LEVELS if values.level == "all" else (values.level,)
    return run(reader, examples, values.pages, values.seed, levels, values.draw)


SECTION = sections.Section(
    _USAGE,
    _define,
    _measure,
    table,
    has_places=True,
    quick=("--pages=1", "--data=optdigits"),
)
