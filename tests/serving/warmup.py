"""Warm-up as TensorFlow Serving does it at load, before it calls a model available.

Written from servables/tensorflow/saved_model_warmup.cc: every PredictionLog of
assets.extra/tf_serving_warmup_requests is run by its own signature; an error of one
fails the load.
"""

import pathlib

import numpy as np
import tensorflow as tf
from tensorflow_serving.apis import prediction_log_pb2

from tests.serving.served import Served

_MISSING = ("FAILED_PRECONDITION", 'Serving signature key "{}" not found.')


def replay(version: pathlib.Path, model: Served) -> dict[str, list[int]]:
    """Runs every recorded request.

    Args:
        version: the SavedModel's directory.
        model: the same, loaded.

    Returns:
        {signature: the digits it answered}.
    """
    path = version / "assets.extra" / "tf_serving_warmup_requests"
    answers = {}
    for record in tf.data.TFRecordDataset(str(path)).as_numpy_iterator():
        log = prediction_log_pb2.PredictionLog.FromString(record)
        kind = log.WhichOneof("log_type")
        run = {"predict_log": _predict, "classify_log": _classify}[kind]
        request = getattr(log, kind).request
        name = request.model_spec.signature_name
        answers[name] = run(model, model.signature(name, _MISSING), request)
    return answers


def _predict(model, signature, request):
    inputs = {key: tf.make_ndarray(value) for key, value in request.inputs.items()}
    return np.array(model.run(signature, inputs)["digit"]).tolist()


def _classify(model, signature, request):
    rows = model.classify(signature, request.input.example_list.examples)
    return [int(pairs[0][0]) for pairs in rows]
