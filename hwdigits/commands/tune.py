"""`hwdigits tune`: a config that names what may be tried in, better values out."""

import json
import pathlib

from absl import flags as absl_flags

from hwdigits import data, quiet
from hwdigits import workdir as workdir_lib
from hwdigits.commands import flags
from hwdigits.data import sources
from hwdigits.refusal import Refusal
from hwdigits.tuning import space as space_lib

USAGE = """\
usage: hwdigits tune --config=FILE --workdir=DIR [--method=NAME] [--trials=N]

Tries values of the fields that config.tune names, by KerasTuner, judged on validation
images alone; first the config's own values, so that the gain is told against them.
Writes DIR/best.json with a ready `hwdigits train` command, DIR/tuning/REPORT.md and a
plot; `tensorboard --logdir=DIR/tensorboard` shows the trials under HParams, DIR/trials
their curves. Killed and called again with the same arguments, it goes on where it was;
with a larger --trials it goes on after its end.

Several processes search together with KERASTUNER_TUNER_ID (chief, then any names),
KERASTUNER_ORACLE_IP and KERASTUNER_ORACLE_PORT set, each with this same command. A
worker that was killed goes on under its id; what a killed chief knew is not lost."""
_TRIALS = 20


def main(argv: list[str]) -> int:
    """The command line; returns the exit code."""
    values = flags.new()
    _define(values)
    flags.define_places(values)
    argv = flags.config_first(argv)
    flags.define_config(values, argv)
    rest = flags.parse(values, argv, USAGE, required=("config", "workdir"))
    if rest:
        raise flags.UsageError(
            f"tune takes flags alone. Received: {' '.join(rest)}. "
            f"{USAGE.splitlines()[0]}"
        )
    best = run(
        *(values.config, values.workdir, values.method, values.objective),
        *(values.trials, values.seeds, values.search_seed),
        places=flags.places(values),
        command=_train_flags(argv),
    )
    return 0 if best is not None else 1


def _define(values):
    absl_flags.DEFINE_string(
        *("workdir", None, "The search's directory, new or its own."),
        flag_values=values,
    )
    absl_flags.DEFINE_enum(
        *("method", "random", list(space_lib.METHODS)),
        "random, hyperband, bayesian or grid [random].",
        flag_values=values,
    )
    absl_flags.DEFINE_enum(
        *("objective", "accuracy", ["accuracy", "loss"]),
        "accuracy or loss of the validation images, at the epoch a run keeps "
        "[accuracy].",
        flag_values=values,
    )
    absl_flags.DEFINE_integer(
        "trials",
        None,
        f"How many beside the hand-set values [{_TRIALS}; grid: all of it; hyperband "
        "has its own number].",
        flag_values=values,
        lower_bound=1,
    )
    absl_flags.DEFINE_integer(
        *("seeds", 1, "How many seeds a trial is the mean of [1]."),
        flag_values=values,
        lower_bound=1,
    )
    absl_flags.DEFINE_integer(
        *("search_seed", 0, "Seed of the search itself [0]."),
        flag_values=values,
        lower_bound=0,
    )


def _train_flags(argv):
    """The flags that `hwdigits train` needs for the same hand-set config and data."""
    names = ("--config=", "--config.", "--data_dir=", "--manual_dir=")
    return tuple(
        argument
        for argument in argv
        if argument.startswith(names) and not argument.startswith("--config.tune.")
    )


def run(
    config,
    workdir,
    method="random",
    objective="accuracy",
    count=None,
    seeds=1,
    seed=0,
    places=None,
    examples=None,
    command=("--config=FILE",),
) -> dict | None:
    """Searches, or goes on searching, and writes the directory.

    Args:
        config: a run's config with `config.tune`.
        workdir: the search's directory.
        method: "random", "hyperband", "bayesian" or "grid".
        objective: "accuracy" or "loss" of the validation images.
        count: how many trials beside the hand-set values; None for the method's own.
        seeds: how many a trial is the mean of: the config's seed and those after it.
        seed: of the search.
        places: where data lies on this machine.
        examples: (training, validation) in place of what the config names.
        command: the flags of `hwdigits train` that give the hand-set config.

    Returns:
        The content of best.json; None where no trial ended well, or for a worker of a
        chief that knows of none yet.

    Raises:
        Refusal: `config.tune`, the data or the directory cannot be used.
    """
    space = space_lib.Space(config, method, objective)
    if method == "hyperband" and count is not None:
        raise Refusal(
            "--trials must be left out for --method=hyperband, whose number follows "
            f"from config.training.epochs. Received: --trials={count}"
        )
    if method in ("random", "bayesian"):
        count = count or _TRIALS
    quiet.import_tensorflow()
    from hwdigits.tuning import plan as plan_lib
    from hwdigits.tuning import processes, report, search, trials

    plan = plan_lib.Plan(space, method, objective, seeds, count, seed, command)
    directory = pathlib.Path(workdir).expanduser()
    processes.role()
    _refuse_another(plan, directory)
    if examples is None and processes.role() != "chief":
        examples = sources.training_and_validation(space.base, places or data.Places())
    _claim(plan, directory)
    search.Search(plan, directory).run(examples)
    records = trials.Records(directory).all()
    made = report.Report(plan, directory)
    best = made.best(records)
    if processes.role() == "worker":
        return best
    made.write(records)
    print(_closing_words(made, best, len(records), directory))
    return best


def _refuse_another(plan, directory):
    """Looks, without touching anything, whether the directory can be this search's."""
    if directory.exists() and not directory.is_dir():
        raise Refusal(
            f"--workdir must be a directory. Received: {directory}, which is a file. "
            "Choose another one"
        )
    if not (directory / "tune.json").exists():
        names = sorted(path.name for path in directory.glob("[!.]*"))
        if names:
            raise Refusal(
                "--workdir must be new, empty or this search's own. Received: "
                f"{directory}, which holds {', '.join(names[:5])} and no tune.json. "
                "Choose another directory"
            )
        return
    there = _flat(json.loads((directory / "tune.json").read_text(encoding="utf-8")))
    asked = _flat(json.loads(json.dumps(plan.to_dict())))
    differences = [
        f"{name} is {there.get(name)!r} there, {asked.get(name)!r} here"
        for name in sorted(there.keys() | asked.keys())
        if there.get(name) != asked.get(name)
    ]
    if differences:
        raise Refusal(
            f"--workdir must be new or this search's own. Received: {directory}, "
            f"another search ({'; '.join(differences)}). Choose another directory"
        )


def _flat(value, prefix=""):
    if not isinstance(value, dict):
        return {prefix.rstrip("."): value}
    return {
        name: leaf
        for key, item in value.items()
        for name, leaf in _flat(item, f"{prefix}{key}.").items()
    }


def _claim(plan, directory):
    if (directory / "tune.json").exists():
        return
    try:
        workdir_lib.write_json(directory / "tune.json", plan.to_dict())
    except OSError as error:
        raise Refusal(
            "--workdir must be a directory that can be written. Received: "
            f"{directory} ({error.strerror})"
        ) from error


def _closing_words(made, best, count, directory):
    where = f"report: {directory / 'tuning' / 'REPORT.md'}"
    if best is None:
        return (
            f"no trial of {count} ended well: try smaller values of "
            f"config.tune.optimizer.learning_rate\n{where}"
        )
    return f"{made.gain(best)}\n{where}\ntrain it: {best['train']}"
