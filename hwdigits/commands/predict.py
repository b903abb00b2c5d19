"""`hwdigits predict`: one digit a picture, by LiteRT; imports no TensorFlow."""

import json
import sys
from collections.abc import Iterable, Iterator

from absl import flags as absl_flags

from hwdigits.commands import flags
from hwdigits.reader import model as model_lib
from hwdigits.reader.photo import pictures

USAGE = """\
usage: hwdigits predict [--model=PATH] [--format=text|json] IMAGE...

Reads one digit from each picture. IMAGE: files, folders, or - for a list of files on
standard input. PATH: a .tflite file of `hwdigits export`, or a version directory of it;
without it, the reader that comes with the package.
A picture that cannot be read is named, the rest goes on, and the exit code is 1."""


def main(argv: list[str]) -> int:
    """The command line; returns the exit code."""
    values = flags.new()
    absl_flags.DEFINE_string(
        *("model", None, "A .tflite file, or a version directory of it [the shipped]."),
        flag_values=values,
    )
    absl_flags.DEFINE_enum(
        *("format", "text", ["text", "json"], "text, or one JSON object a line."),
        flag_values=values,
    )
    names = flags.parse(values, argv, USAGE)
    if not names:
        raise flags.UsageError(f"an IMAGE must be given. {USAGE.splitlines()[0]}")
    show = {"text": _text, "json": json.dumps}[values.format]
    failed = 0
    for answer in run(values.model, names):
        failed += "error" in answer
        print(show(answer), flush=sys.stdout.isatty())
    return 1 if failed else 0


def run(model: str | None, names: Iterable[str]) -> Iterator[dict]:
    """Reads pictures one by one, in flat memory.

    Args:
        model: path of a .tflite file or of a version directory; None: the shipped.
        names: files, folders, or "-".

    Yields:
        {"image", "digit" (the most probable one; None without ink), "confidence",
        "probabilities", "rejected"}, or {"image", "error"}.

    Raises:
        Refusal: the model cannot be used.
    """
    loaded = model_lib.Model(model)
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
            "digit": int(probabilities.argmax()) if confidence > 0 else None,
            "confidence": round(confidence, 6),
            "probabilities": [round(float(p), 6) for p in probabilities],
            "rejected": digit < 0,
        }


def _text(answer):
    if "error" in answer:
        return f"{answer['image']}\terror\t{answer['error']}"
    if answer["rejected"]:
        if answer["digit"] is None:
            return f"{answer['image']}\t?\tno ink"
        perhaps = f"perhaps {answer['digit']} ({answer['confidence']:.4f})"
        return f"{answer['image']}\t?\tnot sure, {perhaps}"
    return f"{answer['image']}\t{answer['digit']}\t{answer['confidence']:.4f}"
