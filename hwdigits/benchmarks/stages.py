"""Where the time of reading a page goes, and that of training the reader."""

import contextlib
import importlib
import importlib.util
import time
from collections import defaultdict
from unittest import mock

import numpy as np

from hwdigits import machine
from hwdigits.benchmarks import layers, sections, tables
from hwdigits.data import optdigits, pages
from hwdigits.reader import model as model_lib
from hwdigits.reader import reader as reader_lib

# What is timed of reading a page, as it is called: a word, then where it stands; those
# of one word together. None of them calls another one.
_STAGES = (
    ("look for a grid", "hwdigits.reader.grids.lattice", "find"),
    ("light on the paper", "hwdigits.reader.photo.paper", "Light.__init__"),
    ("ink", "hwdigits.reader.photo.paper", "Light.ink"),
    ("printed lines", "hwdigits.reader.printed.removal", "remove"),
    ("patterns all over", "hwdigits.reader.printed.patterns", "limit"),
    ("marks", "hwdigits.reader.ink.marks", "find"),
    ("circles around", "hwdigits.reader.ink.enclosures", "find"),
    ("scraps of lines", "hwdigits.reader.printed.removal", "Removed.are_scraps"),
    *(
        ("signs alone", f"hwdigits.reader.signs.{sign}", "are")
        for sign in ("barcodes", "choices", "number_signs", "percents", "ticks")
    ),
    ("edges that are light", "hwdigits.reader.ink.sides", "are_light"),
    ("rows", "hwdigits.reader.rows", "find"),
    ("what lies on paper", "hwdigits.reader.ink.surroundings", "are_plain"),
    ("light on dark?", "hwdigits.reader.photo.paper", "Light.may_be_negative"),
    ("joined and cut", "hwdigits.reader.lattice", "joined"),
    ("joined and cut", "hwdigits.reader.lattice", "pieces"),
    ("candidates cut out", "hwdigits.reader.crops", "digits"),
    ("the network", "hwdigits.reader.model", "Model.read_digits"),
    ("numbers or words", "hwdigits.reader.words", "edges"),
    ("signs in rows", "hwdigits.reader.signs.bars", "are_none"),
    ("signs in rows", "hwdigits.reader.signs.items", "are_none"),
)
_NAMES = tuple(dict.fromkeys(name for name, *_ in _STAGES))
_WHOLE, _REST = "a page", "everything else"
_USAGE = """\
usage: hwdigits benchmark stages [--pages=N] [--rounds=N] [--json] [--out=DIR]

Made-up pages of rows, 1280x960, phone, digits of the optical set, each read once by the
shipped reader on one thread: ms of each stage, on the clock and of the processor, which
other programs' work lengthens less. Then, where TensorFlow is installed, a training
step of the reader's network, batch 128, on TensorFlow's own threads: preparing a batch,
and each layer alone, forward and back, beside what TensorFlow's matrix product
reaches."""


def run(count: int = 20, rounds: int = 5) -> dict:
    """Times both.

    Args:
        count: pages, after two uncounted.
        rounds: of the training's parts, which take turns.

    Returns:
        {"machine", "pages", "stages": {stage: {"ms_p50", "ms_p99", "cpu_ms_p50",
        "calls" a page}}, "training": as `layers.run`, None without TensorFlow}.
    """
    stages = _pages(count)
    training = None
    if importlib.util.find_spec("tensorflow") is not None:
        training = layers.run(rounds)
    return {
        "machine": machine.facts("ai_edge_litert", "cv2", "numpy"),
        "pages": count,
        "stages": stages,
        "training": training,
    }


def _pages(count):
    reader, examples = reader_lib.Reader(model_lib.SHIPPED), optdigits.load("test")
    found = defaultdict(list)
    with sections.one_thread():
        for number in range(-2, count):
            photo = pages.page(examples, max(number, 0), "rows", "phone").photo
            taken = _timed(reader, photo)
            if number >= 0:
                for name, spent in taken.items():
                    found[name].append(spent)
    return {name: _summed(spent, count) for name, spent in found.items()}


def _timed(reader, photo):
    """{stage: (s on the clock, s of the processor, calls)} of one page."""
    spent = defaultdict(lambda: (0.0, 0.0, 0))
    with contextlib.ExitStack() as stack:
        for name, module, path in _STAGES:
            stack.enter_context(_watched(spent, name, module, path))
        with _clock(spent, _WHOLE):
            reader.read(photo)
    parts = np.sum([spent[name] for name in _NAMES if name in spent], axis=0)
    clock, cpu, _ = spent[_WHOLE]
    spent[_REST] = (clock - parts[0], cpu - parts[1], 1)
    return spent


@contextlib.contextmanager
def _clock(spent, name):
    begun, cpu = time.perf_counter(), time.process_time()
    try:
        yield
    finally:
        now = time.perf_counter() - begun, time.process_time() - cpu, 1
        spent[name] = tuple(a + b for a, b in zip(spent[name], now, strict=True))


def _watched(spent, name, module, path):
    """The function with a clock around it, while the context lasts."""
    owner = importlib.import_module(module)
    *classes, attribute = path.split(".")
    for one in classes:
        owner = getattr(owner, one)
    original = getattr(owner, attribute)

    def watched(*arguments, **named):
        with _clock(spent, name):
            return original(*arguments, **named)

    return mock.patch.object(owner, attribute, watched)


def _summed(spent, count):
    clock, cpu, calls = (np.array(column) for column in zip(*spent, strict=True))
    # On a page where a stage was not called it took no time.
    clock, cpu = (np.pad(one, (0, count - len(one))) for one in (clock, cpu))
    p50, p99 = np.percentile(1e3 * clock, [50, 99])
    return {
        "ms_p50": round(float(p50), 2),
        "ms_p99": round(float(p99), 2),
        "cpu_ms_p50": round(1e3 * float(np.median(cpu)), 2),
        "calls": round(float(calls.sum()) / count, 1),
    }


def table(result: dict) -> str:
    """What `run` returned, for people."""
    stages = result["stages"]
    whole = stages[_WHOLE]["cpu_ms_p50"]
    rows = [("of reading a page", "ms, p50", "p99", "of the processor", "", "calls")]
    order = [_WHOLE, *(name for name in _NAMES if name in stages), _REST]
    for name in order:
        one = stages[name]
        rows.append(
            (
                *(name, f"{one['ms_p50']:.1f}", f"{one['ms_p99']:.1f}"),
                *(f"{one['cpu_ms_p50']:.1f}", f"{one['cpu_ms_p50'] / whole:.0%}"),
                f"{one['calls']:.0f}",
            )
        )
    parts = [
        f"{machine.words(result['machine'])}\nn={result['pages']} pages of 1280x960, "
        f"rows, phone, 1 thread\n{tables.table(rows)}"
    ]
    if result["training"]:
        parts.append(layers.table(result["training"]))
    return "\n\n".join(parts)


def _define(values):
    sections.whole(values, "pages", 20, "How many pages are read")
    sections.rounds(values)


SECTION = sections.Section(
    *(_USAGE, _define, lambda values: run(values.pages, values.rounds), table),
    quick=("--pages=1", "--rounds=1"),
)
