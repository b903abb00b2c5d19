"""BENCHMARKS.md: the tables of all sections that a folder keeps, with their plots.

A result is kept as `benchmarks/<section>.json`, so that one section can be measured
again without the others. What a person has to say of them goes into
`benchmarks/notes.md`, which comes first and is never written over.
"""

import json
import pathlib
import sys
from collections.abc import Callable

from hwdigits import workdir
from hwdigits.benchmarks import sections

NAME = "BENCHMARKS.md"
_KEPT, _NOTES = "benchmarks", "notes.md"
_HEAD = """\
# What was measured

By `hwdigits benchmark`, whose tables these are. A ratio is of variants that took turns
within one run; figures of different sections, or of other machines, are no ratios.
"""


def keep(
    out: pathlib.Path,
    name: str,
    command: str,
    result: dict,
    section: sections.Section,
) -> None:
    """Keeps what a section measured, and its plots where matplotlib is installed.

    Args:
        out: the document's folder, which is there.
        name: the section's.
        command: that measured it.
        result: what was measured.
        section: that measured it.
    """
    kept = out / _KEPT
    kept.mkdir(exist_ok=True)
    workdir.write_json(kept / f"{name}.json", {"command": command, "result": result})
    for file, draw in section.plots.items():
        try:
            figure = draw(result)
        except ModuleNotFoundError:
            words = f"no {file}: it needs matplotlib (pip install 'hwdigits[train]')"
            print(words, file=sys.stderr)
            continue
        workdir.write(
            kept / file, lambda path, figure=figure: figure.savefig(path, dpi=110)
        )


def write(out: pathlib.Path, known: dict[str, tuple[str, Callable]]) -> None:
    """Writes the document from all that is kept.

    Args:
        out: its folder.
        known: {section: (what it measures, loads it by its name)}, in their order.
    """
    parts = [_HEAD]
    notes = out / _KEPT / _NOTES
    if notes.is_file():
        parts.append(notes.read_text(encoding="utf-8"))
    for name, (about, load) in known.items():
        file = out / _KEPT / f"{name}.json"
        if file.is_file():
            found = json.loads(file.read_text(encoding="utf-8"))
            parts.append(_part(name, about, found, load(name), out))
    workdir.write_text(out / NAME, "\n".join(parts))


def _part(name, about, found, section, out):
    pictures = [
        f"![{file}]({_KEPT}/{file})\n"
        for file in section.plots
        if (out / _KEPT / file).is_file()
    ]
    lines = [
        f"## {name}: {about}\n",
        f"`{found['command']}`\n",
        f"```\n{section.table(found['result'])}\n```\n",
        *pictures,
    ]
    return "\n".join(lines)
