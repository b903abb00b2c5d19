"""One stage of training, from its first epoch, or where it was killed, to its last.

Everything random is a function of (seed, epoch): the order of the images, augmentation
and dropout. A stage that is killed and called again with the same arguments therefore
ends with the same weights, bit for bit, as one that never stopped.
"""

import dataclasses
import itertools
import math
import pathlib
import time
from collections.abc import Callable

import numpy as np

from hwdigits.data import augmentation, batches, examples
from hwdigits.training import checkpoint, progress, steps, workers


class Diverged(Exception):
    """The loss is not finite any more, or stays worse than that of a guess.

    Args:
        stage: name of the stage.
        epoch: in which it happened, from 1.
        step: of that batch, over all epochs of the stage, from 1.
        loss: of that batch.
    """

    def __init__(self, stage: str, epoch: int, step: int, loss: float):
        super().__init__(
            f"training diverged at step {step} (epoch {epoch}): the loss is {loss:g}"
        )
        self.stage, self.epoch, self.step, self.loss = stage, epoch, step, loss


# After so many steps a network that is still worse than guessing has diverged: its
# units are dead or saturated and gradient descent only shakes the biases. Before, it
# may be on its way (paper 1's table at rates 0.75 to 1.5 was measured to settle this).
_PATIENCE_STEPS = 500

# Steps a call of the compiled loop, limited so that progress moves and a killed or
# diverging run is noticed within a second.
_STEPS_A_CALL = 100
_IMAGES_A_CALL = 5_000


@dataclasses.dataclass
class Stage:
    """Something to learn.

    Args:
        name: a word for its state file and for progress.
        steps: the compiled steps of the network that learns.
        epochs: how many.
        validate: called after each epoch; returns {"validation_loss": ..., ...}.
        classifies: whether hits are counted.
        chance: the loss of a guess, beyond which training has diverged.
        finished: called with (rows, is_last) after each epoch, before its state is
            saved: it must be able to be called again for the same epoch.
        team: the processes that train together. Its chief alone calls `validate` and
            `finished`, reads and writes the state, and shows progress.
    """

    name: str
    steps: steps.Steps
    epochs: int
    validate: Callable[[], dict]
    classifies: bool = True
    chance: float = math.inf
    finished: Callable[[list[dict], bool], None] = lambda rows, is_last: None
    team: workers.Alone | workers.Workers = dataclasses.field(
        default_factory=workers.Alone
    )


def fit(
    stage: Stage,
    training: examples.Examples,
    config,
    state: pathlib.Path | None,
) -> list[dict]:
    """Runs a stage to its end.

    Args:
        stage: what learns.
        training: the images it learns from.
        config: the run's; `seed`, `augmentation` and `training.batch_size` are read.
        state: directory of the state files; None keeps none.

    Returns:
        One row an epoch: epoch, loss, accuracy, images_per_s and what `validate` gave
        (not in the epochs of a process that is not the chief).

    Raises:
        Diverged: nothing of the diverged epoch has been written.
    """
    model, optimizer = stage.steps.model, stage.steps.optimizer
    variables = [*model.variables, *optimizer.variables]
    path = None if state is None else state / f"{stage.name}.npz"
    saved = stage.team.share(lambda: checkpoint.load(path))
    rows = checkpoint.put(saved, variables)
    batch_size = config.training.batch_size
    steps_per_epoch = -(-len(training) // batch_size)
    is_chief = stage.team.is_chief
    shown = (progress.Progress if is_chief else progress.Silence)(
        stage.name, stage.epochs, steps_per_epoch, len(training), len(rows)
    )
    for epoch in range(len(rows), stage.epochs):
        steps.reseed(model, config.seed, epoch)
        shown.begin()
        amounts = augmentation.of_epoch(config.augmentation, epoch, stage.epochs)
        seen = batches.epoch(training, batch_size, config.seed, epoch, amounts)
        row = _epoch(stage, seen, epoch, steps_per_epoch, shown)
        rows.append(row)
        if is_chief:
            row.update(stage.validate())
            stage.finished(rows, epoch + 1 == stage.epochs)
            if path is not None:
                checkpoint.save(path, variables, rows)
        shown.end(epoch, row)
    return rows


def _epoch(stage, seen, epoch, steps_per_epoch, shown):
    """All steps of one epoch; its row, without validation."""
    begun = time.perf_counter()
    losses, hits, weighted_loss, images = [], 0, 0.0, 0
    for chunk in chunks(seen):
        more, correct = stage.steps.run(chunk)
        losses += more.tolist()
        if not math.isfinite(losses[-1]):
            break
        size = len(chunk[0][1])
        weighted_loss += float(np.sum(more, dtype=np.float64)) * size
        hits += correct
        images += size * len(chunk)
        accuracy = hits / images if stage.classifies else None
        shown.step(epoch, len(losses), losses[-1], accuracy)
    before = epoch * steps_per_epoch
    failure = _failing_step(losses, before, stage.chance)
    if failure is not None:
        raise Diverged(stage.name, epoch + 1, before + failure + 1, losses[failure])
    row = {"epoch": epoch + 1, "loss": weighted_loss / images}
    if stage.classifies:
        row["accuracy"] = hits / images
    row["images_per_s"] = images / (time.perf_counter() - begun)
    return row


def _failing_step(losses, before, chance):
    """Index of the step with which an epoch's losses diverge, or None.

    Args:
        losses: of the epoch's batches.
        before: how many steps were taken before this epoch.
        chance: the loss of a guess.
    """
    if not math.isfinite(losses[-1]):
        return len(losses) - 1
    last_tenth = losses[-max(len(losses) // 10, 1) :]
    if before + len(losses) >= _PATIENCE_STEPS and np.mean(last_tenth) > chance:
        return int(np.argmax(losses))
    return None


def chunks(seen):
    """Groups batches of one size into lists of as many as one call of Steps takes."""
    for size, group in itertools.groupby(seen, lambda batch: len(batch[1])):
        count = max(min(_STEPS_A_CALL, _IMAGES_A_CALL // size), 1)
        while chunk := list(itertools.islice(group, count)):
            yield chunk
