"""How much arithmetic and memory a network asks for, counted from its layers.

A multiplication and an addition are two operations (FLOP), whatever type they are of.
Counted are convolutions and fully connected layers; everything between them is one
operation for each number that comes out of it, which is little beside.
"""

import dataclasses
import pathlib

import numpy as np


@dataclasses.dataclass(frozen=True)
class Work:
    """Of one layer, or of a network, for one digit.

    Attributes:
        name: of the layer.
        flops: multiplications and additions.
        weight_bytes: of its weights as they are stored, read once a batch.
        moved_bytes: of what comes in and goes out, read and written once a digit.
    """

    name: str
    flops: int
    weight_bytes: int
    moved_bytes: int


def total(layers: list[Work], name: str = "") -> Work:
    """All layers of a network together."""
    fields = ("flops", "weight_bytes", "moved_bytes")
    sums = (sum(getattr(one, field) for one in layers) for field in fields)
    return Work(name, *sums)


def of_model(model) -> list[Work]:
    """Each operation of a Keras model that does anything, for one digit, in float32.

    Args:
        model: a Keras model of one input; not of recurrent layers.
    """
    return [
        Work(
            one.name,
            _flops(one),
            4 * sum(int(np.prod(weight.shape)) for weight in _weights(one)),
            4 * sum(_numbers(each) for each in (*_tensors(one.input), one.output)),
        )
        for one in getattr(model, "operations", model.layers)
        if type(one).__name__ not in ("InputLayer", "Dropout", "Flatten")
    ]


def _flops(operation):
    out = _numbers(operation.output)
    if not hasattr(operation, "kernel"):
        return out
    *window, inputs, outputs = operation.kernel.shape
    del outputs
    return 2 * out * int(np.prod(window)) * inputs


def _weights(operation):
    return getattr(operation, "weights", [])


def _tensors(given):
    return given if isinstance(given, (list, tuple)) else [given]


def _numbers(tensor):
    return int(np.prod(tensor.shape[1:]))


# What LiteRT's schema calls the two kinds of layers that multiply.
_MULTIPLYING = ("CONV_2D", "FULLY_CONNECTED")


def of_file(path: pathlib.Path) -> Work:
    """What a .tflite file's `predict_digits` asks for, for one digit.

    Its weights are counted as they are stored, its other numbers by their own types; of
    what stands between the layers that multiply nothing.

    Args:
        path: of a file that `hwdigits export` wrote.
    """
    # 0.1 s, which no other command needs.
    from ai_edge_litert import schema_py_generated as schema

    model = schema.ModelT.InitFromObj(schema.Model.GetRootAs(path.read_bytes(), 0))
    codes = {getattr(schema.BuiltinOperator, name) for name in _MULTIPLYING}
    (signature,) = (
        one for one in model.signatureDefs if one.signatureKey == b"predict_digits"
    )
    graph = model.subgraphs[signature.subgraphIndex]
    layers = [
        _layer(one, graph.tensors, model.buffers)
        for one in graph.operators
        if _code(model.operatorCodes[one.opcodeIndex]) in codes
    ]
    return total(layers, path.name)


def _code(operator):
    """Newer files have more operators than their old field can hold."""
    return max(operator.builtinCode, operator.deprecatedBuiltinCode)


def _layer(operation, tensors, buffers):
    given, kernel = (tensors[place] for place in operation.inputs[:2])
    out = tensors[operation.outputs[0]]
    weights = [tensors[place] for place in operation.inputs[1:] if place >= 0]
    stored = [buffers[one.buffer].data for one in weights]
    # A kernel has a row for each number that it makes at a place.
    each = int(np.prod(kernel.shape[1:]))
    return Work(
        "",
        2 * _of_one(out) * each,
        sum(0 if data is None else len(data) for data in stored),
        sum(_of_one(one) * _BYTES[one.type] for one in (given, out)),
    )


def _of_one(tensor):
    """Numbers a digit: sizes that are open are stored as 1, as batches are."""
    return int(np.prod(np.abs(tensor.shape)))


# TensorType -> bytes: float32, float16, int32, uint8, int64, int8.
_BYTES = {0: 4, 1: 2, 2: 4, 3: 1, 4: 8, 9: 1}
