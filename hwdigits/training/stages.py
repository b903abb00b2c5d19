"""What a run consists of: pre-training where there is any, then the classifier."""

import keras
import numpy as np

from hwdigits import config as config_lib
from hwdigits import evaluation, models
from hwdigits import workdir as workdir_lib
from hwdigits.data import added, examples
from hwdigits.models import reader, sae
from hwdigits.training import (
    board,
    confidence,
    loop,
    normalization,
    objectives,
    optimizers,
    pretraining,
    steps,
    workers,
)


def build_classifier(config, strategy, images: int) -> steps.Steps:
    """The network of a config, with its loss and optimizer, ready to take steps.

    Args:
        config: the run's.
        strategy: as `strategies.build` gives it.
        images: how many an epoch has.
    """
    keras.utils.set_random_seed(config.seed)
    settings = config.training
    steps_per_epoch = -(-images // settings.batch_size)
    is_reader = _is_reader(config)
    objective = objectives.reading if is_reader else objectives.LOSSES[settings.loss]
    hits = objectives.reading_hits if is_reader else objectives.hits

    def classify(labels, outputs):
        return objective(labels, outputs), hits(labels, outputs)

    divisor = None
    if config.optimizer.name == "bgd":
        divisor = images / steps_per_epoch  # so that the steps' mean is the set's
    if objectives.is_summed(settings.loss):
        divisor = 1.0
    with strategy.scope():
        model = models.build(config.model, settings.precision)
        model = normalization.of_replicas(model, strategy.num_replicas_in_sync)
        if is_reader:
            model = reader.both(model)
        optimizer = optimizers.build(config.optimizer, steps_per_epoch, settings.epochs)
    return steps.Steps(
        model, classify, optimizer, strategy, settings.weight_decay, divisor
    )


def run(config, strategy, training, validation, workdir, log: board.Board):
    """Trains what a config describes.

    Args:
        config: the run's.
        strategy: where it computes.
        training: Examples to learn from; like the next, read at the chief only.
        validation: Examples to choose the best epoch by.
        workdir: the run's directory; state and model are written into it.
        log: TensorBoard's event files.

    Returns:
        The classifier's rows, one an epoch, as `loop.fit`.

    Raises:
        loop.Diverged: in any stage.
    """
    team = workers.of(strategy)
    training = _learnt_from(config, training, workdir, team)
    classifier = build_classifier(config, strategy, len(training))
    network = classifier.model
    if config.model.name == "sae" and config.model.pretraining != "none":
        pretraining.run(network, config, strategy, training, validation, workdir, log)
    if team.is_chief:
        log.graph(network)
    watched = _Watched(classifier, config, validation, workdir, log)
    stage = loop.Stage(
        "classifier",
        classifier,
        config.training.epochs,
        watched.validate,
        chance=objectives.chance(config.training.loss),
        finished=watched.finished,
        team=team,
    )
    rows = loop.fit(stage, training, config, workdir.state)
    if _is_reader(config) and team.is_chief:
        _settle(watched.best, config, training, validation, workdir)
    return rows


def _is_reader(config):
    return config.model.name in config_lib.READERS


def _learnt_from(config, training, workdir, team):
    """What every worker learns from: the chief's Examples, a reader's with more."""

    def found():
        if _is_reader(config):
            return vars(added.to(training, config, workdir.state))
        return vars(training)

    return examples.Examples(**team.share(found))


class _Watched:
    """A classifier between its epochs: validated, logged, and the best of it kept.

    Attributes:
        best: path of the best epoch's model. A reader's is not the run's model yet:
            `_settle` must never see its own work.
    """

    def __init__(self, classifier, config, validation, workdir, log):
        self._classifier, self._config = classifier, config
        self._validation, self._log = validation, log
        # What is kept computes in float32 whatever it learnt in, so that evaluation
        # and every export of it can agree.
        self._kept = self._learnt = models.build(config.model)
        self._digits = classifier.model
        self.best = workdir.model
        if _is_reader(config):
            self._learnt = reader.both(self._kept)
            self._digits = reader.digits(classifier.model)
            self.best = workdir.state / "best.keras"

    def validate(self) -> dict:
        """The row of an epoch, by validation images."""
        self._logits = models.outputs(self._digits, self._validation.images)
        loss = self._config.training.loss
        return _validation_row(loss, self._validation.labels, self._logits)

    def finished(self, rows, is_last) -> None:
        """Keeps the epoch where it is the best so far, and logs it."""
        network = self._classifier.model
        if best_row(rows, self._config) is rows[-1]:
            self._learnt.set_weights(network.get_weights())
            workdir_lib.write(self.best, self._kept.save)
        rate = optimizers.learning_rate(self._classifier.optimizer)
        self._log.scalars(rows[-1] | {"learning_rate": rate})
        if is_last or len(rows) % self._config.training.pictures_every == 0:
            probabilities = evaluation.softmax(self._logits)
            self._log.pictures(len(rows), network, self._validation, probabilities)
        if is_last and self._config.model.name == "sae":
            codes = models.outputs(sae.codes(network), self._validation.images)
            self._log.codes(codes, self._validation)


def _settle(best, config, training, validation, workdir):
    """The reader of the best epoch becomes the run's model, its confidence settled."""
    kept = keras.saving.load_model(best, compile=False)
    others = float(np.mean(training.labels == examples.NOT_A_DIGIT))
    settled = confidence.settle(kept, config, validation, others)
    workdir_lib.write(workdir.model, kept.save)
    workdir_lib.write_json(workdir.calibration, settled)


def best_row(rows: list[dict], config) -> dict:
    """The epoch that is kept, by validation: the most accurate, then of least loss.

    Of a reader that of least loss: its confidence is to be trusted, and accuracies of
    some thousand digits differ by chance once nearly all are right.
    """
    if _is_reader(config):
        return min(rows, key=lambda row: row["validation_loss"])
    return max(
        rows, key=lambda row: (row["validation_accuracy"], -row["validation_loss"])
    )


def _validation_row(loss_name, labels, logits):
    losses = keras.ops.convert_to_numpy(objectives.LOSSES[loss_name](labels, logits))
    return {
        "validation_loss": float(np.mean(losses)),
        "validation_accuracy": float(np.mean(logits.argmax(1) == labels)),
    }
