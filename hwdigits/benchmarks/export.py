"""Each container of one network: what making it costs, its size, how it answers."""

import contextlib
import io
import json
import os
import pathlib
import tempfile

from hwdigits import config as config_lib
from hwdigits import machine, quiet
from hwdigits import workdir as workdir_lib
from hwdigits.benchmarks import sections, starts, tables
from hwdigits.data import optdigits
from hwdigits.refusal import Refusal

_SAVED_MODEL = "saved_model"
_VARIANTS = ("float32", "float16", "dynamic", "int8", "uint8", "browser")
_USAGE = """\
usage: hwdigits benchmark export [--workdir=DIR] [--variants=NAMES] [--json] [--out=DIR]

One `hwdigits export` a container, each a process of its own, from its start to its end:
seconds, of which TensorFlow's import is most of a second or more, and peak memory, both
with the proof on the whole test set; then the container's bytes, its answers other than
Keras's, and us a digit, one a call, of the calls that the proof times. Without
--workdir it is an mlp, trained on optical digits for some seconds."""


def run(
    workdir: str | os.PathLike | None = None,
    variants: tuple[str, ...] = (_SAVED_MODEL, *_VARIANTS),
    places: tuple[str, ...] = (),
) -> dict:
    """Exports a run once for each container.

    Args:
        workdir: of a finished run; None trains one.
        variants: "saved_model" and names of `exporting.litert.VARIANTS`.
        places: arguments that say where the run's data is, as --data_dir=DIR.

    Returns:
        {"machine", "network", "test" (how many images), "rows": a dict a container}.

    Raises:
        Refusal: an unknown variant, or the run cannot be exported.
    """
    unknown = set(variants) - {_SAVED_MODEL, *_VARIANTS}
    if unknown:
        raise Refusal(
            f"--variants must be of {', '.join((_SAVED_MODEL, *_VARIANTS))}. Received: "
            f"{', '.join(sorted(unknown))}"
        )
    quiet.import_tensorflow()
    with tempfile.TemporaryDirectory() as scratch:
        trained = workdir or _trained(pathlib.Path(scratch, "run"))
        directory = workdir_lib.Workdir(trained)
        network = directory.load_config().model.name
        directory.refuse_unfinished()
        rows = [
            _exported(trained, pathlib.Path(scratch, name), name, places)
            for name in variants
        ]
    return {
        "machine": machine.facts("tensorflow", "keras", "ai_edge_litert"),
        "network": network,
        "test": max((row["n"] for row in rows if "n" in row), default=0),
        "rows": rows,
    }


def _trained(directory):
    """The workdir of a run that took seconds."""
    from hwdigits.commands import train

    config = config_lib.base_config("mlp")
    config.data.train = config.data.test = "optdigits"
    config.model.activation = "relu"
    config.training.epochs = config.training.pictures_every = 12
    config.training.batch_size = 20
    digits = optdigits.load("train")
    kept = range(0, len(digits), 10)
    learnt = [place for place in range(len(digits)) if place % 10]
    with contextlib.redirect_stdout(io.StringIO()):
        train.run(config, directory, examples=(digits.take(learnt), digits.take(kept)))
    return directory


def _exported(workdir, out, name, places):
    """One container, as a row."""
    formats = (
        [f"--formats={_SAVED_MODEL}"]
        if name == _SAVED_MODEL
        else ["--formats=tflite", f"--variants={name}"]
    )
    arguments = [f"--workdir={workdir}", f"--out={out}", *formats, *places]
    try:
        seconds, peak_mb = starts.measured("export", *arguments)
    except RuntimeError:
        # It was left out, as its answers are not near enough to Keras's.
        return {"container": name, "refused": True}
    manifest = json.loads((out / "1" / "manifest.json").read_text(encoding="utf-8"))
    (found,) = manifest["artefacts"].values()
    return {
        "container": name,
        "seconds": round(seconds, 2),
        "peak_mb": round(peak_mb, 1),
        "bytes": found["bytes"],
        "n": found["n"],
        "errors": found["errors"],
        "disagreements": found["disagreements_with_keras"],
        "difference": found["probability_difference"],
        "us_p50": found["latency_us"]["p50"],
        "us_p99": found["latency_us"]["p99"],
        "calls": found["latency_us"]["n"],
    }


def table(result: dict) -> str:
    """What `run` returned, for people."""
    rows = [
        (
            *("container", "s", "peak MB", "bytes", "not as Keras", "off by at most"),
            *("us a digit p50 / p99", "calls"),
        )
    ]
    for row in result["rows"]:
        if "refused" in row:
            rows.append((row["container"], *("-",) * 3, "too often", *("-",) * 3))
            continue
        rows.append(
            (
                *(row["container"], f"{row['seconds']:.1f}", f"{row['peak_mb']:,.0f}"),
                *(f"{row['bytes']:,}", f"{row['disagreements']} of {row['n']:,}"),
                f"{row['difference']:.1e}",
                f"{row['us_p50']:,} / {row['us_p99']:,}",
                str(row["calls"]),
            )
        )
    return (
        f"{machine.words(result['machine'])}\n{result['network']}, its test set of "
        f"{result['test']:,} images; one process a container, n=1\n{tables.table(rows)}"
    )


def _define(values):
    sections.word(values, "workdir", "A finished run [one is trained].")
    sections.names(
        values, "variants", (_SAVED_MODEL, *_VARIANTS), "Which containers [all]."
    )


def _measure(values):
    given = {flag: getattr(values, flag) for flag in ("data_dir", "manual_dir")}
    places = tuple(f"--{flag}={value}" for flag, value in given.items() if value)
    return run(values.workdir, tuple(values.variants), places)


SECTION = sections.Section(
    *(_USAGE, _define, _measure, table),
    has_places=True,
    quick=("--variants=saved_model,dynamic",),
)
