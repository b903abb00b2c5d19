"""Single digits, pictures, and whole commands, by a .tflite file on one thread.

What is read is printed, not handwritten, so that neither data nor TensorFlow is needed:
how long an answer takes hardly depends on what it is.
"""

import importlib.util
import os
import pathlib
import tempfile

import cv2
import numpy as np
from PIL import Image

from hwdigits import machine
from hwdigits.benchmarks import limits, printed, sections, starts, tables, turns, work
from hwdigits.data import pages
from hwdigits.reader import model as model_lib

_BATCHES = (1, 10, 100, 500)
_SIZES = ((28, 28), (100, 100), (640, 480))  # width and height, px
_USAGE = """\
usage: hwdigits benchmark predict [--model=PATH] [--calls=N] [--json] [--out=DIR]

One thread of LiteRT, without TensorFlow: batches of digits, beside the machine's own
float32 matrix product, pictures of several sizes, and `hwdigits predict` and `hwdigits
read` as whole processes. Where TensorFlow is installed, then the reader's network with
the same weights in TensorFlow, Keras, LiteRT and onnxruntime, taking turns."""


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
        {"machine", "settings", "model": {"file", "bytes"}, "flops" of a digit,
        "limits", "digits": a dict for each batch size, "pictures": for each size,
        "processes": for each command}.

    Raises:
        Refusal: the model cannot be used or takes no pictures.
    """
    file = model_lib.located(model)
    loaded = model_lib.Model(file)
    loaded.refuse_digits_only()
    found = [limits.measured()]
    batches = []
    for size in _BATCHES:
        batches.append(_batch(loaded, size, calls))
        found.append(limits.measured())
    return {
        "machine": machine.facts("ai_edge_litert", "cv2", "numpy"),
        "settings": {"calls": calls, "processes": processes, "threads": 1},
        "model": {"file": str(model or file.name), "bytes": file.stat().st_size},
        "flops": work.of_file(file).flops,
        "limits": limits.of_rounds(found),
        "digits": batches,
        "pictures": [_picture(loaded, size, calls) for size in _SIZES],
        "processes": _commands(file, processes),
    }


def _batch(model, size, calls):
    digits = np.resize(printed.digits().images, (size, 28, 28, 1))
    times_us = _timed_us(lambda: model.read_digits(digits), calls)
    return {"batch": size} | _percentiles(times_us / size)


def _picture(model, size, calls):
    gray = cv2.resize(255 - printed.digits().images[5, :, :, 0], size)
    times_us = _timed_us(lambda: model.predict_picture(gray), calls)
    return {"size_px": list(size)} | _percentiles(times_us)


def _timed_us(work_of, calls):
    for _ in range(max(calls // 10, 1) - 1):
        work_of()
    return 1e6 * np.array(turns.taken({"": work_of}, calls)[""])


def _percentiles(times_us):
    p50, p99 = np.percentile(times_us, [50, 99])
    return {"us_p50": round(float(p50), 2), "us_p99": round(float(p99), 2)}


def _commands(file, count):
    """What a person waits for who asks for one picture or one photo."""
    with tempfile.TemporaryDirectory() as scratch:
        picture, photo = (pathlib.Path(scratch, f"{n}.jpg") for n in ("one", "page"))
        page = pages.page(printed.digits(), 0, "rows", "phone")
        Image.fromarray(page.photo).save(photo, quality=90)
        Image.fromarray(255 - printed.digits().images[5, :, :, 0]).save(picture)
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
    from hwdigits.benchmarks import runtimes

    settings, model = result["settings"], result["model"]
    calls = str(settings["calls"])
    rows = [("on one thread", "n", "us, p50", "p99", "GFLOP/s", "of the product")]
    limit = max(result["limits"]["gemm_gflops"])
    for row in result["digits"]:
        reached = result["flops"] / row["us_p50"] / 1e3
        name = f"a digit in batches of {row['batch']}"
        shares = f"{reached:,.0f}", f"{reached / limit:.0%}"
        rows.append((name, calls, *_times(row), *shares))
    for row in result["pictures"]:
        width, height = row["size_px"]
        rows.append((f"a picture of {width}x{height}", calls, *_times(row), "", ""))
    product = tables.spread(result["limits"]["gemm_gflops"], ",.0f")
    heading = ("from start to end", "n", "s, median [least, most]", "peak MB")
    whole = [heading, *map(_process, result["processes"])]
    return "\n\n".join(
        [
            f"{machine.words(result['machine'])}\n"
            f"{model['file']}, {model['bytes']:,} bytes, {result['flops'] / 1e6:.2f} "
            f"MFLOP a digit; the product: float32, NumPy, {product} GFLOP/s",
            tables.table(rows),
            tables.table(whole),
            *([runtimes.table(result["runtimes"])] if "runtimes" in result else []),
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


def _define(values):
    sections.model(values)
    sections.whole(values, "calls", 200, "How often each batch and picture is read")


def _measure(values):
    found = run(values.model, values.calls)
    if importlib.util.find_spec("tensorflow") is None:
        return found
    from hwdigits.benchmarks import runtimes

    # A turn has fewer calls, as there are many variants.
    calls = max(values.calls // 5, 1)
    return found | {"runtimes": runtimes.run(printed.digits().images, calls=calls)}


SECTION = sections.Section(_USAGE, _define, _measure, table, quick=("--calls=2",))
