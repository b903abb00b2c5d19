"""`hwdigits benchmark`: what this package does on this machine, in tables."""

import importlib
import json
import subprocess
import sys

from hwdigits.benchmarks import document, sections
from hwdigits.commands import flags
from hwdigits.refusal import Refusal

# name -> what it measures. Each is hwdigits/benchmarks/<name>.py with its `SECTION`;
# only the one asked for is imported, as some need no TensorFlow.
SECTIONS = {
    "ceiling": "what the machine can do, and what each network asks of it",
    "input": "what preparing a batch costs, against a training step of the smallest "
    "CNN",
    "train": "images/s against a plain Keras fit",
    "race": "seconds to 99.0 % of validation, against Keras's example",
    "distribute": "steps/s of one process, of two replicas in it, and of two processes",
    "predict": "us a digit in every runtime, us a picture; whole commands",
    "read": "made-up pages read: exact lines, digit errors, invented digits, ms a page",
    "grids": "photos of grids with known cells: found, placed, read, empty; ms a photo",
    "stages": "where the time of reading a page and of training the reader goes",
    "export": "each container: seconds and memory to make, bytes, disagreements, us",
    "serve": "the SavedModel's signatures as TF Serving calls them; the client's cost",
    "growth": "time and memory against images, picture size, digits a page, replicas",
}
_ALL = "all"
_WIDTH = max(map(len, SECTIONS))
USAGE = "\n".join(
    [
        f"usage: hwdigits benchmark {'|'.join(SECTIONS)}|{_ALL} [--flag=value ...]",
        "",
        *(f"{name:{_WIDTH}}  {about}" for name, about in SECTIONS.items()),
        f"{_ALL:{_WIDTH}}  all of them but grids, one after the other, into --out",
        "",
        "hwdigits benchmark SECTION --help lists a section's flags.",
    ]
)
_ALL_USAGE = """\
usage: hwdigits benchmark all --out=DIR [--quick]

Runs every section but grids, which needs photos, each in a process of its own, and
writes DIR/BENCHMARKS.md with its plots. What one cannot measure here is said, the rest
goes on, and the exit code is 1. A section run alone with --out=DIR is put there too."""


def main(argv: list[str]) -> int:
    """The command line; returns the exit code."""
    name = next((arg for arg in argv if arg in (*SECTIONS, _ALL)), None)
    if name is None:
        if not {"--help", "-h"} & set(argv):
            raise flags.UsageError(
                f"benchmark takes one of {', '.join((*SECTIONS, _ALL))}. Received: "
                f"{' '.join(argv) or 'nothing'}"
            )
        flags.parse(flags.new(), argv, USAGE)
    rest = list(argv)
    rest.remove(name)
    if name == _ALL:
        return _all(rest)
    section = load(name)
    values, named = _parsed(section, rest)
    out = sections.folder(values.out, "out")
    result = section.measure(values, *named)
    if out is not None:
        command = f"hwdigits benchmark {' '.join(argv)}"
        document.keep(out, name, command, result, section)
        document.write(out, {one: (SECTIONS[one], load) for one in SECTIONS})
    print(json.dumps(result) if values.json else section.table(result))
    return 0


def load(name: str) -> sections.Section:
    """A section by its name."""
    return importlib.import_module(f"hwdigits.benchmarks.{name}").SECTION


def _parsed(section, argv):
    """(values of the flags, the arguments that are none: as many as it takes)."""
    values = flags.new()
    section.define(values)
    sections.switch(values, "json", "One JSON object in place of the table.")
    sections.word(values, "out", "A folder to keep the result in, for BENCHMARKS.md.")
    if section.has_places:
        flags.define_places(values)
    named = flags.parse(values, argv, section.usage)
    usage = section.usage.splitlines()[0]
    if section.takes and len(named) != 1:
        raise flags.UsageError(
            f"benchmark {usage.split()[3]} takes one {section.takes}. Received: "
            f"{' '.join(named) or 'nothing'}. {usage}"
        )
    if named and not section.takes:
        raise flags.UsageError(
            f"benchmark takes one section. Received also: {' '.join(named)}. {usage}"
        )
    return values, named


def _all(argv):
    """Every section that needs nothing but flags; the exit code."""
    values = flags.new()
    sections.word(values, "out", "The folder for BENCHMARKS.md.")
    sections.switch(values, "quick", "A small run of each, which settles nothing.")
    flags.define_places(values)
    if flags.parse(values, argv, _ALL_USAGE, required=("out",)):
        raise flags.UsageError(_ALL_USAGE.splitlines()[0])
    out = sections.folder(values.out, "out")
    failed = {}
    for name in SECTIONS:
        section = load(name)
        if section.takes:
            continue
        print(f"{name} ...", file=sys.stderr, flush=True)
        code = _started(name, section, values)
        if code:
            failed[name] = code
    print(f"{out / document.NAME}")
    if failed:
        raise Refusal(
            f"{out / document.NAME} was written without {', '.join(failed)}, which "
            "said why above"
        )
    return 0


def _started(name, section, values):
    """Runs a section in a process of its own, as memory is measured by process."""
    arguments = [f"--out={values.out}", *(section.quick if values.quick else ())]
    if section.has_places:
        given = {flag: getattr(values, flag) for flag in ("data_dir", "manual_dir")}
        arguments += [f"--{flag}={value}" for flag, value in given.items() if value]
    command = [sys.executable, "-m", "hwdigits", "benchmark", name, *arguments]
    return subprocess.run(command, check=False).returncode
