"""`hwdigits read`: all digits of photos, in lines, by LiteRT; imports no TensorFlow."""

import csv
import io
import json
import pathlib
import sys
from collections.abc import Iterable, Iterator

from absl import flags as absl_flags

from hwdigits.commands import flags
from hwdigits.reader import marking, pictures
from hwdigits.reader import reader as reader_lib
from hwdigits.reader.page import Page
from hwdigits.refusal import Refusal

USAGE = """\
usage: hwdigits read [--model=PATH] [--format=text|json|csv] [--draw=OUT] PHOTO...

Reads the handwritten digits of photos, in lines. PHOTO: files, folders, or - for a list
of files on standard input. A digit that is too doubtful is ?. A photo that cannot be
read is named, the rest goes on, and the exit code is 1."""
_COLUMNS = ("image", "line", "text", "confidence", "x", "y", "width", "height", "error")


def main(argv: list[str]) -> int:
    """The command line; returns the exit code."""
    values = _flags()
    names = flags.parse(values, argv, USAGE)
    if not names:
        raise flags.UsageError(f"a PHOTO must be given. {USAGE.splitlines()[0]}")
    show = {"text": _text, "json": json.dumps, "csv": _csv}[values.format]
    if values.format == "csv":
        print(",".join(_COLUMNS))
    failed = 0
    answers = run(names, values.model, values.draw, values.expect, values.pattern)
    for number, answer in enumerate(answers, 1):
        failed += "error" in answer
        _progress(number)
        print(show(answer), flush=sys.stdout.isatty())
        if values.format == "text":
            for note in answer.get("notes", ()):
                print(f"{answer['image']}: {note}", file=sys.stderr)
    return 1 if failed else 0


def _flags():
    values = flags.new()
    absl_flags.DEFINE_string(
        *("model", None, "A .tflite file of hwdigits export [the shipped one]."),
        flag_values=values,
    )
    absl_flags.DEFINE_enum(
        *("format", "text", ["text", "json", "csv"]),
        "text, one JSON object a photo, or a table with a row a line of digits.",
        flag_values=values,
    )
    absl_flags.DEFINE_string(
        *("draw", None, "A .png for the photo with the answer; a folder for several."),
        flag_values=values,
    )
    absl_flags.DEFINE_integer(
        *("expect", None, "How many digits a line has."), flag_values=values
    )
    absl_flags.DEFINE_string(
        *("pattern", None, "A regular expression of a line, as \\d{6}."),
        flag_values=values,
    )
    return values


def run(
    names: Iterable[str],
    model: str | None = None,
    draw: str | None = None,
    expect: int | None = None,
    pattern: str | None = None,
) -> Iterator[dict]:
    """Reads photos one by one, in flat memory.

    Args:
        names: files, folders, or "-".
        model: path of a .tflite file or of a version directory; None for the shipped.
        draw: path of a .png, or of a folder for a .png a photo; or None.
        expect, pattern: as Reader.read takes them.

    Yields:
        {"image", "text", "lines"}, also "notes" where there are any; or {"image",
        "error"}.

    Raises:
        Refusal: the model cannot be used, `pattern` is none, or nowhere to draw.
    """
    reader = reader_lib.Reader(model)
    draws = _Drawings(draw, names)
    for image in pictures.listed(names):
        try:
            page = reader.read(image, expect, pattern)
            draws.write(image, page)
        except pictures.Unreadable as reason:
            yield {"image": str(image), "error": str(reason)}
            continue
        yield _answer(image, page)


class _Drawings:
    """Where --draw puts its files: one .png, or a folder of them."""

    def __init__(self, draw, names):
        self._out = None if draw is None else pathlib.Path(draw)
        if self._out is None or self._out.suffix.lower() != ".png":
            return
        if len(names) > 1 or names[0] == "-" or pathlib.Path(names[0]).is_dir():
            raise Refusal(
                "--draw must name a folder where there are several photos. "
                f"Received: {draw}"
            )
        if self._out.exists() and self._out.samefile(names[0]):
            raise Refusal(f"--draw must be another file than PHOTO. Received: {draw}")

    def write(self, image, page):
        if self._out is None:
            return
        is_file = self._out.suffix.lower() == ".png"
        out = self._out if is_file else self._out / f"{_flat_name(image)}.png"
        photo, wide_px = pictures.photo(image)
        marking.write(out, photo, page, photo.shape[1] / wide_px)


def _flat_name(image):
    """Photos of one name in two folders get two files."""
    return "_".join(part for part in image.parts if part not in ("/", ".", ".."))


def _answer(image, page: Page):
    answer = {
        "image": str(image),
        "text": page.text,
        "lines": [
            {"text": line.text, "digits": [_entry(digit) for digit in line.digits]}
            for line in page.lines
        ],
    }
    return answer | ({"notes": list(page.notes)} if page.notes else {})


def _entry(digit):
    return {
        "digit": digit.digit,
        "confidence": round(digit.confidence, 6),
        "box": list(digit.box),
        "rejected": digit.rejected,
    }


def _text(answer):
    """The photo and its text, a line for each line of digits."""
    if "error" in answer:
        return f"{answer['image']}\terror\t{answer['error']}"
    rows = [f"{answer['image']}\t{line['text']}" for line in answer["lines"]]
    return "\n".join(rows or [f"{answer['image']}\t"])


def _csv(answer):
    """A row a line of digits; the confidence is that of its most doubtful digit."""
    rows = [
        [answer["image"], number, line["text"], _least(line), *_around(line), ""]
        for number, line in enumerate(answer.get("lines", ()), 1)
    ]
    empty = [answer["image"], "", "", "", "", "", "", "", answer.get("error", "")]
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows or [empty])
    return text.getvalue().removesuffix("\n")


def _least(line):
    return min(digit["confidence"] for digit in line["digits"])


def _around(line):
    """x, y, width and height around all digits of a line."""
    boxes = [digit["box"] for digit in line["digits"]]
    x0, y0 = min(box[0] for box in boxes), min(box[1] for box in boxes)
    x1, y1 = (
        max(x + wide for x, _, wide, _ in boxes),
        max(y + high for _, y, _, high in boxes),
    )
    return x0, y0, x1 - x0, y1 - y0


def _progress(number):
    """How many photos are done, where a person looks on and answers go elsewhere."""
    if number > 1 and sys.stderr.isatty() and not sys.stdout.isatty():
        print(f"\r{number} photos", end="", file=sys.stderr, flush=True)
