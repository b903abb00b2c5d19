"""One request by REST: POST /v1/models/NAME[/versions/N]:predict, row format."""

import base64

from hwdigits.refusal import Refusal
from hwdigits.serving.contract import (
    DEFAULT_SERVERS,
    INSTALL,
    SIGNATURE,
    ModelError,
    TransportError,
    first_line,
    not_ours,
)

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


class Rest:
    """A session with a server.

    Args:
        server, model, version, timeout_s: as of `Client`.
    """

    def __init__(self, server, model, version, timeout_s):
        try:
            import requests
        except ModuleNotFoundError as error:
            raise Refusal(
                f"--protocol=rest needs requests. Received: {error}. {INSTALL}"
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
            raise not_ours(self._server, error) from error
        return self._rows(reply)

    def _rows(self, reply):
        try:
            value = reply.json()
        except ValueError:
            value = {}
        words = value.get("error") if isinstance(value, dict) else None
        words = f"HTTP {reply.status_code}: {first_line(words or reply.reason)}"
        if reply.status_code in _BUSY:
            raise TransportError(words)
        # A request that a model's signature does not fit is 400 too, as a corrupt
        # picture is: only the words differ.
        if reply.status_code == 404 or any(known in words for known in _MISFITS):
            raise not_ours(self._server, words)
        if reply.status_code != 200:
            raise ModelError(words, about_a_picture=reply.status_code == 400)
        if not isinstance(value, dict) or "predictions" not in value:
            raise not_ours(self._server, "an answer without predictions")
        return value["predictions"]


def _cause(error):
    """The operating system's words, below 200 characters of urllib3's."""
    words, cause = type(error).__name__, error
    while cause is not None:
        if isinstance(cause, OSError) and cause.strerror:
            words = cause.strerror
        cause = cause.__cause__ or cause.__context__
    return words
