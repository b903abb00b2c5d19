"""Trials as a person reads them: a line, and a row of a table."""

import math

from hwdigits.reproduction import tables
from hwdigits.training import progress
from hwdigits.tuning import trials


class Rows:
    """A search's trials in words.

    Args:
        plan: `plan.Plan`.
    """

    def __init__(self, plan):
        self._plan = plan
        self.factor = 100 if plan.objective == "accuracy" else 1
        self.unit = " %" if plan.objective == "accuracy" else ""

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
            figure = self._found(record) + self.unit
            found = f"validation {self._plan.objective} {figure}"
        if "same_as" in record:
            found += f", as trial {record['same_as']}"
        return f"{name}: {found}, {progress.duration(seconds(record))} ({told})"

    def table(self, records: list[dict]) -> str:
        """Trials one below the other, for a terminal."""
        rows = [self.row(record) for record in records]
        rows.insert(0, self.head())
        widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
        lines = [
            "  ".join(
                cell.ljust(width) for cell, width in zip(row, widths, strict=True)
            )
            for row in rows
        ]
        return "\n".join(f"    {line.rstrip()}" for line in lines)

    def head(self) -> list[str]:
        """The head of the table."""
        has_epochs = ["epochs"] if self._plan.method == "hyperband" else []
        return [
            *("trial", f"validation {self._plan.objective}{self.unit}", "seeds"),
            *(*self._plan.space.tried, *has_epochs, "minutes", "status"),
        ]

    def row(self, record: dict) -> list[str]:
        """A trial as a row of the table."""
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
            self._found(record),
            str(len(record["runs"])),
            *(_value(record["fields"][name]) for name in self._plan.space.tried),
            *([str(record["epochs"] or whole)] if has_epochs else []),
            f"{seconds(record) / 60:.1f}",
            status,
        ]

    def figure(self, mean: float, std: float | None) -> str:
        """ "94.54 ± 0.21", with two digits for percent and four for a loss."""
        digits = 2 if self.factor == 100 else 4
        is_known = std is not None and not math.isnan(std)
        spread = f" ± {std * self.factor:.{digits}f}" if is_known else ""
        return f"{mean * self.factor:.{digits}f}{spread}"

    def _found(self, record):
        mean, std = trials.mean_and_std(record, self._plan.objective)
        return tables.MISSING if math.isnan(mean) else self.figure(mean, std)


def seconds(record: dict) -> float:
    """How long a trial was trained; of one that another stands for: not at all."""
    if "same_as" in record:
        return 0.0
    return sum(run.get("seconds", 0.0) for run in record["runs"])


def _value(value):
    return f"{value:g}" if isinstance(value, float) else str(value)
