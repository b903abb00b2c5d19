"""The search: alone, or as KerasTuner's chief or one of its workers.

KERASTUNER_TUNER_ID, KERASTUNER_ORACLE_IP and KERASTUNER_ORACLE_PORT make a process the
chief (an id with "chief" in it), which hands out trials and writes the report, or a
worker, which runs them. All of them are given the same command and the same directory.
"""

import contextlib
import fcntl
import os
import pathlib
import sys
import time

import grpc
import keras_tuner
from keras_tuner.engine import base_tuner

from hwdigits.refusal import Refusal
from hwdigits.tuning import oracles, report, trials

_NAMES = ("KERASTUNER_TUNER_ID", "KERASTUNER_ORACLE_IP", "KERASTUNER_ORACLE_PORT")
# KerasTuner asks again without a pause while a worker has to wait for the others.
_ASKED_EVERY_S = 0.5


def role() -> str:
    """ "alone", "chief" or "worker", as the environment says.

    Raises:
        Refusal: some of KerasTuner's three variables are set, and not all.
    """
    given = [name for name in _NAMES if os.environ.get(name)]
    if not given:
        return "alone"
    if len(given) < len(_NAMES) or not os.environ[_NAMES[2]].isdigit():
        told = ", ".join(f"{name}={os.environ.get(name)}" for name in _NAMES)
        raise Refusal(
            f"{', '.join(_NAMES)} must all be set, the port as a number, for several "
            f"processes, or none for one. Received: {told}"
        )
    return "chief" if "chief" in os.environ[_NAMES[0]] else "worker"


class Tuner(base_tuner.BaseTuner):
    """Runs the trials that an oracle hands out.

    Args:
        oracle: of `oracles.build`.
        runs: called with (number, fields, epochs) of a trial; returns its record and
            the figure that the search is told.
        directory: of the search.
    """

    def __init__(self, oracle, runs, directory: pathlib.Path):
        self._runs, self._space, self._asked = runs, oracle._space, 0.0
        super().__init__(
            oracle, directory=str(directory / "tuning"), project_name="search"
        )
        if role() != "worker" and oracle.is_begun:
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
        if role() != "worker":
            self.oracle.save()


class Search:
    """A search in a directory.

    Args:
        plan: `report.Plan`, what was asked for.
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
        with _lock_unless_worker(self._directory):
            oracle = oracles.build(
                *(plan.method, plan.space, self._directory / "tuning" / "search"),
                *(self._ended, plan.objective, plan.count, plan.seed),
            )
            self._introduce()
            with _words_of_failures():
                Tuner(oracle, self._run_trial, self._directory).search()

    def _introduce(self):
        address = ":".join(os.environ.get(name, "") for name in _NAMES[1:])
        if role() == "chief":
            print(f"chief at {address}: start the workers now", flush=True)
        if role() == "worker":
            me = os.environ[_NAMES[0]]
            print(f"worker {me}: asks the chief at {address}", flush=True)

    def _run_trial(self, number, fields, epochs):
        """Runs a trial and keeps its record; what the search is told of it."""
        plan = self._plan
        config = plan.space.config(fields, epochs)
        with _locked(self._directory / "tuning" / "running" / f"{number:03d}"):
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
        if role() == "worker":
            print(self._report.words(record), flush=True)
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


@contextlib.contextmanager
def _words_of_failures():
    """A trial's own error in place of KerasTuner's; a missing chief in a sentence."""
    try:
        yield
    except keras_tuner.errors.FatalError as error:
        raise error.__cause__ or error from None
    except grpc.RpcError as error:
        told = getattr(error, "details", lambda: "")() or error
        raise Refusal(
            "a worker needs its chief. Received: no answer from "
            f"{os.environ[_NAMES[1]]}:{os.environ[_NAMES[2]]} ({told}). Start the "
            "chief again, then this worker: nothing that ended is lost"
        ) from None
    except RuntimeError as error:
        if role() != "chief" or "bind" not in str(error).lower():
            raise
        raise Refusal(
            "the chief must be able to listen at KERASTUNER_ORACLE_IP and _PORT. "
            f"Received: {os.environ[_NAMES[1]]}:{os.environ[_NAMES[2]]}. Choose an "
            "address of this machine and a free port"
        ) from None


@contextlib.contextmanager
def _lock_unless_worker(directory):
    """Refuses a second search in the directory; workers are part of their chief's."""
    if role() == "worker":
        yield
        return
    path = directory / "tuning" / "lock"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Refusal(
                "--workdir must be used by one search at a time. Received: "
                f"{directory}, where another process searches. Wait for it, make it "
                "a chief with workers, or choose another directory"
            ) from None
        yield


@contextlib.contextmanager
def _locked(path):
    """Waits until no other process runs the trial.

    A chief that was killed and started again hands out what a worker of before is
    still training.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
