"""What a search has found: lines while it runs, best.json, the Markdown report."""

import dataclasses
import json
import math
import pathlib
import shlex

from hwdigits import machine
from hwdigits import workdir as workdir_lib
from hwdigits.reproduction import tables
from hwdigits.training import progress
from hwdigits.tuning import board, plots, trials
from hwdigits.tuning import space as space_lib

_SHOWN = 5  # of the best, while it runs
_PERCENT = {"accuracy": 100.0, "loss": 1.0}


@dataclasses.dataclass(frozen=True)
class Plan:
    """What was asked for.

    Args:
        space: what may be tried.
        method: one of `space.METHODS`.
        objective: "accuracy" or "loss", of the validation images.
        seeds: how many a trial has.
        count: how many trials beside the hand-set one; None leaves it to the method.
        seed: of the search itself.
        command: the `hwdigits train` flags that give the hand-set config, as a list.
    """

    space: space_lib.Space
    method: str = "random"
    objective: str = "accuracy"
    seeds: int = 1
    count: int | None = None
    seed: int = 0
    command: tuple = ("--config=FILE",)

    def to_dict(self) -> dict:
        """What makes the search, but for the number of trials, which may grow."""
        return {
            "config": self.space.base.to_dict(),
            "tune": {name: list(tried) for name, tried in self.space.tried.items()},
            "method": self.method,
            "objective": self.objective,
            "seeds": self.seeds,
            "search_seed": self.seed,
        }


