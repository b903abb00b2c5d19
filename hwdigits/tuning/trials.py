"""One trial: its seeds trained as `hwdigits train` does, and what came of them.

A search's directory holds
    trials/trial-003-seed-0    a workdir a trial and seed
    tuning/records/003.json    the trial's record, once it is over
"""

import csv
import json
import math
import pathlib
import statistics

import keras
import numpy as np
import tensorflow as tf

from hwdigits import config as config_lib
from hwdigits import workdir as workdir_lib
from hwdigits.commands import train
from hwdigits.training import objectives

HAND_SET = 0  # the number of the trial with the config's own values
GUESSED = 0.1  # the accuracy of a guess


class Records:
    """The trials that are over, a small file each.

    Args:
        directory: of the search.
    """

    def __init__(self, directory: pathlib.Path):
        self._directory = directory / "tuning" / "records"

    def save(self, record: dict) -> None:
        """Keeps a record, whole or not at all."""
        path = self._directory / f"{record['trial']:03d}.json"
        workdir_lib.write_json(path, record)

    def all(self) -> list[dict]:
        """Every record there is, in the trials' order."""
        paths = sorted(self._directory.glob("[0-9]*.json"))
        records = [json.loads(path.read_text(encoding="utf-8")) for path in paths]
        return sorted(records, key=lambda record: record["trial"])

    def like(self, fields: dict, epochs: int | None) -> dict | None:
        """The record of a trial of the same fields and epochs, or None."""
        asked = json.loads(json.dumps([fields, epochs]))  # tuples are lists in there
        for record in self.all():
            if [record["fields"], record["epochs"]] == asked:
                return record
        return None


def run(number, config, seeds, directory, examples, shown) -> dict:
    """Trains a trial's seeds, or goes on with them; the part of its record they give.

    Args:
        number: of the trial.
        config: with the trial's values; its seed is the first.
        seeds: how many.
        directory: of the search.
        examples: (training, validation).
        shown: called with the seed before each training; returns the context in which
            it runs.

    Returns:
        {"status": "done", "diverged" or "out of memory", "runs": one dict a seed}. A
        trial one of whose seeds does not end well is not continued.
    """
    runs = []
    for seed in range(config.seed, config.seed + seeds):
        one = config_lib.without_tune(config)
        one.seed = seed
        workdir = directory / "trials" / f"trial-{number:03d}-seed-{seed}"
        try:
            with shown(seed):
                result = train.run(one, workdir, examples=examples)
        except (tf.errors.ResourceExhaustedError, MemoryError):
            result = {"status": "out of memory"}
        keras.utils.clear_session()
        runs.append({"seed": seed, **_figures(result, workdir)})
        if result["status"] != "done":
            break
    return {"status": runs[-1]["status"], "runs": runs}


def _figures(result, workdir):
    """What a record keeps of a run: the validation figures of the epoch it kept."""
    figures = {"status": result["status"]}
    if result["status"] != "done":
        told = {key: result[key] for key in ("step", "loss") if key in result}
        return figures | {"diverged": told} if told else figures
    figures["accuracy"] = result["validation_accuracy"]
    figures["seconds"] = result["seconds"]
    if "best_epoch" in result:
        with workdir_lib.Workdir(workdir).history.open(encoding="utf-8") as file:
            rows = {int(row["epoch"]): row for row in csv.DictReader(file)}
        figures["best_epoch"] = result["best_epoch"]
        figures["loss"] = float(rows[result["best_epoch"]]["validation_loss"])
    return figures


def values(record: dict, objective: str) -> list[float]:
    """The objective's value of each seed, [] for a trial that did not end well."""
    if record["status"] != "done":
        return []
    return [run[objective] for run in record["runs"]]


def mean_and_std(record: dict, objective: str) -> tuple[float, float]:
    """Over the seeds; NaN where there are none, or one has no deviation."""
    found = values(record, objective)
    mean = statistics.mean(found) if found else math.nan
    return mean, statistics.stdev(found) if len(found) > 1 else math.nan


def score(record: dict, objective: str, config) -> float:
    """What the search is told: the mean, or what a guess has if it did not end well.

    With a failure in its place, Hyperband would wait for ever for the trials of its
    round, and the Bayesian search would learn nothing of where training diverges.
    """
    found = values(record, objective)
    if found:
        return statistics.mean(found)
    return GUESSED if objective == "accuracy" else _guessed_loss(config)


def _guessed_loss(config):
    loss = objectives.LOSSES[config.training.loss]
    guess = loss(np.zeros(1, np.int64), np.zeros((1, 10), np.float32))
    return float(keras.ops.convert_to_numpy(guess)[0])


def ranked(records: list[dict], objective: str) -> list[dict]:
    """Those that ended well, the best first; of equals the earlier one."""
    good = [record for record in records if record["status"] == "done"]
    sign = -1 if objective == "accuracy" else 1
    return sorted(
        good, key=lambda r: (sign * mean_and_std(r, objective)[0], r["trial"])
    )
