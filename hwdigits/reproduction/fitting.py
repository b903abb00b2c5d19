"""A network's cell: trained to the end, or until it diverges, and what it tells."""

import time
import types

import keras
import numpy as np

from hwdigits import evaluation, models, workdir
from hwdigits.reproduction import codes, probes
from hwdigits.training import (
    checkpoint,
    loop,
    objectives,
    pretraining,
    stages,
    strategies,
)

# Rows of an epoch that become curves; the rest of a row is put together otherwise.
_CURVES = (
    *("loss", "accuracy", "test_loss", "test_accuracy"),
    *("validation_loss", "validation_accuracy"),
)


class Network:
    """A network's cell.

    Args:
        cell: what to do.
        training, validation, tested: Examples; `validation` may be None.
        scratch: directory of its state.
        shown: called with (epochs done, epochs).
    """

    def __init__(self, cell, training, validation, tested, scratch, shown):
        self._cell, self._config = cell, cell.config
        self._training, self._tested = training, tested
        self._validation = validation
        self._directory = workdir.Workdir(scratch)
        self._shown = shown
        self._steps = stages.build_classifier(
            self._config, strategies.build("one_device"), len(training)
        )
        self._model = self._steps.model
        self._recorder = None
        self._mark = time.perf_counter()

    def probabilities(self, images: np.ndarray) -> np.ndarray:
        """float `[N, 10]`."""
        return evaluation.softmax(models.outputs(self._model, images))

    def fit(self) -> dict:
        """Trains to the end, or until it diverges; the result without its scores."""
        found = {"status": "done", "parameters": self._model.count_params()}
        try:
            self._pretrain(found)
            self._rows = self._fit_classifier()
        except loop.Diverged as diverged:
            self._rows = self._saved_rows("classifier")
            found["status"] = "diverged"
            found["diverged"] = {
                "stage": diverged.stage,
                "epoch": diverged.epoch,
                "step": diverged.step,
                "loss": str(diverged.loss),
                "last_losses": self._recorder.unfinished() if self._recorder else [],
            }
        found |= self._told()
        if self._cell.pictures:
            tested = self._tested.take(codes.one_of_each(self._tested.labels))
            found["pictures"] = codes.pictures(
                self._model, self._directory.state, tested.images
            )
        return found

    def _pretrain(self, found):
        """Paper 2's autoencoders; their reconstruction losses by epoch."""
        settings = self._config.model
        if settings.get("pretraining", "none") == "none":
            return
        held = self._validation or self._tested
        pretraining.run(
            *(self._model, self._config, strategies.build("one_device")),
            *(self._training, held, self._directory),
            log=types.SimpleNamespace(scalars=lambda row, prefix: None),
        )
        found["reconstruction"] = {
            path.stem: [row["validation_loss"] for row in self._saved_rows(path.stem)]
            for path in sorted(self._directory.state.glob("autoencoder_*.npz"))
        }

    def _saved_rows(self, stage):
        return checkpoint.restore(self._directory.state / f"{stage}.npz", [])

    def _fit_classifier(self):
        config, gradient = self._config, None
        if self._cell.gradient:
            gradient = probes.first_gradient(
                self._model, config.training.loss, self._training
            )
        done = len(self._saved_rows("classifier"))
        self._recorder = probes.Recorder(self._steps, done, gradient)
        stage = loop.Stage(
            "classifier",
            self._recorder,
            config.training.epochs,
            self._validate,
            chance=objectives.chance(config.training.loss),
            finished=lambda rows, is_last: self._shown(len(rows), stage.epochs),
        )
        return loop.fit(stage, self._training, config, self._directory.state)

    def _validate(self):
        """What an epoch's row gets beside its training loss."""
        row = self._recorder.end_epoch()
        row |= self._scored(self._tested, "test")
        if self._validation is None:
            row["validation_loss"] = row["test_loss"]  # the loop prints one
        else:
            row |= self._scored(self._validation, "validation")
        now = time.perf_counter()
        row["seconds"], self._mark = now - self._mark, now
        return row

    def _scored(self, examples, name):
        logits = models.outputs(self._model, examples.images)
        objective = objectives.LOSSES[self._config.training.loss]
        losses = keras.ops.convert_to_numpy(objective(examples.labels, logits))
        hits = logits.argmax(1) == examples.labels
        return {f"{name}_loss": float(losses.mean()), f"{name}_accuracy": hits.mean()}

    def _told(self):
        """All rows as curves over epochs, and what was kept of single steps."""
        names = [n for n in _CURVES if self._rows and n in self._rows[0]]
        if self._validation is None:
            names = [name for name in names if name != "validation_loss"]
        found = {
            "curves": {name: [row[name] for row in self._rows] for name in names},
            "steps": self._step_losses(),
            "seconds": sum(row["seconds"] for row in self._rows),
        }
        if self._cell.gradient:
            found["norms"] = self._norms()
        return found

    def _step_losses(self):
        """[steps taken, mean loss of the last of them], by spans."""
        points = []
        for epoch, row in enumerate(self._rows):
            share = self._steps_per_epoch / len(row["spans"])
            for number, loss in enumerate(row["spans"], start=1):
                step = epoch * self._steps_per_epoch + number * share
                points.append([round(step), loss])
        return points

    def _norms(self):
        """[steps taken, norm of the first layer's gradient]."""
        return [
            [epoch * self._steps_per_epoch + step, norm]
            for epoch, row in enumerate(self._rows)
            for step, norm in row["norms"]
        ]

    @property
    def _steps_per_epoch(self):
        return -(-len(self._training) // self._config.training.batch_size)
