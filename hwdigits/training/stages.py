"""What a run consists of: pre-training where there is any, then the classifier."""

import keras
import numpy as np

from hwdigits import config as config_lib
from hwdigits import evaluation, models
from hwdigits import workdir as workdir_lib
from hwdigits.data import added, examples
from hwdigits.data.added import negatives
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
    is_reader = config.model.name in config_lib.READERS
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
    is_reader = config.model.name in config_lib.READERS

    def learnt_from():
        if is_reader:
            return vars(added.to(training, config, workdir.state))
        return vars(training)

    training = examples.Examples(**team.share(learnt_from))
    classifier = build_classifier(config, strategy, len(training))
    network = classifier.model
    if config.model.name == "sae" and config.model.pretraining != "none":
        pretraining.run(network, config, strategy, training, validation, workdir, log)
    if team.is_chief:
        log.graph(network)
    # What is kept computes in float32 whatever it learnt in, so that evaluation and
    # every export of it can agree.
    kept = models.build(config.model)
    learnt = reader.both(kept) if is_reader else kept
    # Of a reader it is not the run's model yet: `settle` must never see its own work.
    best = workdir.state / "best.keras" if is_reader else workdir.model
    digits = reader.digits(network) if is_reader else network
    latest = {}

    def validate():
        logits = latest["logits"] = models.outputs(digits, validation.images)
        return _validation_row(config.training.loss, validation.labels, logits)

    def finished(rows, is_last):
        if best_row(rows, config) is rows[-1]:
            learnt.set_weights(network.get_weights())
            workdir_lib.write(best, kept.save)
        rate = optimizers.learning_rate(classifier.optimizer)
        log.scalars(rows[-1] | {"learning_rate": rate})
        if is_last or len(rows) % config.training.pictures_every == 0:
            probabilities = evaluation.softmax(latest["logits"])
            log.pictures(len(rows), network, validation, probabilities)
        if is_last and config.model.name == "sae":
            codes = models.outputs(sae.codes(network), validation.images)
            log.codes(codes, validation)

    stage = loop.Stage(
        "classifier",
        classifier,
        config.training.epochs,
        validate,
        chance=objectives.chance(config.training.loss),
        finished=finished,
        team=team,
    )
    rows = loop.fit(stage, training, config, workdir.state)
    if is_reader and team.is_chief:
        kept = keras.saving.load_model(best, compile=False)
        others = float(np.mean(training.labels == negatives.NOT_A_DIGIT))
        settled = confidence.settle(kept, config, validation, others)
        workdir_lib.write(workdir.model, kept.save)
        workdir_lib.write_json(workdir.calibration, settled)
    return rows


def best_row(rows: list[dict], config) -> dict:
    """The epoch that is kept, by validation: the most accurate, then of least loss.

    Of a reader that of least loss: its confidence is to be trusted, and accuracies of
    some thousand digits differ by chance once nearly all are right.
    """
    if config.model.name in config_lib.READERS:
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
