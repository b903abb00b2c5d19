"""`hwdigits read`: all digits of photos, in lines, by LiteRT; imports no TensorFlow."""

import pathlib
import re
import sys
from collections.abc import Iterable, Iterator

from absl import flags as absl_flags

from hwdigits.commands import flags, showing
from hwdigits.reader import grids, marking
from hwdigits.reader import reader as reader_lib
from hwdigits.reader.known import checks
from hwdigits.reader.page import Cell, Page
from hwdigits.reader.photo import pictures
from hwdigits.refusal import Refusal

USAGE = """\
usage: hwdigits read [--model=PATH] [--format=text|json|csv] [--draw=OUT] PHOTO...

Reads the handwritten digits of photos, in lines. PHOTO: files, folders, or - for a list
of files on standard input. A digit that is too doubtful is ?. A photo that cannot be
read is named, the rest goes on, and the exit code is 1. --layout=grid reads the cells
of the largest ruled grid, an empty one as . ; as csv, it is a table of them."""


def main(argv: list[str]) -> int:
    """The command line; returns the exit code."""
    values = _flags()
    names = flags.parse(values, argv, USAGE)
    if not names:
        raise flags.UsageError(f"a PHOTO must be given. {USAGE.splitlines()[0]}")
    show = showing.shown_as(values.format, values.layout)
    failed = 0
    taken = ("expect", "pattern", "layout", "unique", "check")
    known = {name: values[name].value for name in taken}
    known["sums"] = values.sum
    known["columns"] = _columns(values.columns)
    answers = run(names, values.model, values.draw, **known)
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
    absl_flags.DEFINE_enum(
        *("layout", "auto", list(grids.LAYOUTS)),
        "rows, grid (a cell an entry), or auto: a grid where there is one.",
        flag_values=values,
    )
    absl_flags.DEFINE_string(
        *("columns", None, "Of a grid: the columns to read, as 3-7."),
        flag_values=values,
    )
    absl_flags.DEFINE_list(
        *("unique", [], "Of a grid: where no digit stands twice: rows,columns,blocks."),
        flag_values=values,
    )
    absl_flags.DEFINE_enum(
        *("sum", None, ["row"], "Of a grid: its last column is the sum of the others."),
        flag_values=values,
    )
    absl_flags.DEFINE_enum(
        *("check", None, list(checks.CHECKS), "The check digits that lines end in."),
        flag_values=values,
    )
    return values


def _columns(text):
    """(first, last) of --columns=3-7 or --columns=3; None without it."""
    if text is None:
        return None
    match = re.fullmatch(r"(\d+)(?:-(\d+))?", text)
    if match is None:
        raise Refusal(
            "--columns must be the first and the last column, from 1, as 3-7. "
            f"Received: {text}"
        )
    return int(match[1]), int(match[2] or match[1])


def run(
    names: Iterable[str],
    model: str | None = None,
    draw: str | None = None,
    **known,
) -> Iterator[dict]:
    """Reads photos one by one, in flat memory.

    Args:
        names: files, folders, or "-".
        model: path of a .tflite file or of a version directory; None for the shipped.
        draw: path of a .png, or of a folder for a .png a photo; or None.
        known: as Reader.read takes it, as `expect=6` or `layout="grid"`.

    Yields:
        {"image", "text", "lines"}, also "notes" where there are any; or {"image",
        "error"}.

    Raises:
        Refusal: the model cannot be used, what is known is nothing, or nowhere to draw.
    """
    reader = reader_lib.Reader(model)
    draws = _Drawings(draw, names)
    for image in pictures.listed(names):
        try:
            page = reader.read(image, **known)
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
    entry = {
        "digit": digit.digit,
        "confidence": round(digit.confidence, 6),
        "box": list(digit.box),
        "rejected": digit.rejected,
    }
    if isinstance(digit, Cell):
        entry["corners"] = [list(corner) for corner in digit.corners]
        if len(digit.digits) > 1:
            entry["text"] = digit.text
    return entry


def _progress(number):
    """How many photos are done, where a person looks on and answers go elsewhere."""
    if number > 1 and sys.stderr.isatty() and not sys.stdout.isatty():
        print(f"\r{number} photos", end="", file=sys.stderr, flush=True)
