"""A client of TensorFlow Serving: pictures in, digits out, over REST or gRPC.

client.py     requests, retries, answers in the words of `hwdigits predict`
rest.py       one request by REST; needs `requests`
stubs.py      one by gRPC; the official stubs are written on TensorFlow
contract.py   names, addresses and errors that they share
"""

from hwdigits.serving.client import Client
from hwdigits.serving.contract import DEFAULT_SERVERS, ModelError, TransportError

__all__ = ["DEFAULT_SERVERS", "Client", "ModelError", "TransportError"]
