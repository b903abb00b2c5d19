"""How time and memory grow: with images, with the size of a picture, with digits."""

import os
import pathlib
import tempfile

import cv2
import numpy as np

from hwdigits import machine
from hwdigits.benchmarks import printed, sections, starts, tables, turns
from hwdigits.reader import model as model_lib
from hwdigits.reader import reader as reader_lib

_COUNTS = (10, 100, 1_000, 10_000, 100_000)
_SIDES_PX = (28, 56, 112, 224, 448, 896, 1792)
_DIGITS = (1, 4, 16, 64, 256)
# A file can have only so many names: 65,000 on ext4.
_NAMES_A_FILE = 10_000
_USAGE = """\
usage: hwdigits benchmark growth [--most=N] [--calls=N] [--json] [--out=DIR]

Seconds and peak memory of `hwdigits predict` of 10 to N small pictures, each a process;
ms of one picture of 28x28 to 1792x1792 and, of `hwdigits predict` of it, the memory; ms
of reading a 1280x960 page with 1 to 256 printed digits, and its memory. The exponent is
the slope of the last three points, both axes logarithmic: 1 is twice the time for twice
as much. How training grows with replicas is the section distribute's."""


def run(most: int = _COUNTS[-1], calls: int = 10) -> dict:
    """Measures the three curves by the shipped reader, on one thread.

    Args:
        most: pictures.
        calls: of each picture and page, after one uncounted.

    Returns:
        {"machine", "calls", "images", "sizes", "digits": curves of {"x", "ms", "mb"}}.
    """
    with tempfile.TemporaryDirectory() as scratch:
        folder = pathlib.Path(scratch)
        with sections.one_thread():
            return {
                "machine": machine.facts("ai_edge_litert", "cv2", "numpy"),
                "calls": calls,
                "images": _images(folder, most),
                "sizes": _sizes(folder, calls),
                "digits": _digits(folder, calls),
            }


def _curve(points):
    xs, ms, mb = zip(*points, strict=True)
    return {
        "x": list(xs),
        "ms": [round(float(value), 4) for value in ms],
        "mb": [round(float(value), 1) for value in mb],
    }


def _images(folder, most):
    """`hwdigits predict` of a folder that becomes fuller."""
    picture = 255 - printed.digits().images[5, :, :, 0]
    there, pictures = 0, folder / "pictures"
    pictures.mkdir()
    points = []
    for count in [one for one in _COUNTS if one < most] + [most]:
        for number in range(there, count):
            origin = number - number % _NAMES_A_FILE
            path = pictures / f"{number:06}.png"
            if number == origin:
                cv2.imwrite(str(path), picture)
            else:
                os.link(pictures / f"{origin:06}.png", path)
        there = count
        seconds, peak_mb = starts.measured("predict", pictures)
        points.append((count, 1e3 * seconds, peak_mb))
    return _curve(points)


def _sizes(folder, calls):
    model = model_lib.Model()
    points = []
    for side in _SIDES_PX:
        gray = cv2.resize(255 - printed.digits().images[5, :, :, 0], (side, side))
        times = turns.taken({"": lambda gray=gray: model.predict_picture(gray)}, calls)
        points.append((side, _p50_ms(times), _memory(folder, "predict", gray)))
    return _curve(points)


def _digits(folder, calls):
    reader = reader_lib.Reader()
    points = []
    for count in _DIGITS:
        page = printed.sheet(count)
        times = turns.taken({"": lambda page=page: reader.read(page)}, calls)
        points.append((count, _p50_ms(times), _memory(folder, "read", page)))
    return _curve(points)


def _p50_ms(times):
    return 1e3 * np.median(times[""])


def _memory(folder, command, picture):
    """Peak MB of one command for one picture."""
    path = folder / "one.png"
    cv2.imwrite(str(path), picture)
    return starts.measured(command, path)[1]


def exponent(xs: list[float], values: list[float]) -> float:
    """The slope of the last three points, both axes logarithmic."""
    slope, _ = np.polyfit(np.log(xs[-3:]), np.log(values[-3:]), 1)
    return float(slope)


_CURVES = {
    "images": "pictures, hwdigits predict",
    "sizes": "one picture of so many px a side",
    "digits": "printed digits on a page of 1280x960",
}


def table(result: dict) -> str:
    """What `run` returned, for people."""
    parts = [
        f"{machine.words(result['machine'])}\nthe shipped reader, 1 thread; ms: of the "
        f"whole process for pictures, n=1; else p50 of n={result['calls']} calls; MB: "
        "the peak of a whole process"
    ]
    for name, title in _CURVES.items():
        curve = result[name]
        xs = curve["x"]
        rows = [(title, *(f"{x:,}" for x in xs), "exponent")]
        for unit, values in (("ms", curve["ms"]), ("MB", curve["mb"])):
            slope = f"{exponent(xs, values):.2f}"
            rows.append((unit, *(f"{value:,.1f}" for value in values), slope))
        parts.append(tables.table(rows))
    return "\n\n".join(parts)


def _figure(result, unit, label):
    from hwdigits.reproduction import plots

    panels = {
        (title, label): {
            f"exponent {exponent(result[name]['x'], result[name][unit]):.2f}": (
                result[name]["x"],
                np.array([result[name][unit]]),
            )
        }
        for name, title in _CURVES.items()
    }
    title = {"ms": "Time", "mb": "Peak memory"}[unit]
    return plots.lines(panels, title, xscale="log", yscale="log")


def _define(values):
    sections.whole(values, "most", _COUNTS[-1], "How many pictures at most", least=4)
    sections.whole(values, "calls", 10, "How often each picture and page is read")


SECTION = sections.Section(
    *(_USAGE, _define, lambda values: run(values.most, values.calls), table),
    quick=("--most=1000", "--calls=1"),
    plots={
        "growth-time.png": lambda result: _figure(result, "ms", "ms"),
        "growth-memory.png": lambda result: _figure(result, "mb", "MB"),
    },
)
