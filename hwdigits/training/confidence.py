"""After a reader's training: a confidence that can be trusted.

On held-out digits, distorted as in training, a temperature is fitted and folded into
the layer `digits`, so that every export has it, as is how often something is no digit;
then the confidence is found below which an answer is refused.
"""

import keras
import numpy as np

from hwdigits import calibration, evaluation, models
from hwdigits.data import augmentation, examples
from hwdigits.data.added import negatives
from hwdigits.models import reader

_COPIES = 4  # of each held-out image, each distorted in its own way
_BATCH = 500
# What is no digit where it will read, as a share of the digits. With a tenth, answers
# to distorted held-out digits were right two points more often than they said.
_NEGATIVES = 1 / 30


def settle(
    model: keras.Model, config, validation: examples.Examples, others: float
) -> dict:
    """Finishes a trained reader in place.

    Args:
        model: a network of `models/reader.py`, in float32, its temperature 1.
        config: the run's.
        validation: digits that it has not learnt from.
        others: the share of what it has learnt from that was no digit.

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
    if others > 0:
        # It has learnt that so many are no digit; on people's pages fewer are.
        odds = np.log(others / (1 - others) / _NEGATIVES)
        kernel, bias = model.get_layer("doubt").get_weights()
        model.get_layer("doubt").set_weights([kernel, bias + odds])
    count = round(_NEGATIVES * len(digits))
    others = negatives.make(validation, count, config.data.draw_seed + 1)
    return {"temperature": temperature} | _threshold(model, digits, others, config)


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
