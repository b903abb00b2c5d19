"""The last step of a reader's training: a confidence that can be trusted.

On held-out digits, distorted as in training, a temperature is fitted and folded into
the last layer, so that every export of the model has it; then the confidence is found
below which an answer is refused.
"""

import keras
import numpy as np

from hwdigits import calibration, evaluation, models
from hwdigits.data import augmentation, examples, negatives

_COPIES = 4  # of each held-out image, each distorted in its own way
_BATCH = 500


def settle(model: keras.Model, validation: examples.Examples, config) -> dict:
    """Calibrates a reader in place.

    Args:
        model: a finished network of `models/reader.py`, in float32.
        validation: held-out digits.
        config: the run's; `augmentation`, `rejection` and `data.draw_seed` are read.

    Returns:
        The content of calibration.json: temperature; threshold and the precision that
        it was chosen for; n; digits_refused and negatives_refused, shares of them at
        that threshold; ece, the calibration error on these digits.
    """
    digits = _distorted(validation, config)
    logits = models.outputs(model, digits.images)
    temperature = calibration.temperature(logits, digits.labels)
    layer = model.get_layer("logits")
    layer.set_weights([weights / temperature for weights in layer.get_weights()])
    count = round(config.rejection.negatives * len(digits))
    drawn = negatives.make(validation, count, config.data.draw_seed + 1)
    probabilities = evaluation.softmax(logits / temperature)
    others = evaluation.softmax(models.outputs(model, drawn.images))
    confidences = np.concatenate([probabilities.max(1), others.max(1)])
    hits = np.concatenate(
        [probabilities.argmax(1) == digits.labels, np.zeros(count, bool)]
    )
    threshold = calibration.threshold(confidences, hits, config.rejection.precision)
    refused = confidences < threshold
    return {
        "temperature": temperature,
        "threshold": threshold,
        "precision": config.rejection.precision,
        "n": len(digits),
        "digits_refused": float(refused[: len(digits)].mean()),
        "negatives_refused": float(refused[len(digits) :].mean()),
        "ece": evaluation.calibration_error(
            probabilities.max(1), hits[: len(digits)].astype(float)
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
