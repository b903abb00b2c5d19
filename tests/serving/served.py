"""A SavedModel as TensorFlow Serving runs it: by the TF1 loader and tensor names."""

import pathlib

import numpy as np
import tensorflow as tf

CLASSIFY = "tensorflow/serving/classify"


class Fault(Exception):
    """An answer that is an error.

    Args:
        code: the canonical name, as "INVALID_ARGUMENT".
        message: the server's words.
    """

    def __init__(self, code: str, message: str):
        super().__init__(message)
        self.code, self.message = code, message


def _native(error):
    """The runtime's own words and place, below what Python puts over them."""
    message = getattr(error, "message", str(error))
    words, node, place = message.partition("\n\t [[")
    return words.splitlines()[-1] + node + place


class Served:
    """The newest version of a model.

    Args:
        base: its directory, with version directories.
        name: the model's.
    """

    def __init__(self, base: pathlib.Path, name: str = "digits"):
        self.name = name
        self.version = max(int(p.name) for p in base.iterdir() if p.name.isdigit())
        graph = tf.Graph()
        self._session = tf.compat.v1.Session(graph=graph)
        with graph.as_default():
            self.meta = tf.compat.v1.saved_model.loader.load(
                self._session, ["serve"], str(base / str(self.version))
            )

    def check(self, name: str, version: int | None) -> None:
        """Faults where no such model or version is served."""
        if name != self.name or version not in (None, self.version):
            kind = "Latest" if version is None else "Specific"
            which = name if version is None else f"{name}, {version}"
            raise Fault("NOT_FOUND", f"Servable not found for request: {kind}({which})")

    def signature(self, name: str, missing: tuple[str, str]):
        """A SignatureDef; `missing` is the fault's code and words around the name."""
        found = self.meta.signature_def.get(name or "serving_default")
        if found is None:
            raise Fault(missing[0], missing[1].format(name))
        return found

    def run(self, signature, inputs: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
        """The signature's outputs."""
        if inputs.keys() != signature.inputs.keys():
            raise Fault(
                "INVALID_ARGUMENT",
                f"input size does not match signature: {sorted(inputs)} != "
                f"{sorted(signature.inputs)}",
            )
        fed = {signature.inputs[key].name: value for key, value in inputs.items()}
        fetched = {key: info.name for key, info in signature.outputs.items()}
        try:
            return self._session.run(fetched, fed)
        except (tf.errors.InvalidArgumentError, ValueError) as error:
            raise Fault("INVALID_ARGUMENT", _native(error)) from error

    def classify(self, signature, examples: list) -> list[list[tuple[str, float]]]:
        """(label, score) pairs of tf.train.Examples, best first."""
        if list(signature.inputs) != ["inputs"]:
            raise Fault("INVALID_ARGUMENT", "Expected one input Tensor: inputs.")
        texts = np.array([one.SerializeToString() for one in examples], object)
        outputs = self.run(signature, {"inputs": texts})
        return [
            [(label.decode(), score) for label, score in zip(*row, strict=True)]
            for row in zip(outputs["classes"], outputs["scores"], strict=True)
        ]
