"""The losses: (labels int64 `[B]`, logits float32 `[B, 10]`) -> float32 `[B]`."""

import math

from keras import ops

from hwdigits.data.examples import NOT_A_DIGIT

_DOUBT = 0.3  # weight of knowing what is a digit, beside which one it is


def cross_entropy(labels, logits):
    """-log softmax(logits)[label], numerically stable."""
    return ops.sparse_categorical_crossentropy(labels, logits, from_logits=True)


def outlier_exposure(labels, logits):
    """Cross entropy; for negatives, that to a guess: no digit is to be claimed.

    Reference:
        Hendrycks et al., "Deep anomaly detection with outlier exposure", 2019.
    """
    likelihoods = ops.log_softmax(logits)
    guess = -ops.mean(likelihoods, -1)
    digit = -ops.sum(ops.one_hot(labels, 10) * likelihoods, -1)  # 0 for negatives
    return ops.where(labels == NOT_A_DIGIT, guess, digit)


def reading(labels, outputs):
    """Of `models.reader.both`: which digit it is, and whether it is one.

    Args:
        labels: int64 `[B]`, NOT_A_DIGIT for negatives.
        outputs: logits `[B, 10]` as of a digit for sure, and the model's own.
    """
    sure, mixed = outputs
    is_digit = labels != NOT_A_DIGIT
    digit = cross_entropy(ops.where(is_digit, labels, 0), sure)
    return ops.where(is_digit, digit, 0.0) + _DOUBT * outlier_exposure(labels, mixed)


def literal_cross_entropy(labels, logits):
    """Paper 1's listing: -sum(y * log(softmax)), which is NaN once a softmax is 0.

    The listing also sums over the batch: see `is_summed`.
    """
    return -ops.sum(ops.one_hot(labels, 10) * ops.log(ops.softmax(logits)), -1)


def softmax_squared_error(labels, logits):
    """Half the squared error of softmax outputs: paper 3's cost before its cure."""
    return _half_square(ops.one_hot(labels, 10) - ops.softmax(logits))


def sigmoid_squared_error(labels, logits):
    """Half the squared error of sigmoid outputs: paper 4's cost."""
    return _half_square(ops.one_hot(labels, 10) - ops.sigmoid(logits))


def _half_square(difference):
    return 0.5 * ops.sum(ops.square(difference), -1)


LOSSES = {
    "cross_entropy": cross_entropy,
    "literal_cross_entropy": literal_cross_entropy,
    "softmax_squared_error": softmax_squared_error,
    "sigmoid_squared_error": sigmoid_squared_error,
}


def hits(labels, logits):
    """How many are answered rightly, a float scalar."""
    predicted = ops.argmax(logits, -1)
    is_right = ops.equal(predicted, ops.cast(labels, predicted.dtype))
    return ops.sum(ops.cast(is_right, "float32"))


def reading_hits(labels, outputs):
    """How many digits are read rightly and how many negatives doubted, a float."""
    likelihoods = ops.log_softmax(outputs[1])
    doubted = ops.max(likelihoods, -1) < math.log(0.5)
    is_doubted = ops.logical_and(labels == NOT_A_DIGIT, doubted)
    return hits(labels, outputs[0]) + ops.sum(ops.cast(is_doubted, "float32"))


def chance(name: str) -> float:
    """The loss of a uniform guess: ln 10; infinite for losses that are bounded."""
    return math.inf if name.endswith("squared_error") else math.log(10)


def is_summed(name: str) -> bool:
    """Whether the gradient is of the batch's sum instead of its mean."""
    return name == "literal_cross_entropy"