class Report:
    """Tells and writes what is known.

    Args:
        plan: what was asked for.
        directory: of the search.
    """

    def __init__(self, plan: Plan, directory: pathlib.Path):
        self._plan, self._directory = plan, directory
        self._told_here = 0

    def tell(self, number: int, records: list[dict], elapsed_s: float) -> None:
        """Prints a trial that has ended; the best ones whenever there is a new best."""
        self._told_here += 1
        record = next(r for r in records if r["trial"] == number)
        left = ""
        if self._plan.count is not None:
            todo = self._plan.count + 1 - len(records)
            seconds = elapsed_s / self._told_here * todo
            left = f"; about {_duration(seconds)} left" if todo > 0 else ""
        print(f"{self.words(record)}{left}", flush=True)
        best = trials.ranked(records, self._plan.objective)
        if best and best[0] is record and len(records) > 1:
            print(self.table(best[:_SHOWN]), flush=True)

    def words(self, record: dict) -> str:
        """A trial in one line."""
        of = "" if self._plan.count is None else f" of {self._plan.count}"
        told = ", ".join(f"{k}={_value(v)}" for k, v in record["fields"].items())
        name = f"trial {record['trial']}{of}"
        if record["trial"] == trials.HAND_SET:
            name = "the hand-set values"
        if record["epochs"] is not None:
            told += f", {record['epochs']} epochs"
        found = record["status"]
        if found == "done":
            figure = self._figure(record) + self._unit()
            found = f"validation {self._plan.objective} {figure}"
        if "same_as" in record:
            found += f", as trial {record['same_as']}"
        return f"{name}: {found}, {_duration(_seconds(record))} ({told})"

    def table(self, records: list[dict]) -> str:
        """Trials one below the other, for a terminal."""
        rows = [self._row(record) for record in records]
        rows.insert(0, self._head())
        widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
        lines = [
            "  ".join(
                cell.ljust(width) for cell, width in zip(row, widths, strict=True)
            )
            for row in rows
        ]
        return "\n".join(f"    {line.rstrip()}" for line in lines)

    def best(self, records: list[dict]) -> dict | None:
        """The content of best.json, or None while no trial has ended well."""
        objective, ranked = self._plan.objective, self._ranked(records)
        if not ranked:
            return None
        best, hand_set = ranked[0], self._hand_set(records)
        mean, std = trials.mean_and_std(best, objective)
        found = {
            "objective": f"validation_{objective}",
            "trial": best["trial"],
            "fields": best["fields"],
            "values": trials.values(best, objective),
            "mean": mean,
            "std": None if math.isnan(std) else std,
            "trials": len(records),
            "train": self.command(best),
        }
        if hand_set is not None and hand_set["status"] == "done":
            base_mean, base_std = trials.mean_and_std(hand_set, objective)
            found["hand_set"] = {
                "fields": hand_set["fields"],
                "values": trials.values(hand_set, objective),
                "mean": base_mean,
                "std": None if math.isnan(base_std) else base_std,
            }
            found["gain"] = mean - base_mean
        return found

    def command(self, record: dict) -> str:
        """The `hwdigits train` that trains with a trial's values."""
        flags = [f"--config.{name}={_typed(v)}" for name, v in record["fields"].items()]
        given = [
            flag
            for flag in self._plan.command
            if flag.partition("=")[0].removeprefix("--config.") not in record["fields"]
        ]
        if record["epochs"] is not None:
            flags.append(f"--config.training.epochs={record['epochs']}")
        workdir = f"--workdir={self._directory / 'best'}"
        return shlex.join(["hwdigits", "train", *given, *flags, workdir])

    def write(self, records: list[dict]) -> None:
        """Writes best.json, the report, its plot and TensorBoard's HParams."""
        folder = self._directory / "tuning"
        best = self.best(records)
        if best is not None:
            workdir_lib.write_json(self._directory / "best.json", best)
        figure = plots.trials(records, self._plan)
        workdir_lib.write(
            folder / "trials.png",
            lambda beside: figure.savefig(
                beside, format="png", dpi=90, metadata={"Software": None}
            ),
        )
        board.write(records, self._plan, self._directory / "tensorboard")
        workdir_lib.write_text(folder / "REPORT.md", self._text(records, best))

    def _text(self, records, best):
        plan = self._plan
        facts = machine.facts("tensorflow", "keras", "keras_tuner")
        hours = sum(map(_seconds, records)) / 3600
        ended = [record for record in records if record["status"] == "done"]
        other = len(records) - len(ended)
        parts = [
            f"# Tuning {plan.space.base.model.name}",
            f"{plan.method} search, {len(records)} trials of {plan.seeds} seed(s) have "
            f"ended ({other} of them diverged or failed), {hours:.2f} hours of "
            f"training. The figure is the validation {plan.objective} of the epoch "
            "that a run keeps, mean ± standard deviation over the seeds. The test "
            "images were not opened.",
            machine.words(facts),
            self.gain(best),
            *([f"```bash\n{best['train']}\n```"] if best else []),
            f"![trials](trials.png)\n\n{self._markdown(records)}",
            "A best of many is flattered by having been chosen on these validation "
            "images: train both configs with seeds that no trial had before you "
            "believe the gain.",
        ]
        return "\n\n".join(parts) + "\n"

    def gain(self, best: dict | None) -> str:
        """The best and the hand-set values in a sentence each."""
        if best is None:
            return "No trial has ended well so far."
        sign, unit = _PERCENT[self._plan.objective], self._unit()
        lines = [
            f"Best: trial {best['trial']}, "
            f"{_pm(best['mean'] * sign, best['std'], sign)}{unit} "
            f"(n = {len(best['values'])})."
        ]
        if best["trial"] == trials.HAND_SET:
            lines.append("Those are the hand-set values: none tried was better.")
        elif "hand_set" in best:
            base = best["hand_set"]
            lines.append(
                f"Hand-set: {_pm(base['mean'] * sign, base['std'], sign)}{unit} "
                f"(n = {len(base['values'])}). Difference: {best['gain'] * sign:+.3g}."
            )
        else:
            lines.append("The hand-set values have not ended well, or not yet.")
        return " ".join(lines)

    def _markdown(self, records):
        """Every trial, the best first, then those that did not end well."""
        ranked = trials.ranked(records, self._plan.objective)
        others = [record for record in records if record not in ranked]
        rows = [self._row(record) for record in ranked + others]
        return tables.markdown(self._head(), rows)

    def _head(self):
        has_epochs = ["epochs"] if self._plan.method == "hyperband" else []
        return [
            *("trial", f"validation {self._plan.objective}{self._unit()}", "seeds"),
            *(*self._plan.space.tried, *has_epochs, "minutes", "status"),
        ]

    def _row(self, record):
        number = record["trial"]
        whole = self._plan.space.hand_set.get("training.epochs")
        has_epochs = self._plan.method == "hyperband"
        status = record["status"]
        if status == "diverged":
            step = record["runs"][-1].get("diverged", {}).get("step")
            status = f"diverged, step {step}"
        if "same_as" in record:
            status += f", as trial {record['same_as']}"
        return [
            "hand-set" if number == trials.HAND_SET else str(number),
            self._figure(record),
            str(len(record["runs"])),
            *(_value(record["fields"][name]) for name in self._plan.space.tried),
            *([str(record["epochs"] or whole)] if has_epochs else []),
            f"{_seconds(record) / 60:.1f}",
            status,
        ]

    def _figure(self, record):
        mean, std = trials.mean_and_std(record, self._plan.objective)
        if math.isnan(mean):
            return tables.MISSING
        sign = _PERCENT[self._plan.objective]
        return _pm(mean * sign, None if math.isnan(std) else std, sign)

    def _unit(self):
        return " %" if self._plan.objective == "accuracy" else ""

    def _ranked(self, records):
        """With Hyperband, those of all epochs alone: fewer are no fair comparison."""
        ranked = trials.ranked(records, self._plan.objective)
        whole = self._plan.space.hand_set.get("training.epochs")
        return [r for r in ranked if r["epochs"] in (None, whole)] or ranked

    def _hand_set(self, records):
        return next((r for r in records if r["trial"] == trials.HAND_SET), None)


def _pm(mean, std, factor):
    digits = 2 if factor == 100 else 4
    spread = "" if std is None else f" ± {std * factor:.{digits}f}"
    return f"{mean:.{digits}f}{spread}"


def _value(value):
    return f"{value:g}" if isinstance(value, float) else str(value)


def _typed(value):
    """As a flag takes it: tuples without spaces."""
    if isinstance(value, list | tuple):
        return json.dumps(value, separators=(",", ":")).translate({91: 40, 93: 41})
    return value


def _seconds(record):
    if "same_as" in record:
        return 0.0
    return sum(run.get("seconds", 0.0) for run in record["runs"])


def _duration(seconds):
    return progress.duration(seconds)
