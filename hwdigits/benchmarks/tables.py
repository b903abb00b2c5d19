"""Rows of cells to a table of text."""

import statistics
from collections.abc import Sequence


def table(rows: Sequence[Sequence[str]]) -> str:
    """Aligned columns; the first row is the heading."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        for row in rows
    ]
    lines.insert(1, "  ".join("-" * width for width in widths))
    return "\n".join(line.rstrip() for line in lines)


def spread(values: Sequence[float], form: str) -> str:
    """The median, with the least and the most in brackets."""
    middle = statistics.median(values)
    return f"{middle:{form}} [{min(values):{form}}, {max(values):{form}}]"
