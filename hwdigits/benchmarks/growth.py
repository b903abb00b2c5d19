"""How time and memory grow: with images, picture size, digits a page, and replicas."""

import importlib.util
import os
import pathlib
import tempfile

import cv2
import numpy as np

from hwdigits import machine
from hwdigits.benchmarks import distribute, printed, sections, starts, tables, turns
from hwdigits.reader import model as model_lib
from hwdigits.reader import reader as reader_lib

_COUNTS = (10, 100, 1_000, 10_000, 100_000)
_SIDES_PX = (28, 56, 112, 224, 448, 896, 1792)
_DIGITS = (1, 4, 16, 64, 256)
_REPLICAS = (1, 2, 4, 8)
# A file can have only so many names: 65,000 on ext4.
_NAMES_A_FILE = 10_000
_USAGE = """\
usage: hwdigits benchmark growth [--most=N] [--calls=N] [--json] [--out=DIR]

Seconds and peak memory of `hwdigits predict` of 10 to N small pictures, each a process;
ms of one picture of 28x28 to 1792x1792 and, of `hwdigits predict` of it, the memory; ms
of reading a 1280x960 page with 1 to 256 printed digits, and its memory. Where
TensorFlow is installed, a training step of 1,000 images on 1 to 8 replicas, each a
logical CPU of the same cores. The exponent is the slope of the last three points, both
axes logarithmic: 1 is twice the time for twice as much."""


def run(most: int = _COUNTS[-1], calls: int = 10) -> dict:
    """Measures the curves: by the shipped reader, on one thread; and of training.

    Args:
        most: pictures.
        calls: of each picture and page, and rounds of training, after one uncounted.

    Returns:
        {"machine", "calls", "curves": {"images", "sizes", "digits" and, if TensorFlow
        is installed, "replicas": {"x", "ms", "mb"}}}.
    """
    with tempfile.TemporaryDirectory() as scratch:
        folder = pathlib.Path(scratch)
        with sections.one_thread():
            curves = {
                "images": _images(folder, most),
                "sizes": _sizes(folder, calls),
                "digits": _digits(folder, calls),
            }
    packages = ["ai_edge_litert", "cv2", "numpy"]
    if importlib.util.find_spec("tensorflow") is not None:
        packages += ["tensorflow", "keras"]
        points = [(count, *distribute.replicas(count, calls)) for count in _REPLICAS]
        curves["replicas"] = _curve(points)
    return {"machine": machine.facts(*packages), "calls": calls, "curves": curves}


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
    "replicas": "replicas in one process, a step of the LeNet variant",
}


def table(result: dict) -> str:
    """What `run` returned, for people."""
    parts = [
        f"{machine.words(result['machine'])}\nthe shipped reader, 1 thread; ms: of the "
        f"whole process for pictures, n=1; else p50 of n={result['calls']} calls, of "
        "rounds of 4 steps for replicas; MB: the peak of a whole process"
    ]
    for name, curve in result["curves"].items():
        title = _CURVES[name]
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
        (_CURVES[name], label): {
            f"exponent {exponent(curve['x'], curve[unit]):.2f}": (
                curve["x"],
                np.array([curve[unit]]),
            )
        }
        for name, curve in result["curves"].items()
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
