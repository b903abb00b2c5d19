"""The directory that a training writes, and every later command reads.

config.json        what was asked for
run.json           versions, git hash, machine, command, when
state/             what a killed run goes on from; gone when it is done
history.csv        one row an epoch
model.keras        the network at its best epoch on validation (baseline.joblib)
result.json        how it ended: the last file written
tensorboard/       event files
eval/              what `hwdigits evaluate` found
"""

import contextlib
import importlib.metadata
import json
import os
import pathlib
import platform
import subprocess
import sys
import time

from hwdigits import config as config_lib
from hwdigits import machine
from hwdigits.refusal import Refusal

_PARTIAL = ".partial-"  # begins the name of a file that is being written


class Workdir:
    """A run's directory.

    Args:
        path: of the directory; it need not be there yet.
    """

    def __init__(self, path: str | os.PathLike):
        self.path = pathlib.Path(path).expanduser()
        self.config = self.path / "config.json"
        self.model = self.path / "model.keras"
        self.calibration = self.path / "calibration.json"
        self.baseline = self.path / "baseline.joblib"
        self.state = self.path / "state"
        self.history = self.path / "history.csv"
        self.result = self.path / "result.json"
        self.tensorboard = self.path / "tensorboard"
        self.evaluations = self.path / "eval"

    def refuse_another(self, config) -> None:
        """Looks, without touching anything, whether the directory can be this run's.

        Raises:
            Refusal: it holds another run or other files, or is no directory.
        """
        if self.config.exists():
            self._refuse_differences(config)
            return
        parent = next(path for path in (self.path, *self.path.parents) if path.exists())
        if not parent.is_dir():
            raise Refusal(
                f"--workdir must be a directory. Received: {self.path}; {parent} is a "
                "file. Choose another one"
            )
        names = sorted(path.name for path in parent.iterdir())
        foreign = [name for name in names if not name.startswith(_PARTIAL)]
        if parent == self.path and foreign:
            raise Refusal(
                "--workdir must be new, empty or this run's own. Received: "
                f"{self.path}, which holds {', '.join(foreign[:5])} and no "
                "config.json. Choose another directory"
            )

    def claim(self, config) -> None:
        """Makes the directory this run's; does nothing where it already is.

        Raises:
            Refusal: it cannot be written.
        """
        if self.config.exists():
            return
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            write_json(self.config, config.to_dict())
            write_json(self.path / "run.json", _provenance(config))
        except OSError as error:
            raise Refusal(
                "--workdir must be a directory that can be written. Received: "
                f"{self.path} ({error.strerror})"
            ) from error

    def _refuse_differences(self, config):
        there, asked = (config_lib.fields(c) for c in (self.load_config(), config))
        differences = [
            f"{name} is {there.get(name)!r} there, {asked.get(name)!r} here"
            for name in sorted(there.keys() | asked.keys())
            if there.get(name) != asked.get(name)
        ]
        if differences:
            raise Refusal(
                "--workdir must be new or this run's own. Received: "
                f"{self.path}, a run of another config ({'; '.join(differences)}). "
                "Choose another directory"
            )

    def load_config(self):
        """The config of the run.

        Raises:
            Refusal: there is none.
        """
        return config_lib.load(self.config)

    def threshold(self) -> float | None:
        """The confidence below which the run's network refuses; None: it never does."""
        if not self.calibration.exists():
            return None
        settled = json.loads(self.calibration.read_text(encoding="utf-8"))
        return settled["threshold"]

    def refuse_unfinished(self) -> None:
        """Refuses a run that has not ended well.

        Raises:
            Refusal: it has not finished, or it diverged.
        """
        result = self.load_result()
        if result is None or result["status"] != "done":
            raise Refusal(
                "--workdir must hold a finished training. Received: "
                f"{self.path}, which "
                + ("has not finished" if result is None else "diverged")
                + f". Train it: hwdigits train --workdir={self.path} --config=FILE"
            )

    def load_result(self) -> dict | None:
        """How the run ended, or None while it has not."""
        if not self.result.exists():
            return None
        return json.loads(self.result.read_text(encoding="utf-8"))


def write(path: pathlib.Path, fill) -> None:
    """Writes a file whole or not at all: `fill(path beside it)`, then a rename."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(_PARTIAL + path.name)
    try:
        fill(beside)
        with beside.open("rb") as file:
            os.fsync(file.fileno())
        beside.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            beside.unlink(missing_ok=True)
        raise


def write_text(path: pathlib.Path, text: str) -> None:
    """Writes text, whole or not at all."""
    write(path, lambda beside: beside.write_text(text, encoding="utf-8"))


def write_json(path: pathlib.Path, value) -> None:
    """Writes a value as indented JSON, whole or not at all."""
    write_text(path, json.dumps(value, indent=2) + "\n")


def _provenance(config):
    versions = {"python": platform.python_version()}
    for package in ("hwdigits", "tensorflow", "tensorflow-cpu", "keras", "numpy"):
        with contextlib.suppress(importlib.metadata.PackageNotFoundError):
            versions[package] = importlib.metadata.version(package)
    return {
        "started": time.strftime("%Y-%m-%dT%H:%M:%S%z"),
        "command": sys.argv,
        "seeds": {"seed": config.seed, "draw_seed": config.data.draw_seed},
        "versions": versions,
        "git": git_hash(),
        "machine": {
            "processor": machine.processor(),
            "cores": os.cpu_count(),
            "system": platform.platform(),
        },
    }


def git_hash():
    """The commit this code is at, with "+" when files differ from it; None outside."""
    root = pathlib.Path(__file__).parent
    try:
        described = subprocess.run(
            ["git", "describe", "--always", "--abbrev=40", "--dirty=+"],
            cwd=root,
            capture_output=True,
            text=True,
            timeout=10,
            check=True,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return described.stdout.strip()
