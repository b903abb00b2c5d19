"""Servers that answer every request with the same bytes, at once.

What a client needs for one of them is its own cost and that of a connection within one
machine: no model runs behind it.
"""

import contextlib
import http.server
import json
import threading
from collections.abc import Iterator
from concurrent import futures

_SERVICE = "tensorflow.serving.PredictionService"
_ROW = {"digit": 7, "confidence": 0.998, "probabilities": [0.1] * 10}


def rest_answer(count: int) -> bytes:
    """What TensorFlow Serving says to so many pictures by REST."""
    return json.dumps({"predictions": [_ROW] * count}).encode()


def grpc_answer(count: int) -> bytes:
    """What it says by gRPC."""
    import numpy as np
    import tensorflow as tf
    from tensorflow_serving.apis import predict_pb2

    reply = predict_pb2.PredictResponse()
    kinds = {"digit": np.int64, "confidence": np.float32, "probabilities": np.float32}
    for name, kind in kinds.items():
        column = np.array([_ROW[name]] * count, kind)
        reply.outputs[name].CopyFrom(tf.make_tensor_proto(column))
    return reply.SerializeToString()


@contextlib.contextmanager
def rest(answer: bytes, seen: list[int]) -> Iterator[str]:
    """Answers by REST meanwhile.

    Args:
        answer: of every request.
        seen: takes the bytes of each request.

    Yields:
        The server's address.
    """
    head = (
        f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(answer)}\r\n\r\n"
    ).encode()

    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self):
            seen.append(len(self.rfile.read(int(self.headers["Content-Length"]))))
            # In one piece: in two, each waits 40 ms for the other side's word.
            self.wfile.write(head + answer)

        def log_message(self, *words):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


@contextlib.contextmanager
def grpc(answer: bytes, seen: list[int]) -> Iterator[str]:
    """The same by gRPC."""
    import grpc as grpc_lib

    def predict(request, context):
        del context
        seen.append(len(request))
        return answer

    server = grpc_lib.server(futures.ThreadPoolExecutor(1))
    methods = {"Predict": grpc_lib.unary_unary_rpc_method_handler(predict)}
    server.add_generic_rpc_handlers(
        (grpc_lib.method_handlers_generic_handler(_SERVICE, methods),)
    )
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    try:
        yield f"127.0.0.1:{port}"
    finally:
        server.stop(None).wait()
