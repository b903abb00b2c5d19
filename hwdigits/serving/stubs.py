"""One request by gRPC: PredictionService.Predict, by the official stubs."""

import numpy as np

from hwdigits import quiet
from hwdigits.refusal import Refusal
from hwdigits.serving.contract import (
    INSTALL,
    SIGNATURE,
    ModelError,
    TransportError,
    first_line,
    not_ours,
)

_OUTPUTS = {"digit", "confidence", "probabilities"}


class Grpc:
    """A channel to a server.

    Args:
        server, model, version, timeout_s: as of `Client`.
    """

    def __init__(self, server, model, version, timeout_s):
        grpc, predict_pb2, service = _stubs()
        scheme, _, address = server.rpartition("://")
        if scheme == "https":
            channel = grpc.secure_channel(address, grpc.ssl_channel_credentials())
        else:
            channel = grpc.insecure_channel(address)
        self._grpc, self._call = grpc, service.PredictionServiceStub(channel).Predict
        self._server, self._timeout_s = server, timeout_s
        self._request = predict_pb2.PredictRequest()
        self._request.model_spec.name = model
        self._request.model_spec.signature_name = SIGNATURE
        if version is not None:
            self._request.model_spec.version.value = version

    def predict(self, pictures):
        import tensorflow as tf

        tensor = self._request.inputs["image_bytes"]
        tensor.CopyFrom(tf.make_tensor_proto(list(pictures), tf.string))
        try:
            reply = self._call(self._request, timeout=self._timeout_s)
        except self._grpc.RpcError as error:
            raise self._judged(error) from error
        columns = {
            name: [_shortest(value) for value in tf.make_ndarray(reply.outputs[name])]
            for name in _OUTPUTS & reply.outputs.keys()
        }
        return [
            dict(zip(columns, row, strict=True))
            for row in zip(*columns.values(), strict=True)
        ]

    def _judged(self, error):
        """The exception that an RpcError stands for."""
        code, codes = error.code(), self._grpc.StatusCode
        words = f"{code.name}: {first_line(error.details())}"
        if code in (codes.UNAVAILABLE, codes.DEADLINE_EXCEEDED):
            return TransportError(words)
        if code in (codes.NOT_FOUND, codes.FAILED_PRECONDITION, codes.UNIMPLEMENTED):
            return not_ours(self._server, words)
        return ModelError(words, about_a_picture=code is codes.INVALID_ARGUMENT)


def _shortest(value):
    """Floats as REST writes them: 0.998, whose float32 as a float is 0.99800002575."""
    if value.dtype != np.float32:
        return value
    return np.array([float(str(v)) for v in value.ravel()]).reshape(value.shape)


def _stubs():
    """(grpc, predict_pb2, prediction_service_pb2_grpc)."""
    try:
        quiet.import_tensorflow()
        import grpc
        from tensorflow_serving.apis import predict_pb2, prediction_service_pb2_grpc
    except (ModuleNotFoundError, Refusal) as error:
        missing = error.__cause__ or error
        raise Refusal(
            "--protocol=grpc needs TensorFlow Serving's stubs. "
            f"Received: {missing}. {INSTALL}; or ask by --protocol=rest"
        ) from error
    return grpc, predict_pb2, prediction_service_pb2_grpc
