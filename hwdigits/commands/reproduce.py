"""`hwdigits reproduce`: the five papers' tables and curves, ours beside theirs."""

import pathlib

from absl import flags as absl_flags

from hwdigits import locks, quiet
from hwdigits.commands import flags
from hwdigits.refusal import Refusal

USAGE = """\
usage: hwdigits reproduce [--paper=NAME] [--seeds=N] [--quick] --out=DIR

Runs the papers' experiments and writes DIR/REPRODUCTION.md, the same in Chinese
(REPRODUCTION.zh.md), and plots. Every finished cell is kept as a small file in
DIR/reproduction/cells and never computed again: killed and called again with the same
arguments, it goes on where it was. All of it takes most of a day on two cores, --quick
some minutes."""
_NAMES = ("paper1", "paper2", "paper3", "paper4", "paper5")


def main(argv: list[str]) -> int:
    """The command line; returns the exit code."""
    values = flags.new()
    _define(values)
    flags.define_places(values)
    rest = flags.parse(values, argv, USAGE, required=("out",))
    if rest:
        raise flags.UsageError(
            f"reproduce takes flags alone. Received: {' '.join(rest)}. "
            f"{USAGE.splitlines()[0]}"
        )
    names = _NAMES if values.paper == "all" else (values.paper,)
    run(
        *(values.out, names, values.seeds, values.quick, values.tables_only),
        *(values.drawn_dir, flags.places(values)),
    )
    return 0


def _define(values):
    absl_flags.DEFINE_string(
        *("out", None, "Where report, plots and cells are written."),
        flag_values=values,
    )
    absl_flags.DEFINE_enum(
        *("paper", "all", [*_NAMES, "all"], "paper1 ... paper5 [all]."),
        flag_values=values,
    )
    absl_flags.DEFINE_integer(
        *("seeds", None, "How many seeds [5, of paper 1's CNN 2; --quick 1]."),
        flag_values=values,
        lower_bound=1,
    )
    absl_flags.DEFINE_boolean(
        *("quick", False, "A small version of everything, to see that it runs."),
        flag_values=values,
    )
    absl_flags.DEFINE_boolean(
        *("tables_only", False, "Nothing is trained: the report of what is there."),
        flag_values=values,
    )
    absl_flags.DEFINE_string(
        "drawn_dir",
        None,
        "A folder of pictures of digits, DIR/<label>/*, as the user's own; without it "
        "the parts that need them are left out.",
        flag_values=values,
    )


def run(
    out,
    names=_NAMES,
    seeds=None,
    is_quick=False,
    tables_only=False,
    drawn_dir=None,
    places=None,
    given=None,
    scale=None,
) -> list[pathlib.Path]:
    """Computes what is missing, paper by paper, and writes the reports.

    Args:
        out: directory of reports, plots and cells.
        names: of the papers.
        seeds: how many; None for the usual ones, or one of a small version.
        is_quick: whether everything is cut to minutes.
        tables_only: whether nothing is computed.
        drawn_dir: a folder of the user's own pictures, or None.
        places: where MNIST lies on this machine.
        given: `material.Material` in place of the two above.
        scale: `scale.Scale` in place of `seeds` and `is_quick`.

    Returns:
        The paths of the reports.

    Raises:
        Refusal: `out` cannot be used, or data are not there.
    """
    from hwdigits.reproduction import cells, report
    from hwdigits.reproduction import scale as scale_lib

    if scale is None and is_quick:
        scale = scale_lib.quick(seeds or 1)
    scale = scale or scale_lib.Scale(seeds)
    out = pathlib.Path(out).expanduser()
    if out.exists() and not out.is_dir():
        raise Refusal(
            f"--out must be a directory. Received: {out}, which is a file. "
            "Choose another one"
        )
    store = cells.Store(out / report.FOLDER / "cells")
    made = report.Report(list(names), store, scale)
    if not tables_only:
        _compute(made, names, store, out, given, drawn_dir, places)
    written = made.write(out)
    print(f"written: {', '.join(map(str, written))}, and plots beside them")
    return written


def _compute(made, names, store, out, given, drawn_dir, places):
    quiet.import_tensorflow()
    from hwdigits.reproduction import material, running

    given = given or material.Material(places, drawn_dir)
    wanted = [cell for name in names for cell in made.wanted(name)]
    scratch = out / "work"
    taken = (  # a second one would write into the same cell's state
        "--out must be used by one process at a time. Received: "
        f"{out}, where another one is computing. Wait for it, or "
        "choose another directory"
    )
    with locks.held(scratch / "lock", taken):
        running.run(wanted, store, given, scratch, lambda: made.write(out))
