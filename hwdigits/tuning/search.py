"""The search: alone, or as KerasTuner's chief or one of its workers."""

import contextlib
import pathlib
import sys
import time

import keras_tuner
from keras_tuner.engine import base_tuner

from hwdigits.refusal import Refusal
from hwdigits.tuning import oracles, processes, report, rows, trials

# KerasTuner asks again without a pause while a worker has to wait for the others.
_ASKED_EVERY_S = 0.5


class Tuner(base_tuner.BaseTuner):
    """Runs the trials that an oracle hands out.

    Args:
        oracle: of `oracles.build`.
        runs: called with (number, fields, epochs) of a trial; returns the figure that
            the search is told.
        directory: of the search.
    """

    def __init__(self, oracle, runs, directory: pathlib.Path):
        self._runs, self._space, self._asked = runs, oracle._space, 0.0
        super().__init__(
            oracle, directory=str(directory / "tuning"), project_name="search"
        )
        if processes.role() != "worker" and oracle.is_begun:
            oracle.reload()

    def pre_create_trial(self):
        time.sleep(max(self._asked + _ASKED_EVERY_S - time.monotonic(), 0.0))
        self._asked = time.monotonic()

    def run_trial(self, trial):
        epochs = trial.hyperparameters.values.get("tuner/epochs")
        epochs = None if epochs is None else int(epochs)
        try:
            fields = oracles.fields(self._space, trial)
            score = self._runs(int(trial.trial_id), fields, epochs)
        except Exception as error:
            # KerasTuner would note anything else as a failed trial and go on.
            raise keras_tuner.errors.FatalError(str(error)) from error
        return {self.oracle.objective.name: score}

    def save(self):
        # Of a tuner itself there is nothing to keep, and KerasTuner would not do it
        # atomically.
        if processes.role() != "worker":
            self.oracle.save()


class Search:
    """A search in a directory.

    Args:
        plan: `plan.Plan`, what was asked for.
        directory: of the search.
    """

    def __init__(self, plan, directory: pathlib.Path):
        self._plan, self._directory = plan, directory
        self._records = trials.Records(directory)
        self._report = report.Report(plan, directory)
        self._examples = None
        self._begun = time.perf_counter()

    def run(self, examples) -> None:
        """Runs it to its end.

        Args:
            examples: (training, validation); a chief needs none.

        Raises:
            Refusal: another process searches here, or the chief cannot be reached.
        """
        plan, self._examples = self._plan, examples
        with processes.alone(self._directory):
            oracle = oracles.build(
                *(plan.method, plan.space, self._directory / "tuning" / "search"),
                *(self._ended, plan.objective, plan.count, plan.seed),
            )
            processes.introduce()
            with processes.words_of_failures():
                Tuner(oracle, self._run_trial, self._directory).search()

    def _run_trial(self, number, fields, epochs):
        """Runs a trial and keeps its record; what the search is told of it."""
        plan = self._plan
        config = plan.space.config(fields, epochs)
        with processes.waiting(
            self._directory / "tuning" / "running" / f"{number:03d}"
        ):
            found = self._records.like(fields, epochs)
            if found is None:
                found = trials.run(
                    *(number, config, plan.seeds, self._directory, self._examples),
                    self._shown(number),
                )
            elif found["trial"] != number:
                found = {**found, "same_as": found["trial"]}
            record = {**found, "trial": number, "fields": fields, "epochs": epochs}
            self._records.save(record)
        if processes.role() == "worker":
            print(rows.Rows(plan).words(record), flush=True)
        return trials.score(record, plan.objective, config)

    def _shown(self, number):
        """What a training prints goes into a file, and its last line on a terminal."""

        @contextlib.contextmanager
        def shown(seed):
            name = f"trial-{number:03d}-seed-{seed}"
            path = self._directory / "tuning" / "logs" / f"{name}.txt"
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("a", encoding="utf-8") as log:
                live = _Live(log, sys.stdout, f"trial {number}, seed {seed}: ")
                with contextlib.redirect_stdout(live):
                    yield
                live.clear()

        return shown

    def _ended(self, number):
        """A trial has ended, here or in a worker: tells it, writes the report."""
        records = self._records.all()
        if number not in [record["trial"] for record in records]:
            raise Refusal(
                "--workdir must be the same directory for the chief and its workers. "
                f"Received: {self._directory}, without the record of trial {number}"
            )
        self._report.tell(number, records, time.perf_counter() - self._begun)
        self._report.write(records)


class _Live:
    """A file to print into, whose last line a terminal shows meanwhile."""

    def __init__(self, log, terminal, head):
        self._log, self._terminal, self._head = log, terminal, head

    def isatty(self):
        return False

    def write(self, text):
        self._log.write(text)
        if self._terminal.isatty() and text.strip():
            line = (self._head + text.strip().splitlines()[-1])[:100]
            self._terminal.write(f"\r{line}\x1b[K")
            self._terminal.flush()
        return len(text)

    def flush(self):
        self._log.flush()

    def clear(self):
        if self._terminal.isatty():
            self._terminal.write("\r\x1b[K")
