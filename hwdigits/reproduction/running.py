"""All cells that are not there yet, one after the other, with the time left."""

import contextlib
import pathlib
import shutil
import sys
import time

import keras

from hwdigits import machine, workdir
from hwdigits.reproduction import cells, material, measuring
from hwdigits.training import progress

# Images learnt in a second of one core of an AMD EPYC, with each config's batch and
# optimizer; only their ratios matter, to tell the time left.
_SPEED = {
    **{"softmax": 150_000, "mlp": 66_000, "sae": 15_000},
    **{"lenet": 8_900, "tf_cnn": 1_900, "deep_cnn": 2_800},
}
_BFLOAT16 = {"tf_cnn": 3_100}
_TESTED = 0.3  # what testing an image costs against learning it
# From such a rate on the summed literal loss is no number within ten steps.
_FATAL_RATE = 0.0099
_BASELINE_S = {"nearest": 5, "forest": 15, "svm": 15}  # for 10,000 images
_REPORTED_EVERY = 25  # cells; the plots take some seconds
_START_S = 3  # of building and compiling a network


def run(
    wanted: list[cells.Cell],
    store: cells.Store,
    given: material.Material,
    scratch: pathlib.Path,
    report,
) -> int:
    """Computes what is missing and can be computed here.

    Args:
        wanted: the cells; one that occurs twice is computed once.
        store: where results are kept.
        given: their images.
        report: called now and then, so that what is known can be read meanwhile.
        scratch: directory for the state of the cell that is being computed, and
            for `log.txt`, what its training says.

    Returns:
        How many cells were skipped, as they need the user's pictures.
    """
    different = {cell.key: cell for cell in wanted}.values()
    possible = [c for c in different if given.has_drawn or not c.learns_drawn]
    todo = [c for c in possible if not store.is_finished(c, given.has_drawn)]
    skipped = len(different) - len(possible)
    print(f"{len(todo)} cells to compute, {len(possible) - len(todo)} are finished")
    if skipped:
        print(f"{skipped} cells need pictures of your own: --drawn_dir=DIR")
    facts = machine.facts("tensorflow", "keras", "numpy", "sklearn") if todo else None
    clock = _Clock(todo)
    for number, cell in enumerate(todo, start=1):
        here = scratch / cell.key
        head = f"cell {number} of {len(todo)}: {cell.label}, seed {cell.config.seed}"
        result = _quietly(cell, given, here, head)
        store.save(cell, result | {"machine": facts, "git": workdir.git_hash()})
        shutil.rmtree(here, ignore_errors=True)
        keras.utils.clear_session()
        clock.done(cell)
        print(f"{head}: {_outcome(result)}; {clock.left()} left", flush=True)
        if number % _REPORTED_EVERY == 0:
            report()
    return skipped


def _quietly(cell, given: material.Material, here, head):
    """Measures a cell; what its training prints goes into a file."""
    terminal = sys.stdout

    def shown(epoch, epochs):
        if terminal.isatty():
            terminal.write(f"\r{head}: epoch {epoch} of {epochs} \x1b[K")
            terminal.write("\r\x1b[K" if epoch == epochs else "")
            terminal.flush()

    here.mkdir(parents=True, exist_ok=True)
    log = (here.parent / "log.txt").open("a", encoding="utf-8")
    with log, contextlib.redirect_stdout(log):
        print(head)
        return measuring.measure(cell, given, here, shown)


def _outcome(result):
    accuracy = f"{result['test']['accuracy']:.2%} of {result['test']['n']:,}"
    if result["status"] == "done":
        return f"{accuracy} in {progress.duration(result['seconds'])}"
    at = result["diverged"]
    return f"diverged at step {at['step']:,} (loss {at['loss']}), then {accuracy}"


class _Clock:
    """Tells the time left from what the cells so far took against their estimates."""

    def __init__(self, todo):
        self._left = sum(map(estimate, todo))
        self._done = 0.0
        self._begun = time.perf_counter()

    def done(self, cell):
        self._left -= estimate(cell)
        self._done += estimate(cell)

    def left(self):
        elapsed = time.perf_counter() - self._begun
        return progress.duration(max(self._left, 0.0) * elapsed / self._done)


def estimate(cell: cells.Cell) -> float:
    """Roughly how many seconds of one core a cell takes."""
    config, name = cell.config, cell.config.model.name
    learnt = _count(config.data.train, 60_000)
    if name in _BASELINE_S:
        return _BASELINE_S[name] * learnt / 10_000
    optimizer, training = config.optimizer, config.training
    is_literal = training.loss == "literal_cross_entropy"
    if is_literal and optimizer.learning_rate > _FATAL_RATE:
        return _START_S
    epochs = training.epochs
    if config.model.get("pretraining", "none") != "none":
        epochs += 2 * config.model.pretraining_epochs
    speed = _SPEED[name]
    if training.precision == "bfloat16" and optimizer.name == "sgd":
        speed = _BFLOAT16.get(name, speed)
    images = learnt + _TESTED * _count(config.data.test, 10_000)
    return _START_S + images * epochs / speed


def _count(words, whole):
    """How many images data words name, own pictures without a count left out."""
    images = 0
    for term in words.split("+"):
        name, _, count = term.partition(":")
        images += int(count) if count else whole * (name == "mnist")
    return images
