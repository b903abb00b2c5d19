"""An answer of `hwdigits read`: lines of text, JSON, a row a line, a table of cells."""

import csv
import io
import json
from collections.abc import Callable

_COLUMNS = ("image", "line", "text", "confidence", "x", "y", "width", "height", "error")


def shown_as(form: str, layout: str) -> Callable[[dict], str]:
    """What turns an answer into text; prints the heading of csv, where it has one."""
    if form != "csv":
        return {"text": _text, "json": json.dumps}[form]
    if layout == "grid":
        return _Tables()
    print(",".join(_COLUMNS))
    return _csv


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
    return _joined(rows or [empty])


class _Tables:
    """Answers as tables: a row of cells for each row of a grid, empty ones empty.

    The heading is given again where a grid has another number of columns.
    """

    def __init__(self):
        self._count = None

    def __call__(self, answer):
        if "error" in answer:
            return _joined([[answer["image"], "error", answer["error"]]])
        rows = []
        for number, line in enumerate(answer["lines"], 1):
            if len(line["digits"]) != self._count:
                self._count = len(line["digits"])
                rows.append(["image", "row", *range(1, self._count + 1)])
            cells = map(_in_a_table, line["digits"])
            rows.append([answer["image"], number, *cells])
        return _joined(rows)


def _in_a_table(entry):
    if entry["digit"] is None:
        return ""
    return entry.get("text", "?" if entry["rejected"] else entry["digit"])


def _joined(rows):
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
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
