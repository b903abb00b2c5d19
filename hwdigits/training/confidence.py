"""The last steps of a reader's training: a confidence that can be trusted.

The digits are learnt. On held-out ones, distorted as in training, a temperature is
fitted and folded into the layer `digits`, so that every export has it; then the head
that doubts learns, alone, what is no digit; then the confidence is found below which an
answer is refused.
"""

import keras
import numpy as np

from hwdigits import calibration, evaluation, models
from hwdigits.data import augmentation, examples, negatives
from hwdigits.models import reader
from hwdigits.training import loop, objectives, optimizers, steps

_COPIES = 4  # of each held-out image, each distorted in its own way
_BATCH = 500
_NEGATIVES = 0.1  # held-out ones, as a share of these copies


def settle(model: keras.Model, config, strategy, training, validation, workdir, log):
    """Finishes a reader in place.

    Args:
        model: a network of `models/reader.py` that has learnt its digits, in float32.
        config, strategy, training, validation, workdir, log: as `stages.run`.

    Returns:
        The content of calibration.json: temperature; threshold and the precision that
        it was chosen for; n; digits_refused and negatives_refused, shares of them at
        that threshold; ece, the calibration error on these digits.
    """
    digits = _distorted(validation, config)
    logits = models.outputs(reader.digits(model), digits.images)
    temperature = calibration.temperature(logits, digits.labels)
    layer = model.get_layer("digits")
    layer.set_weights([weights / temperature for weights in layer.get_weights()])
    count = round(_NEGATIVES * len(digits))
    others = negatives.make(validation, count, config.data.draw_seed + 1)
    _learn_to_doubt(model, config, strategy, training, others, workdir, log)
    return {"temperature": temperature} | _threshold(model, digits, others, config)


def _learn_to_doubt(model, config, strategy, training, others, workdir, log):
    """Trains the second head on digits and on what is none, the rest being fixed."""
    count = round(config.rejection.negatives * len(training))
    drawn = negatives.make(training, count, config.data.draw_seed)
    everything = examples.concatenate([training, drawn])
    learning = reader.doubting(model)
    for layer in model.layers:
        layer.trainable = layer in learning
    epochs = config.rejection.epochs
    steps_per_epoch = -(-len(everything) // config.training.batch_size)

    def validate():
        losses = objectives.outlier_exposure(
            others.labels, models.outputs(model, others.images)
        )
        return {"validation_loss": float(np.mean(losses))}

    stage = loop.Stage(
        "doubt",
        steps.Steps(
            model,
            lambda labels, logits: (objectives.outlier_exposure(labels, logits), 0.0),
            optimizers.build(config.optimizer, steps_per_epoch, epochs),
            strategy,
        ),
        epochs,
        validate,
        classifies=False,
        finished=lambda rows, is_last: log.scalars(rows[-1], prefix="doubt/"),
    )
    loop.fit(stage, everything, config, workdir.state)
    for layer in model.layers:
        layer.trainable = True


def _threshold(model, digits, others, config):
    """Where to refuse, and what that does to held-out digits and negatives."""
    probabilities, doubted = (
        evaluation.softmax(models.outputs(model, some.images))
        for some in (digits, others)
    )
    is_digit = np.arange(len(digits) + len(others)) < len(digits)
    confidences = np.concatenate([probabilities.max(1), doubted.max(1)])
    hits = np.zeros(len(is_digit), bool)
    hits[is_digit] = probabilities.argmax(1) == digits.labels
    precision = config.rejection.precision
    threshold = calibration.threshold(confidences, hits, precision)
    refused = confidences < threshold
    return {
        "threshold": threshold,
        "precision": precision,
        "n": len(digits),
        "digits_refused": float(refused[is_digit].mean()),
        "negatives_refused": float(refused[~is_digit].mean()),
        "ece": evaluation.calibration_error(
            confidences[is_digit], hits[is_digit].astype(float)
        ),
    }


def _distorted(validation, config):
    """Copies of the held-out digits, each distorted by amounts of its own."""
    copies = examples.concatenate([validation] * _COPIES)
    images = [
        augmentation.augment(
            copies.images[start : start + _BATCH],
            config.augmentation,
            np.random.default_rng([config.data.draw_seed, start]),
        )
        for start in range(0, len(copies), _BATCH)
    ]
    return examples.Examples(np.concatenate(images), copies.labels, copies.names)
