"""What a section of `hwdigits benchmark` is, and the flags that several have."""

import contextlib
import dataclasses
import os
import pathlib
from collections.abc import Callable

import cv2
from absl import flags

from hwdigits.refusal import Refusal


@dataclasses.dataclass(frozen=True)
class Section:
    """One thing to measure.

    Attributes:
        usage: what --help shows; its first line is the command's form.
        define: puts the section's flags into an absl FlagValues.
        measure: from these values, once they are parsed, and the argument that
            `takes` names to what was measured: a dict that JSON can hold, with
            `machine` in it.
        table: that dict, for people.
        takes: the name of the one argument that is no flag; "": none.
        has_places: whether --data_dir and --manual_dir are among its flags.
        quick: arguments of a run that takes seconds and settles nothing.
        plots: {name of a .png file: the same dict -> a matplotlib Figure}.
    """

    usage: str
    define: Callable[[flags.FlagValues], None]
    measure: Callable[..., dict]
    table: Callable[[dict], str]
    takes: str = ""
    has_places: bool = False
    quick: tuple[str, ...] = ()
    plots: dict[str, Callable] = dataclasses.field(default_factory=dict)


def whole(values: flags.FlagValues, name: str, usual: int, words: str, least: int = 1):
    """A flag that takes a whole number."""
    flags.DEFINE_integer(
        name, usual, f"{words} [{usual}].", flag_values=values, lower_bound=least
    )


def word(values: flags.FlagValues, name: str, words: str):
    """A flag that takes a text and may be left out."""
    flags.DEFINE_string(name, None, words, flag_values=values)


def names(values: flags.FlagValues, name: str, usual: tuple[str, ...], words: str):
    """A flag that takes several words, apart by commas."""
    flags.DEFINE_list(name, list(usual), words, flag_values=values)


def switch(values: flags.FlagValues, name: str, words: str):
    """A flag that is off unless given."""
    flags.DEFINE_boolean(name, False, words, flag_values=values)


def rounds(values: flags.FlagValues, usual: int = 5):
    """--rounds of what takes turns."""
    whole(values, "rounds", usual, "How often everything takes its turn")


def model(values: flags.FlagValues):
    """--model of what reads."""
    word(values, "model", "A .tflite file, or a version directory of it [the shipped].")


def folder(named: str | os.PathLike | None, flag: str = "draw") -> pathlib.Path | None:
    """The folder that a flag names, made if it is not there; None if it names none.

    Raises:
        Refusal: it is no folder and cannot become one.
    """
    if named is None:
        return None
    path = pathlib.Path(named)
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Refusal(
            f"--{flag} must name a folder that is there or can be made. "
            f"Received: {path} ({error.strerror})"
        ) from error
    return path


@contextlib.contextmanager
def one_thread():
    """Keeps OpenCV to one thread; it takes all cores otherwise."""
    threads = cv2.getNumThreads()
    cv2.setNumThreads(1)
    try:
        yield
    finally:
        cv2.setNumThreads(threads)
