"""A client of TensorFlow Serving: pictures in, digits out, over REST or gRPC.

REST needs `requests` and nothing else. gRPC needs the official stubs, which are written
on TensorFlow, so only a client that asks for gRPC imports either.
"""

import base64
import time
from collections.abc import Callable, Sequence

import numpy as np

from hwdigits import quiet
from hwdigits.refusal import Refusal

DEFAULT_SERVERS = {"rest": "http://127.0.0.1:8501", "grpc": "127.0.0.1:8500"}
SIGNATURE = "predict_bytes"
_FIRST_PAUSE_S = 0.5  # doubled after every further failure
_INSTALL = "Install it: pip install 'hwdigits[serving]'"
_OUTPUTS = {"digit", "confidence", "probabilities"}
# What TF Serving (predict_util.cc, http_rest_api_handler.cc, json_tensor.cc) says of a
# model that has not the signature, or not its input.
_MISFITS = (
    "not found in signature def",
    "does not match signature",
    "does not have named input",
)
# Too many requests, unavailable, gateway timeout: what TF Serving (and a proxy before
# it) says of its own state and not of the request.
_BUSY = (429, 503, 504)


class TransportError(Exception):
    """No answer: the server was not reached, was busy, or took too long."""


class ModelError(Exception):
    """The server answered, with an error.

    Args:
        message: the server's words.
        about_a_picture: whether the same pictures, sent one by one, may fare better.
    """

    def __init__(self, message: str, about_a_picture: bool):
        super().__init__(message)
        self.about_a_picture = about_a_picture


class Client:
    """Asks a TensorFlow Serving server what pictures show.

    Args:
        server: its address; None is this machine at the protocol's usual port.
        model: the name it serves the model by.
        version: None is the newest one.
        protocol: "rest" or "grpc".
        retries: how often a request is sent again after a TransportError.
        timeout_s: how long one answer may take.
        pause: waits that many seconds; tests pass their own.

    Attributes:
        latencies_ms: how long each answered request took, without failed tries.
        reached: whether the server has ever answered, if only with an error.

    Example:
        `serving.Client("http://127.0.0.1:8501").predict([path.read_bytes()])`

    Raises:
        Refusal: an address of another form, or a package that is not installed.
    """

    def __init__(
        self,
        server: str | None = None,
        model: str = "digits",
        version: int | None = None,
        protocol: str = "rest",
        retries: int = 3,
        timeout_s: float = 10.0,
        pause: Callable[[float], None] = time.sleep,
    ):
        transport = {"rest": _Rest, "grpc": _Grpc}[protocol]
        self.server = server or DEFAULT_SERVERS[protocol]
        self.latencies_ms: list[float] = []
        self._transport = transport(self.server, model, version, timeout_s)
        self._retries, self._pause = retries, pause
        self.reached, self._down = False, False

    def predict(self, pictures: Sequence[bytes]) -> list[dict]:
        """One request.

        Args:
            pictures: contents of PNG, JPEG, BMP, GIF or WebP files.

        Returns:
            For each, `digit`, `confidence`, `probabilities` and `rejected`.

        Raises:
            TransportError: no answer, after all retries.
            ModelError: the answer is an error. It would be the same again.
            Refusal: the server has no such model, or the model no such signature.
        """
        # While a server is down, each later request tries it once: waiting again for
        # every batch of a large folder would take hours.
        tries = 1 if self._down else 1 + self._retries
        for number in range(tries):
            if number:
                self._pause(_FIRST_PAUSE_S * 2 ** (number - 1))
            try:
                return self._once(pictures)
            except TransportError as error:
                failure = error
        self._down = True
        raise TransportError(f"{failure} ({tries} tries)") from failure

    def predict_each(self, pictures: Sequence[bytes]) -> list[dict | Exception]:
        """What `predict` gives, or for each picture without it the reason.

        TensorFlow fails a whole request for one undecodable picture; such a request's
        pictures are sent again one by one, so that the others have their answers.
        """
        try:
            return self.predict(pictures)
        except TransportError as error:
            return [error] * len(pictures)
        except ModelError as error:
            if len(pictures) == 1 or not error.about_a_picture:
                return [error] * len(pictures)
        return [self.predict_each([picture])[0] for picture in pictures]

    def _once(self, pictures):
        begun = time.perf_counter()
        try:
            rows = self._transport.predict(pictures)
        except ModelError:
            self.reached, self._down = True, False
            raise
        self.latencies_ms.append(1e3 * (time.perf_counter() - begun))
        self.reached, self._down = True, False
        if not isinstance(rows, list):
            raise _not_ours(self.server, "an answer without rows")
        if len(rows) != len(pictures):
            raise ModelError(f"{len(rows)} answers to {len(pictures)} pictures", False)
        try:
            return [_answer(row) for row in rows]
        except (KeyError, TypeError, ValueError) as error:
            raise _not_ours(self.server, f"an answer without {error}") from error


