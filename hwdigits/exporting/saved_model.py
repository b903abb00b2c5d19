"""TF Serving's container: BASE/<version>, complete or not there at all."""

import importlib.util
import pathlib
import shutil

import numpy as np
import tensorflow as tf

from hwdigits.exporting import graph as graph_lib

SIGNATURES = ("serving_default", "predict_bytes", "classify")
_WARMUP = "assets.extra/tf_serving_warmup_requests"
# How a directory that is being written begins; TF Serving takes whole numbers only.
PARTIAL = ".partial-"


def next_version(base: pathlib.Path) -> int:
    """One more than the greatest version in `base`; 1 in an empty or new one."""
    if not base.is_dir():
        return 1
    versions = [int(path.name) for path in base.iterdir() if path.name.isdigit()]
    return max(versions, default=0) + 1


def write(graph: graph_lib.DigitGraph, directory: pathlib.Path) -> None:
    """Writes the SavedModel with its three signatures.

    Args:
        graph: what is exported.
        directory: new; a server must not look into it before it is complete.
    """
    functions = (graph.predict_digits, graph.predict_bytes, graph.classify)
    signatures = dict(zip(SIGNATURES, functions, strict=True))
    graph.save(directory, signatures)
    names = tf.compat.v1.saved_model.signature_def_utils
    updater = names.MethodNameUpdater(str(directory))
    updater.replace_method_name(
        signature_key="classify", method_name=tf.saved_model.CLASSIFY_METHOD_NAME
    )
    updater.save()
    # The updater leaves the fingerprint of the file that it replaced.
    (directory / "fingerprint.pb").unlink(missing_ok=True)


def can_warm_up() -> bool:
    """Whether TF Serving's protos are installed, in which warm-up requests are."""
    return importlib.util.find_spec("tensorflow_serving") is not None


def write_warmup(directory: pathlib.Path, digit: np.ndarray) -> None:
    """Adds a request for each signature, which TF Serving replays before it serves.

    Args:
        directory: of the SavedModel.
        digit: uint8 `[28, 28, 1]`, sent by all of them.
    """
    from tensorflow_serving.apis import prediction_log_pb2

    path = directory / _WARMUP
    path.parent.mkdir()
    with tf.io.TFRecordWriter(str(path)) as records:
        for log in _warmup_logs(prediction_log_pb2, digit):
            records.write(log.SerializeToString())


def _warmup_logs(protos, digit):
    """PredictionLogs: two Predicts and a Classify."""
    encoded = tf.io.encode_png(255 - digit).numpy()
    tensors = {
        "serving_default": ("images", digit[np.newaxis].astype(np.float32) / 255),
        "predict_bytes": ("image_bytes", np.array([encoded])),
    }
    for signature, (name, value) in tensors.items():
        log = protos.PredictionLog()
        request = log.predict_log.request
        request.model_spec.signature_name = signature
        request.inputs[name].CopyFrom(tf.make_tensor_proto(value))
        yield log
    log = protos.PredictionLog()
    request = log.classify_log.request
    request.model_spec.signature_name = "classify"
    example = request.input.example_list.examples.add()
    example.features.feature["image/encoded"].bytes_list.value.append(encoded)
    yield log


def publish(partial: pathlib.Path, base: pathlib.Path) -> pathlib.Path:
    """Makes a complete version visible: one rename, to the next free number."""
    while True:
        target = base / str(next_version(base))
        try:
            partial.rename(target)
        except OSError:
            if target.exists():  # another export took the number meanwhile
                continue
            shutil.rmtree(partial, ignore_errors=True)
            raise
        return target
