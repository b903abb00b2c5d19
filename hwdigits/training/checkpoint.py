"""The state that a killed run goes on from: one file a stage, replaced atomically."""

import json
import pathlib

import keras
import numpy as np

from hwdigits import workdir


def save(path: pathlib.Path, variables: list[keras.Variable], rows: list[dict]) -> None:
    """Writes the variables' values and the log of the finished epochs.

    Args:
        path: of the file; it holds the state before or after this call, never half.
        variables: of model and optimizer, in their fixed order.
        rows: one dict of numbers for each finished epoch.
    """
    values = {
        str(i): keras.ops.convert_to_numpy(variable)
        for i, variable in enumerate(variables)
    }
    log = np.frombuffer(json.dumps(rows).encode(), np.uint8)
    workdir.write(path, lambda beside: np.savez(beside, rows=log, **values))


def restore(path: pathlib.Path, variables: list[keras.Variable]) -> list[dict]:
    """Puts saved values back; returns the rows saved with them, [] without a file."""
    return put(load(path), variables)


def load(path: pathlib.Path | None) -> dict[str, np.ndarray]:
    """What `save` has written, as arrays; {} without a file."""
    if path is None or not path.exists():
        return {}
    with np.load(path) as saved:
        return dict(saved)


def put(saved: dict[str, np.ndarray], variables: list[keras.Variable]) -> list[dict]:
    """Puts what `load` gave into the variables; returns its rows, [] of {}."""
    if not saved:
        return []
    for i, variable in enumerate(variables):
        variable.assign(saved[str(i)])
    return json.loads(saved["rows"].tobytes())