def _answer(row):
    """One picture's outputs in the words of `hwdigits predict`."""
    digit = int(row["digit"])
    return {
        "digit": digit if digit >= 0 else None,  # -1: there is no ink
        "confidence": float(row["confidence"]),
        "probabilities": [float(value) for value in row["probabilities"]],
        "rejected": digit < 0,
    }


class _Rest:
    """POST /v1/models/NAME[/versions/N]:predict, row format."""

    def __init__(self, server, model, version, timeout_s):
        try:
            import requests
        except ModuleNotFoundError as error:
            raise Refusal(
                f"--protocol=rest needs requests. Received: {error}. {_INSTALL}"
            ) from error
        if not server.startswith(("http://", "https://")):
            raise Refusal(
                "--server must be an address that begins with http:// or https://. "
                f"Received: {server}. As in --server={DEFAULT_SERVERS['rest']}"
            )
        path = f"/v1/models/{model}" + (
            "" if version is None else f"/versions/{version}"
        )
        self._requests, self._session = requests, requests.Session()
        self._server, self._timeout_s = server, timeout_s
        self._url = f"{server.rstrip('/')}{path}:predict"

    def predict(self, pictures):
        encoded = [base64.b64encode(picture).decode() for picture in pictures]
        body = {
            "signature_name": SIGNATURE,
            "instances": [{"image_bytes": {"b64": text}} for text in encoded],
        }
        errors = self._requests.exceptions
        try:
            reply = self._session.post(self._url, json=body, timeout=self._timeout_s)
        except errors.Timeout as error:
            raise TransportError(f"no answer in {self._timeout_s:g} s") from error
        except (errors.ConnectionError, errors.ChunkedEncodingError) as error:
            raise TransportError(_cause(error)) from error
        except errors.RequestException as error:
            raise _not_ours(self._server, error) from error
        return self._rows(reply)

    def _rows(self, reply):
        try:
            value = reply.json()
        except ValueError:
            value = {}
        words = value.get("error") if isinstance(value, dict) else None
        words = f"HTTP {reply.status_code}: {_first_line(words or reply.reason)}"
        if reply.status_code in _BUSY:
            raise TransportError(words)
        # A request that a model's signature does not fit is 400 too, as a corrupt
        # picture is: only the words differ.
        if reply.status_code == 404 or any(known in words for known in _MISFITS):
            raise _not_ours(self._server, words)
        if reply.status_code != 200:
            raise ModelError(words, about_a_picture=reply.status_code == 400)
        if not isinstance(value, dict) or "predictions" not in value:
            raise _not_ours(self._server, "an answer without predictions")
        return value["predictions"]


class _Grpc:
    """PredictionService.Predict, by the official stubs."""

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
        words = f"{code.name}: {_first_line(error.details())}"
        if code in (codes.UNAVAILABLE, codes.DEADLINE_EXCEEDED):
            return TransportError(words)
        if code in (codes.NOT_FOUND, codes.FAILED_PRECONDITION, codes.UNIMPLEMENTED):
            return _not_ours(self._server, words)
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
            f"Received: {missing}. {_INSTALL}; or ask by --protocol=rest"
        ) from error
    return grpc, predict_pb2, prediction_service_pb2_grpc


def _not_ours(server, words):
    return Refusal(
        f"--server must serve the model by its name with the signature {SIGNATURE}. "
        f"Received: {server} says {words}. Check --model, --version and the address"
    )


def _first_line(words):
    """Without the graph's nodes, which TensorFlow adds below."""
    return str(words).partition("\n")[0]


def _cause(error):
    """The operating system's words, below 200 characters of urllib3's."""
    words, cause = type(error).__name__, error
    while cause is not None:
        if isinstance(cause, OSError) and cause.strerror:
            words = cause.strerror
        cause = cause.__cause__ or cause.__context__
    return words
