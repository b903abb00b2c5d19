"""TensorFlow Serving's gRPC services, in process, by the official servicers."""

from concurrent import futures

import grpc
import numpy as np
import tensorflow as tf
from tensorflow_serving.apis import (
    classification_pb2,
    get_model_metadata_pb2,
    get_model_status_pb2,
    model_service_pb2_grpc,
    predict_pb2,
    prediction_service_pb2_grpc,
)

from tests.serving.served import Fault, Served

_NO_SIGNATURE = ("FAILED_PRECONDITION", 'Serving signature key "{}" not found.')


class Server:
    """Listens on 127.0.0.1 until the `with` ends.

    Attributes:
        faults: taken first, one a Predict: the name of a status code.
        calls: how many Predicts came.
    """

    def __init__(self, model: Served):
        self.faults, self.calls = [], 0
        unlimited = [("grpc.max_receive_message_length", -1)]
        self._server = grpc.server(futures.ThreadPoolExecutor(2), options=unlimited)
        prediction_service_pb2_grpc.add_PredictionServiceServicer_to_server(
            _Prediction(self, model), self._server
        )
        model_service_pb2_grpc.add_ModelServiceServicer_to_server(
            _Status(model), self._server
        )
        self.address = f"127.0.0.1:{self._server.add_insecure_port('127.0.0.1:0')}"

    def __enter__(self):
        self._server.start()
        return self

    def __exit__(self, *exception):
        self._server.stop(0).wait()


def _faults_as_codes(method):
    """Fault -> the gRPC status of its code."""

    def answer(self, request, context):
        try:
            return method(self, request)
        except Fault as fault:
            context.abort(grpc.StatusCode[fault.code], fault.message)

    return answer


def _checked(model, spec):
    model.check(spec.name, spec.version.value if spec.HasField("version") else None)


class _Prediction(prediction_service_pb2_grpc.PredictionServiceServicer):
    def __init__(self, owner, model):
        self._owner, self._model = owner, model

    @_faults_as_codes
    def Predict(self, request):
        self._owner.calls += 1
        if self._owner.faults:
            raise Fault(self._owner.faults.pop(0), "injected")
        _checked(self._model, request.model_spec)
        name = request.model_spec.signature_name
        signature = self._model.signature(name, _NO_SIGNATURE)
        inputs = {key: tf.make_ndarray(value) for key, value in request.inputs.items()}
        reply = predict_pb2.PredictResponse()
        for key, value in self._model.run(signature, inputs).items():
            reply.outputs[key].CopyFrom(tf.make_tensor_proto(value))
        return reply

    @_faults_as_codes
    def Classify(self, request):
        _checked(self._model, request.model_spec)
        name = request.model_spec.signature_name
        signature = self._model.signature(name, _NO_SIGNATURE)
        examples = request.input.example_list.examples
        reply = classification_pb2.ClassificationResponse()
        for pairs in self._model.classify(signature, examples):
            row = reply.result.classifications.add()
            for label, score in pairs:
                row.classes.add(label=label, score=np.float32(score))
        return reply

    @_faults_as_codes
    def GetModelMetadata(self, request):
        _checked(self._model, request.model_spec)
        if list(request.metadata_field) != ["signature_def"]:
            raise Fault("INVALID_ARGUMENT", "Metadata field must be signature_def")
        signatures = get_model_metadata_pb2.SignatureDefMap()
        for name, signature in self._model.meta.signature_def.items():
            signatures.signature_def[name].CopyFrom(signature)
        reply = get_model_metadata_pb2.GetModelMetadataResponse()
        reply.metadata["signature_def"].Pack(signatures)
        reply.model_spec.name = self._model.name
        reply.model_spec.version.value = self._model.version
        return reply


class _Status(model_service_pb2_grpc.ModelServiceServicer):
    def __init__(self, model):
        self._model = model

    @_faults_as_codes
    def GetModelStatus(self, request):
        _checked(self._model, request.model_spec)
        states = get_model_status_pb2.ModelVersionStatus
        reply = get_model_status_pb2.GetModelStatusResponse()
        reply.model_version_status.add(
            version=self._model.version, state=states.AVAILABLE
        )
        return reply
