"""TensorFlow Serving's documented REST contract, in process.

Written from api_rest.md and util/json_tensor.cc of tensorflow/serving: exactly one of
`instances` and `inputs`; {"b64": ...} wherever a string may be; one output bare,
several as an object; errors as {"error": ...} with the code of util/http_server.cc.
"""

import base64
import functools
import http.server
import json
import re
import threading

import numpy as np
import tensorflow as tf
from google.protobuf import json_format

from tests.serving.served import Fault, Served

CODES = {"INVALID_ARGUMENT": 400, "FAILED_PRECONDITION": 400, "NOT_FOUND": 404}
_PATH = re.compile(
    r"/v1/models/(?P<name>[^/:]+)(/versions/(?P<version>\d+))?"
    r"(:(?P<verb>predict|classify)|/(?P<what>metadata))?$",
    re.IGNORECASE,
)
_NO_SIGNATURE = 'Serving signature name: "{}" not found in signature def'


class Server:
    """Listens on 127.0.0.1 until the `with` ends.

    Attributes:
        faults: taken first, one a request: an HTTP code, or "reset".
        bodies: every request's JSON as it came.
    """

    def __init__(self, model: Served):
        self.model, self.faults, self.bodies = model, [], []
        self._http = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
        self._http.owner = self
        self.port = self._http.server_port
        self.address = f"http://127.0.0.1:{self.port}"

    def __enter__(self):
        # Asked every 10 ms whether to end; the default of 500 is waited for by each
        # test that has a server.
        serve = functools.partial(self._http.serve_forever, poll_interval=0.01)
        threading.Thread(target=serve, daemon=True).start()
        return self

    def __exit__(self, *exception):
        self._http.shutdown()
        self._http.server_close()

    def answer(self, path: str, body: dict | None) -> dict:
        """The reply to a GET (no body) or a POST."""
        match = _PATH.match(path)
        if not match or (match["verb"] is None) != (body is None):
            raise Fault("INVALID_ARGUMENT", f"Malformed request: {path}")
        version = match["version"] and int(match["version"])
        self.model.check(match["name"], version)
        if body is None:
            return self._metadata() if match["what"] else self._status()
        missing = ("INVALID_ARGUMENT", _NO_SIGNATURE)
        name = body.get("signature_name", "serving_default")
        signature = self.model.signature(name, missing)
        return {"predict": self._predict, "classify": self._classify}[match["verb"]](
            signature, body
        )

    def _status(self):
        state = {
            "version": str(self.model.version),
            "state": "AVAILABLE",
            "status": {"error_code": "OK", "error_message": ""},
        }
        return {"model_version_status": [state]}

    def _metadata(self):
        signatures = {
            name: json_format.MessageToDict(signature, preserving_proto_field_name=True)
            for name, signature in self.model.meta.signature_def.items()
        }
        spec = {"name": self.model.name, "signature_name": ""}
        return {
            "model_spec": spec | {"version": str(self.model.version)},
            "metadata": {"signature_def": {"signature_def": signatures}},
        }

    def _predict(self, signature, body):
        if ("instances" in body) == ("inputs" in body):
            raise Fault("INVALID_ARGUMENT", "one of 'instances' and 'inputs'")
        rows = "instances" in body
        given = body["instances"] if rows else body["inputs"]
        columns = _columns(given, signature) if rows else _named(given, signature)
        inputs = {
            key: _array(value, signature.inputs[key].dtype)
            for key, value in columns.items()
            if key in signature.inputs
        }
        if inputs.keys() != columns.keys():
            raise Fault("INVALID_ARGUMENT", f"unknown input in {sorted(columns)}")
        outputs = {
            key: _plain(key, value)
            for key, value in self.model.run(signature, inputs).items()
        }
        if not rows:
            bare = len(outputs) == 1
            return {"outputs": next(iter(outputs.values())) if bare else outputs}
        if len(outputs) == 1:
            return {"predictions": next(iter(outputs.values()))}
        parts = zip(*outputs.values(), strict=True)
        return {"predictions": [dict(zip(outputs, p, strict=True)) for p in parts]}

    def _classify(self, signature, body):
        examples = [_example(features) for features in body["examples"]]
        found = self.model.classify(signature, examples)
        return {"results": [[[name, float(s)] for name, s in pairs] for pairs in found]}


