"""What a search has found: lines while it runs, best.json, the Markdown report."""

import json
import math
import pathlib
import shlex

from hwdigits import machine
from hwdigits import workdir as workdir_lib
from hwdigits.reproduction import tables
from hwdigits.training import progress
from hwdigits.tuning import board, plots, trials
from hwdigits.tuning import rows as rows_lib
from hwdigits.tuning.plan import Plan

_SHOWN = 5  # of the best, while it runs


class Report:
    """Tells and writes what is known.

    Args:
        plan: what was asked for.
        directory: of the search.
    """

    def __init__(self, plan: Plan, directory: pathlib.Path):
        self._plan, self._directory = plan, directory
        self._rows = rows_lib.Rows(plan)
        self._told_here = 0

    def tell(self, number: int, records: list[dict], elapsed_s: float) -> None:
        """Prints a trial that has ended; the best ones whenever there is a new best."""
        self._told_here += 1
        record = next(r for r in records if r["trial"] == number)
        left = ""
        if self._plan.count is not None:
            todo = self._plan.count + 1 - len(records)
            left_s = elapsed_s / self._told_here * todo
            left = f"; about {progress.duration(left_s)} left" if todo > 0 else ""
        print(f"{self._rows.words(record)}{left}", flush=True)
        best = trials.ranked(records, self._plan.objective)
        if best and best[0] is record and len(records) > 1:
            print(self._rows.table(best[:_SHOWN]), flush=True)

    def best(self, records: list[dict]) -> dict | None:
        """The content of best.json, or None while no trial has ended well."""
        objective, ranked = self._plan.objective, self._ranked(records)
        if not ranked:
            return None
        best, hand_set = ranked[0], self._hand_set(records)
        found = {
            "objective": f"validation_{objective}",
            "trial": best["trial"],
            **self._figures(best),
            "trials": len(records),
            "train": self.command(best),
        }
        if hand_set is not None and hand_set["status"] == "done":
            found["hand_set"] = self._figures(hand_set)
            found["gain"] = found["mean"] - found["hand_set"]["mean"]
        return found

    def _figures(self, record):
        mean, std = trials.mean_and_std(record, self._plan.objective)
        return {
            "fields": record["fields"],
            "values": trials.values(record, self._plan.objective),
            "mean": mean,
            "std": None if math.isnan(std) else std,
        }

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
        hours = sum(map(rows_lib.seconds, records)) / 3600
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
        lines = [f"Best: trial {best['trial']}, {self._told(best)}."]
        if best["trial"] == trials.HAND_SET:
            lines.append("Those are the hand-set values: none tried was better.")
        elif "hand_set" in best:
            gained = best["gain"] * self._rows.factor
            told = self._told(best["hand_set"])
            lines.append(f"Hand-set: {told}. Difference: {gained:+.3g}.")
        else:
            lines.append("The hand-set values have not ended well, or not yet.")
        return " ".join(lines)

    def _told(self, found):
        figure = self._rows.figure(found["mean"], found["std"])
        return f"{figure}{self._rows.unit} (n = {len(found['values'])})"

    def _markdown(self, records):
        """Every trial, the best first, then those that did not end well."""
        ranked = trials.ranked(records, self._plan.objective)
        others = [record for record in records if record not in ranked]
        rows = [self._rows.row(record) for record in ranked + others]
        return tables.markdown(self._rows.head(), rows)

    def _ranked(self, records):
        """With Hyperband, those of all epochs alone: fewer are no fair comparison."""
        ranked = trials.ranked(records, self._plan.objective)
        whole = self._plan.space.hand_set.get("training.epochs")
        return [r for r in ranked if r["epochs"] in (None, whole)] or ranked

    def _hand_set(self, records):
        return next((r for r in records if r["trial"] == trials.HAND_SET), None)


def _typed(value):
    """As a flag takes it: tuples without spaces."""
    if isinstance(value, list | tuple):
        return json.dumps(value, separators=(",", ":")).translate({91: 40, 93: 41})
    return value
