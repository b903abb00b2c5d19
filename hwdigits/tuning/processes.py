"""Several processes, one search: who is what, and who waits for whom.

KERASTUNER_TUNER_ID, KERASTUNER_ORACLE_IP and KERASTUNER_ORACLE_PORT make a process the
chief (an id with "chief" in it), which hands out trials and writes the report, or a
worker, which runs them. All of them are given the same command and the same directory.
"""

import contextlib
import fcntl
import os
import pathlib

import grpc
import keras_tuner

from hwdigits import locks
from hwdigits.refusal import Refusal

_NAMES = ("KERASTUNER_TUNER_ID", "KERASTUNER_ORACLE_IP", "KERASTUNER_ORACLE_PORT")


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


def introduce() -> None:
    """Says who this process is, unless it is alone."""
    address = ":".join(os.environ.get(name, "") for name in _NAMES[1:])
    if role() == "chief":
        print(f"chief at {address}: start the workers now", flush=True)
    if role() == "worker":
        me = os.environ[_NAMES[0]]
        print(f"worker {me}: asks the chief at {address}", flush=True)


@contextlib.contextmanager
def words_of_failures():
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
def alone(directory: pathlib.Path):
    """Refuses a second search in the directory; workers are part of their chief's."""
    if role() == "worker":
        yield
        return
    taken = (
        "--workdir must be used by one search at a time. Received: "
        f"{directory}, where another process searches. Wait for it, make it "
        "a chief with workers, or choose another directory"
    )
    with locks.held(directory / "tuning" / "lock", taken):
        yield


@contextlib.contextmanager
def waiting(path: pathlib.Path):
    """Waits until no other process runs the trial.

    A chief that was killed and started again hands out what a worker of before is
    still training.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
