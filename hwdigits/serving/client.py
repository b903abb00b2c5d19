"""Requests to a server: tried again where that helps, answered in one vocabulary."""

import time
from collections.abc import Callable, Sequence

import numpy as np

from hwdigits.serving import rest, stubs
from hwdigits.serving.contract import (
    DEFAULT_SERVERS,
    ModelError,
    TransportError,
    not_ours,
)

_FIRST_PAUSE_S = 0.5  # doubled after every further failure


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
        transport = {"rest": rest.Rest, "grpc": stubs.Grpc}[protocol]
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
            raise not_ours(self.server, "an answer without rows")
        if len(rows) != len(pictures):
            raise ModelError(f"{len(rows)} answers to {len(pictures)} pictures", False)
        try:
            return [_answer(row) for row in rows]
        except (KeyError, TypeError, ValueError) as error:
            raise not_ours(self.server, f"an answer without {error}") from error


def _answer(row):
    """One picture's outputs in the words of `hwdigits predict`."""
    digit, confidence = int(row["digit"]), float(row["confidence"])
    probabilities = [float(value) for value in row["probabilities"]]
    is_rejected = digit < 0
    if is_rejected:  # too doubtful, but the guess is told; without ink there is none
        digit = int(np.argmax(probabilities)) if confidence > 0 else None
    return {
        "digit": digit,
        "confidence": confidence,
        "probabilities": probabilities,
        "rejected": is_rejected,
    }
