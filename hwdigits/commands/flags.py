"""Flags of the commands, by absl: each command has its own set, none is global."""

import difflib
import pathlib

from absl import flags
from ml_collections import config_flags

from hwdigits import config as config_lib
from hwdigits import data
from hwdigits.refusal import Refusal


class UsageError(Exception):
    """The command line itself is wrong: exit code 2."""


def new() -> flags.FlagValues:
    """An empty set of flags with --help."""
    values = flags.FlagValues()
    flags.DEFINE_boolean("help", False, "Show this text.", flag_values=values)
    return values


def define_places(values: flags.FlagValues) -> None:
    """--data_dir and --manual_dir."""
    flags.DEFINE_string(
        *("data_dir", None, "TFDS's directory [~/tensorflow_datasets]."),
        flag_values=values,
    )
    flags.DEFINE_string(
        "manual_dir",
        data.Places().manual_dir,
        "Directory with MNIST's four official .gz files [$HWDIGITS_MANUAL_DIR].",
        flag_values=values,
    )


def places(values: flags.FlagValues) -> data.Places:
    """What define_places' flags say."""
    return data.Places(values.data_dir, values.manual_dir)


def config_first(argv: list[str]) -> list[str]:
    """The same arguments with --config=FILE first: its fields' flags depend on it."""
    named = [arg for arg in argv if arg.startswith("--config=")]
    return named + [arg for arg in argv if arg not in named]


def define_config(values: flags.FlagValues, argv: list[str]) -> None:
    """--config=FILE and --config.field=value."""
    config_flags.DEFINE_config_file(
        "config",
        None,
        "A file of configs/; --config.FIELD=VALUE changes one of its fields.",
        flag_values=values,
        sys_argv=["hwdigits", *argv],
    )


def parse(
    values: flags.FlagValues, argv: list[str], usage: str, required: tuple = ()
) -> list[str]:
    """Parses the arguments after the command's name.

    Args:
        values: the command's flags, which this fills.
        argv: the arguments.
        usage: shown before the flags by --help.
        required: names of flags that must be given.

    Returns:
        The arguments that are not flags.

    Raises:
        UsageError: an unknown flag or a value of the wrong form.
        Refusal: a config file or a config field that is not there.
        SystemExit: after --help.
    """
    if "--help" in argv or "-h" in argv:
        print(f"{usage}\n\nflags:\n{_help(values)}")
        raise SystemExit(0)
    _refuse_missing_config(argv)
    try:
        rest = values(["hwdigits", *argv])[1:]
    except flags.Error as error:
        sentence = str(error).splitlines()[0].rstrip(".")
        raise UsageError(f"{sentence}. {usage.splitlines()[0]}") from error
    except (AttributeError, KeyError) as error:
        raise Refusal(_unknown_field(argv, error)) from error
    except TypeError as error:
        raise Refusal(f"a config field keeps its type. Received: {error}") from error
    for name in required:
        if values[name].value is None:
            raise UsageError(f"--{name} must be given. {usage.splitlines()[0]}")
    return rest


def _help(values):
    """One line a flag, without absl's own."""
    own = sorted(set(values) - {"flagfile", "undefok"})
    return "\n".join(f"  --{name:<12} {values[name].help}" for name in own)


def _refuse_missing_config(argv):
    for arg in argv:
        name, _, value = arg.lstrip("-").partition("=")
        if name == "config" and value and not pathlib.Path(value).is_file():
            raise Refusal(
                "--config must be a config file, as configs/paper/tf_cnn.py. "
                f"Received: {value}, which is not there"
            )


def _unknown_field(argv, error):
    """Names the nearest right field, for a --config.FIELD that the config has not."""
    overrides = [
        arg.lstrip("-").removeprefix("config.").partition("=")[0]
        for arg in argv
        if arg.startswith("--config.")
    ]
    for name in overrides:
        if name.removeprefix("tune.") not in config_lib.RULES:
            near = difflib.get_close_matches(name, config_lib.RULES, 1, cutoff=0.5)
            fields = near or sorted(config_lib.RULES)
            return (
                f"--config.FIELD must be a field of the config. Received: {name}. "
                f"Did you mean {', '.join(fields)}?"
            )
    return (
        "--config.FIELD must be one that this config has, --config.tune.FIELD one that "
        f"its file lets be tuned. Received: {', '.join(overrides)}, of which it has "
        f"not all ({error.args[0]})"
    )