def _is_bytes(value):
    return isinstance(value, dict) and value.keys() == {"b64"}


def _columns(rows, signature):
    """`instances` as {input: values}."""
    if not rows:
        raise Fault("INVALID_ARGUMENT", "'instances' is empty")
    if not isinstance(rows[0], dict) or _is_bytes(rows[0]):
        return _named(rows, signature)
    if any(row.keys() != rows[0].keys() for row in rows):
        raise Fault("INVALID_ARGUMENT", "instances with different inputs")
    return {key: [row[key] for row in rows] for key in rows[0]}


def _named(value, signature):
    """`inputs` as {input: values}: a bare value belongs to the only input."""
    if isinstance(value, dict) and not _is_bytes(value):
        return value
    if len(signature.inputs) != 1:
        raise Fault("INVALID_ARGUMENT", "several inputs must be named")
    return {next(iter(signature.inputs)): value}


def _array(value, data_type):
    def decoded(one):
        if isinstance(one, list):
            return [decoded(inner) for inner in one]
        return base64.b64decode(one["b64"], validate=True) if _is_bytes(one) else one

    kind = tf.dtypes.as_dtype(data_type).as_numpy_dtype
    try:
        return np.array(decoded(value), kind)
    except (TypeError, ValueError) as error:
        raise Fault("INVALID_ARGUMENT", f"JSON Value: {error}") from error


def _plain(name, value):
    """A tensor as JSON; strings are base64 only where the name ends in _bytes."""
    if value.dtype == object:
        as_bytes = name.endswith("_bytes")
        texts = [
            {"b64": base64.b64encode(v).decode()} if as_bytes else v.decode()
            for v in value.ravel()
        ]
        return np.array(texts, object).reshape(value.shape).tolist()
    if value.dtype == np.float32:  # as the server: the shortest text that reads back
        floats = np.array([float(str(v)) for v in value.ravel()])
        return floats.reshape(value.shape).tolist()
    return value.tolist()


def _example(features):
    example = tf.train.Example()
    for name, value in features.items():
        values = value if isinstance(value, list) else [value]
        feature = example.features.feature[name]
        if all(isinstance(v, float) for v in values):
            feature.float_list.value.extend(values)
        elif all(isinstance(v, int) for v in values):
            feature.int64_list.value.extend(values)
        else:
            feature.bytes_list.value.extend(
                base64.b64decode(v["b64"]) if _is_bytes(v) else v.encode()
                for v in values
            )
    return example


class _Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # Headers and body in one packet: in two, the client's delayed acknowledgement
    # holds the second back by 40 ms.
    wbufsize = -1

    def log_message(self, *arguments):
        """Says nothing: the tests' output is theirs."""

    def do_GET(self):
        self._reply(None)

    def do_POST(self):
        size = int(self.headers["Content-Length"])
        self._reply(self.rfile.read(size))

    def _reply(self, raw):
        owner = self.server.owner
        if raw is not None:
            owner.bodies.append(raw)
        fault = owner.faults.pop(0) if owner.faults else None
        if fault == "reset":
            self.close_connection = True
            return
        if fault:
            self._send(fault, {"error": f"injected {fault}"})
            return
        try:
            body = None if raw is None else json.loads(raw)
            self._send(200, owner.answer(self.path, body))
        except json.JSONDecodeError as error:
            self._send(400, {"error": f"JSON Parse error: {error}"})
        except Fault as error:
            self._send(CODES[error.code], {"error": error.message})

    def _send(self, code, value):
        text = json.dumps(value).encode()
        self.send_response(code)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)
