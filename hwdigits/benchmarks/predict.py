"""Single digits, pictures, and whole commands, by a .tflite file on one thread.

What is read is printed, not handwritten, so that neither data nor TensorFlow is needed:
how long an answer takes hardly depends on what it is.
"""

import os
import pathlib
import tempfile
import time
from collections.abc import Callable

import cv2
import numpy as np
from PIL import Image

from hwdigits import machine
from hwdigits.benchmarks import starts, tables
from hwdigits.data import pages
from hwdigits.data.examples import Examples
from hwdigits.reader import model as model_lib

_BATCHES = (1, 10, 100, 500)
_SIZES = ((28, 28), (100, 100), (640, 480))  # width and height, px


def run(
    model: str | os.PathLike | None = None, calls: int = 200, processes: int = 5
) -> dict:
    """Measures a model and the two commands that read with it.

    Args:
        model: path of a .tflite file or of a version directory; None: the shipped one.
        calls: how often each batch and picture is read, after a tenth uncounted.
        processes: how often each command is started, after one uncounted start, which
            brings its files into the system's cache.

    Returns:
        {"machine", "settings", "model": {"file", "bytes"}, "digits": a dict for each
        batch size, "pictures": for each size, "processes": for each command}.

    Raises:
        Refusal: the model cannot be used or takes no pictures.
    """
    file = model_lib.located(model)
    loaded = model_lib.Model(file)
    loaded.refuse_digits_only()
    return {
        "machine": machine.facts("ai_edge_litert", "cv2", "numpy"),
        "settings": {"calls": calls, "processes": processes, "threads": 1},
        "model": {"file": str(file), "bytes": file.stat().st_size},
        "digits": [_batch(loaded, size, calls) for size in _BATCHES],
        "pictures": [_picture(loaded, size, calls) for size in _SIZES],
        "processes": _commands(file, processes),
    }


def _batch(model, size, calls):
    digits = np.resize(_printed().images, (size, 28, 28, 1))
    times_us = _timed_us(lambda: model.read_digits(digits), calls)
    return {"batch": size} | _percentiles(times_us / size)


def _picture(model, size, calls):
    gray = cv2.resize(255 - _printed().images[5, :, :, 0], size)
    times_us = _timed_us(lambda: model.predict_picture(gray), calls)
    return {"size_px": list(size)} | _percentiles(times_us)


def _printed() -> Examples:
    """The ten digits, printed in the frame, bright on 0."""
    images = np.zeros((10, 28, 28, 1), np.uint8)
    for label, image in enumerate(images):
        font = cv2.FONT_HERSHEY_SIMPLEX
        image[..., 0] = cv2.putText(
            *(image[..., 0].copy(), str(label), (5, 23), font, 0.85, 255),
            *(2, cv2.LINE_AA),
        )
    names = np.array([f"printed/{label}" for label in range(10)])
    return Examples(images, np.arange(10), names)


def _timed_us(work: Callable, calls: int) -> np.ndarray:
    times = []
    for number in range(-max(calls // 10, 1), calls):
        begun = time.perf_counter()
        work()
        if number >= 0:
            times.append(time.perf_counter() - begun)
    return 1e6 * np.array(times)


def _percentiles(times_us):
    p50, p99 = np.percentile(times_us, [50, 99])
    return {"us_p50": round(float(p50), 2), "us_p99": round(float(p99), 2)}


def _commands(file, count):
    """What a person waits for who asks for one picture or one photo."""
    with tempfile.TemporaryDirectory() as scratch:
        picture, photo = (pathlib.Path(scratch, f"{n}.jpg") for n in ("one", "page"))
        page = pages.page(_printed(), 0, "rows", "phone")
        Image.fromarray(page.photo).save(photo, quality=90)
        Image.fromarray(255 - _printed().images[5, :, :, 0]).save(picture)
        return [
            _started("predict", count, f"--model={file}", picture),
            _started("read", count, f"--model={file}", photo),
        ]


def _started(command, count, *arguments):
    runs = [starts.measured(command, *arguments) for _ in range(count + 1)][1:]
    seconds, peaks = zip(*runs, strict=True)
    return {
        "command": command,
        "seconds": [round(value, 3) for value in seconds],
        "peak_mb": [round(value, 1) for value in peaks],
    }


def table(result: dict) -> str:
    """What `run` returned, for people."""
    settings, model = result["settings"], result["model"]
    calls = str(settings["calls"])
    rows = [("on one thread", "n", "us, p50", "p99")]
    for row in result["digits"]:
        rows.append((f"a digit in batches of {row['batch']}", calls, *_times(row)))
    for row in result["pictures"]:
        width, height = row["size_px"]
        rows.append((f"a picture of {width}x{height}", calls, *_times(row)))
    heading = ("from start to end", "n", "s, median [least, most]", "peak MB")
    whole = [heading, *map(_process, result["processes"])]
    return "\n\n".join(
        [
            f"{machine.words(result['machine'])}\n"
            f"{model['file']}, {model['bytes']:,} bytes",
            tables.table(rows),
            tables.table(whole),
        ]
    )


def _times(row):
    return f"{row['us_p50']:,.1f}", f"{row['us_p99']:,.1f}"


def _process(row):
    return (
        f"hwdigits {row['command']}",
        str(len(row["seconds"])),
        tables.spread(row["seconds"], ".2f"),
        tables.spread(row["peak_mb"], ".0f"),
    )
