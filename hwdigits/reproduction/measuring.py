"""A cell computed: what a network does by epoch, or what a baseline gets wrong."""

import pathlib
import time

import numpy as np

from hwdigits import config as config_lib
from hwdigits import evaluation
from hwdigits.models import baselines
from hwdigits.reproduction import cells, fitting, material


def measure(
    cell: cells.Cell, given: material.Material, scratch: pathlib.Path, shown
) -> dict:
    """Computes one cell, or goes on where it was killed.

    Args:
        cell: what to do.
        given: its images.
        scratch: a directory of its own for the state it goes on from.
        shown: called with (epochs done, epochs) after each epoch.

    Returns:
        status, "done" or "diverged" (then also `diverged`: stage, epoch, step, loss);
        test and drawn, as `evaluation.summary` in short; training_n, parameters,
        seconds; for networks curves, steps, and what the cell's `measure` asks for.
    """
    training, validation = given.learnt(cell)
    if cell.config.model.name in config_lib.NETWORKS:
        run = fitting.Network(
            cell, training, validation, given.tested(cell), scratch, shown
        )
        found, answer = run.fit(), run.probabilities
    else:
        found, answer = _baseline(cell, training)
    tested = given.tested(cell)
    found["training_n"] = len(training)
    found["test"] = _scores(answer(tested.images), tested.labels)
    found["drawn"] = None
    if cell.drawn or cell.learns_drawn:
        found["drawn_name"] = given.drawn_name
    if cell.drawn and given.has_drawn:
        found["drawn"] = {}
        for way in material.WAYS:
            pictures = given.drawn(cell, way)
            scores = _scores(answer(pictures.images), pictures.labels)
            found["drawn"][way] = scores
    return found


def _scores(probabilities, labels):
    """The part of `evaluation.summary` that tables are made of."""
    known = np.nan_to_num(probabilities)  # of a network whose weights are no numbers
    summary = evaluation.summary(known, labels)
    kept = {name: summary[name] for name in ("n", "errors", "accuracy")}
    rows = summary["per_digit"]
    return kept | {"digit_errors": [[row["n"], row["errors"]] for row in rows]}


def _baseline(cell, training):
    begun = time.perf_counter()
    baseline = baselines.Baseline(cell.config.model, cell.config.seed)
    baseline.fit(training)
    seconds = time.perf_counter() - begun
    return {"status": "done", "seconds": seconds}, baseline.probabilities
