"""`hwdigits predict`: one digit a picture, by LiteRT; imports no TensorFlow."""

import json
import pathlib
import sys
from collections.abc import Iterable, Iterator

from absl import flags as absl_flags

from hwdigits.commands import flags
from hwdigits.reader import model as model_lib
from hwdigits.reader import pictures

USAGE = """\
usage: hwdigits predict --model=PATH [--format=text|json] IMAGE...

Reads one digit from each picture. IMAGE: files, folders, or - for a list of files on
standard input. PATH: a .tflite file of `hwdigits export`, or a version directory of it.
A picture that cannot be read is named, the rest goes on, and the exit code is 1."""
_IN_A_VERSION = "float32.tflite"


def main(argv: list[str]) -> int:
    """The command line; returns the exit code."""
    values = flags.new()
    absl_flags.DEFINE_string(
        *("model", None, "A .tflite file, or a version directory of hwdigits export."),
        flag_values=values,
    )
    absl_flags.DEFINE_enum(
        *("format", "text", ["text", "json"], "text, or one JSON object a line."),
        flag_values=values,
    )
    names = flags.parse(values, argv, USAGE, required=("model",))
    if not names:
        raise flags.UsageError(f"an IMAGE must be given. {USAGE.splitlines()[0]}")
    show = {"text": _text, "json": json.dumps}[values.format]
    failed = 0
    for answer in run(values.model, names):
        failed += "error" in answer
        print(show(answer), flush=sys.stdout.isatty())
    return 1 if failed else 0


def run(model: str, names: Iterable[str]) -> Iterator[dict]:
    """Reads pictures one by one, in flat memory.

    Args:
        model: path of a .tflite file or of a version directory.
        names: files, folders, or "-".

    Yields:
        {"image", "digit" (None without ink), "confidence", "probabilities",
        "rejected"}, or {"image", "error"}.

    Raises:
        Refusal: the model cannot be used.
    """
    path = pathlib.Path(model)
    loaded = model_lib.Model(path / _IN_A_VERSION if path.is_dir() else path)
    loaded.refuse_digits_only()
    for image in pictures.listed(names):
        try:
            gray = pictures.gray(image)
        except pictures.Unreadable as reason:
            yield {"image": str(image), "error": str(reason)}
            continue
        digit, confidence, probabilities = loaded.predict_picture(gray)
        yield {
            "image": str(image),
            "digit": digit if digit >= 0 else None,
            "confidence": round(confidence, 6),
            "probabilities": [round(float(p), 6) for p in probabilities],
            "rejected": digit < 0,
        }


def _text(answer):
    if "error" in answer:
        return f"{answer['image']}\terror\t{answer['error']}"
    if answer["rejected"]:
        return f"{answer['image']}\t?\tno ink"
    return f"{answer['image']}\t{answer['digit']}\t{answer['confidence']:.4f}"
