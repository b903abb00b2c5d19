"""What the client and its two transports agree on."""

from hwdigits.refusal import Refusal

DEFAULT_SERVERS = {"rest": "http://127.0.0.1:8501", "grpc": "127.0.0.1:8500"}
SIGNATURE = "predict_bytes"
INSTALL = "Install it: pip install 'hwdigits[serving]'"


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


def not_ours(server: str, words) -> Refusal:
    """What is there is no server of this model."""
    return Refusal(
        f"--server must serve the model by its name with the signature {SIGNATURE}. "
        f"Received: {server} says {words}. Check --model, --version and the address"
    )


def first_line(words) -> str:
    """Without the graph's nodes, which TensorFlow adds below."""
    return str(words).partition("\n")[0]
