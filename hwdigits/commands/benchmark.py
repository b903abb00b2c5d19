"""`hwdigits benchmark`: what this package does on this machine, in tables."""

import json

from absl import flags as absl_flags

from hwdigits import quiet
from hwdigits.commands import flags

USAGE = """\
usage: hwdigits benchmark input|train|distribute|read|grids|predict [--flag=value ...]

input    what preparing a batch costs, against a training step of the smallest CNN
train    images/s of tf_cnn against a plain Keras fit, taking turns within one run
distribute  steps/s of one process, of two replicas in it, and of two processes
read     synthetic pages read: exact lines, digit errors, invented digits, ms a page
grids    photos of grids with known cells: found, placed, read, empty; ms a photo
predict  us a digit and a picture; seconds and memory of whole commands

hwdigits benchmark SECTION --help lists a section's flags."""
_TURNS_USAGE = """\
usage: hwdigits benchmark {section} [--rounds=N]

Each figure is the median of the rounds, with the least and the most in brackets; the
images are the embedded optical digits, repeated."""
_READ_USAGE = """\
usage: hwdigits benchmark read [--model=PATH] [--pages=N] [--level=phone] [--draw=DIR]

Reads made-up photos of pages and compares the answers with what was written there. The
digits are those of MNIST's training images that the reader's config holds back for
validation; optdigits need no data. Lines are matched by their place; `?` is a rejected
digit, and the error rate counts it too. Pages without digits (blank, lined, texture)
show how many are invented."""
_GRIDS_USAGE = """\
usage: hwdigits benchmark grids DIR [--model=PATH] [--unique=KINDS] [--draw=DIR]

Reads photos of grids. DIR holds them, each with a .dat file of the same name: two lines
of heading, then a line of numbers for each row of the grid, 0 for an empty cell. Cells
that are not right are counted by stage: grid not found, cell misplaced, digit misread
or refused, empty misjudged."""
_PREDICT_USAGE = """\
usage: hwdigits benchmark predict [--model=PATH] [--json]

One thread of LiteRT, without TensorFlow: batches of digits, pictures of several sizes,
and `hwdigits predict` and `hwdigits read` as whole processes."""


def main(argv: list[str]) -> int:
    """The command line; returns the exit code."""
    section = next((arg for arg in argv if arg in SECTIONS), None)
    if section is None:
        if not {"--help", "-h"} & set(argv):
            raise flags.UsageError(
                f"benchmark takes one of {', '.join(SECTIONS)}. Received: "
                f"{' '.join(argv) or 'nothing'}"
            )
        flags.parse(flags.new(), argv, USAGE)
    rest = list(argv)
    rest.remove(section)
    print(SECTIONS[section](section, rest))
    return 0


def _turns(section, argv):
    """The table of input, train or distribute."""
    values = flags.new()
    absl_flags.DEFINE_integer(
        *("rounds", 5, "How often everything takes its turn [5]."),
        flag_values=values,
        lower_bound=1,
    )
    _parse(values, argv, _TURNS_USAGE.format(section=section))
    quiet.import_tensorflow()
    # Only the section asked for is imported: two of them need no TensorFlow.
    from hwdigits.benchmarks import distribute, train
    from hwdigits.benchmarks import input as input_lib

    sections = {"input": input_lib, "train": train, "distribute": distribute}
    return sections[section].run(values.rounds)


def _read(section, argv):
    from hwdigits.benchmarks import read
    from hwdigits.data import pages
    from hwdigits.reader.reader import Reader

    values = _model_flags()
    _define_pages(values, read.SOURCES, pages.LEVELS)
    flags.define_places(values)
    _parse(values, argv, _READ_USAGE)
    reader = Reader(values.model)
    examples = read.held_out(values.data, flags.places(values))
    levels = pages.LEVELS if values.level == "all" else (values.level,)
    result = read.run(reader, examples, values.pages, values.seed, levels, values.draw)
    return json.dumps(result) if values.json else read.table(result)


def _grids(section, argv):
    from hwdigits.benchmarks import grids
    from hwdigits.reader.reader import Reader

    values = _model_flags()
    absl_flags.DEFINE_string(
        *("draw", None, "A folder for the photos not read exactly, with the truth."),
        flag_values=values,
    )
    absl_flags.DEFINE_list(
        *("unique", [], "Where no digit stands twice: rows,columns,blocks."),
        flag_values=values,
    )
    named = flags.parse(values, argv, _GRIDS_USAGE)
    if len(named) != 1:
        raise flags.UsageError(
            f"benchmark grids takes one DIR. Received: {' '.join(named) or 'nothing'}. "
            f"{_GRIDS_USAGE.splitlines()[0]}"
        )
    result = grids.run(
        Reader(values.model), named[0], values.draw, unique=values.unique
    )
    return json.dumps(result) if values.json else grids.table(result)


def _predict(section, argv):
    from hwdigits.benchmarks import predict

    values = _model_flags()
    _parse(values, argv, _PREDICT_USAGE)
    result = predict.run(values.model)
    return json.dumps(result) if values.json else predict.table(result)


SECTIONS = {
    "input": _turns,
    "train": _turns,
    "distribute": _turns,
    "read": _read,
    "grids": _grids,
    "predict": _predict,
}


def _model_flags():
    values = flags.new()
    absl_flags.DEFINE_string(
        *("model", None, "A .tflite file, or a version directory of it [the shipped]."),
        flag_values=values,
    )
    absl_flags.DEFINE_boolean(
        *("json", False, "One JSON object in place of the table."), flag_values=values
    )
    return values


def _define_pages(values, sources, levels):
    absl_flags.DEFINE_integer(
        *("pages", 40, "How many pages of each kind and level [40]."),
        flag_values=values,
        lower_bound=1,
    )
    absl_flags.DEFINE_integer(
        *("seed", 0, "Of the first page; those of the next follow [0]."),
        flag_values=values,
        lower_bound=0,
    )
    absl_flags.DEFINE_enum(
        *("level", "phone", [*levels, "all"], "scan, phone, hard or all [phone]."),
        flag_values=values,
    )
    absl_flags.DEFINE_enum(
        *("data", "mnist", list(sources), "Whose held-out digits [mnist]."),
        flag_values=values,
    )
    absl_flags.DEFINE_string(
        *("draw", None, "A folder for the pages not read exactly, with the truth."),
        flag_values=values,
    )


def _parse(values, argv, usage):
    named = flags.parse(values, argv, usage)
    if named:
        raise flags.UsageError(
            f"benchmark takes one section. Received also: {' '.join(named)}. "
            f"{usage.splitlines()[0]}"
        )
