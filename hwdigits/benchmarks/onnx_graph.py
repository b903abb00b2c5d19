"""A plain chain of Keras layers as an ONNX graph, with the same weights.

Keras writes ONNX by tf2onnx, which cannot be installed beside TensorFlow 2.21. Of the
networks here, onnxruntime is only a measure to hold others against, so this knows the
layers that they have and no more.
"""

import numpy as np

_OPSET = 17


def build(model) -> bytes:
    """An ONNX model: `images` float32 `[N, 28, 28, 1]` -> `logits` `[N, 10]`.

    Args:
        model: of convolutions, normalisations, ReLUs, maximum pools, Flatten and Dense,
            one after the other.

    Raises:
        ValueError: it has another layer.
        ModuleNotFoundError: onnx is not installed.
    """
    from onnx import TensorProto, helper

    graph = _Graph(helper)
    # One channel: rows, columns and it lie in memory alike in both orders.
    graph.add("Reshape", np.array([-1, 1, 28, 28]))
    for layer in model.layers:
        _LAYERS.get(type(layer).__name__, _unknown)(graph, layer)
    ends = (("images", [None, 28, 28, 1]), (graph.last, [None, 10]))
    given, answer = (
        helper.make_tensor_value_info(name, TensorProto.FLOAT, shape)
        for name, shape in ends
    )
    whole = helper.make_graph(graph.nodes, "digits", [given], [answer], graph.constants)
    opset = [helper.make_opsetid("", _OPSET)]
    # The intermediate representation that came with that set of operators.
    made = helper.make_model(whole, opset_imports=opset, ir_version=8)
    return made.SerializeToString()


class _Graph:
    """Nodes one after the other; `last` is the newest one's output."""

    def __init__(self, helper):
        self._helper = helper
        self.nodes, self.constants, self.last = [], [], "images"

    def add(self, kind, *constants, **attributes):
        names = [self._constant(np.asarray(value)) for value in constants]
        out = f"{kind}_{len(self.nodes)}"
        inputs = [self.last, *names]
        self.nodes.append(self._helper.make_node(kind, inputs, [out], **attributes))
        self.last = out

    def _constant(self, value):
        from onnx import numpy_helper

        name = f"constant_{len(self.constants)}"
        self.constants.append(numpy_helper.from_array(value, name))
        return name


def _convolution(graph, layer):
    kernel, *bias = layer.get_weights()  # [H, W, in, out]
    padding = {"same": "SAME_UPPER", "valid": "VALID"}[layer.padding]
    graph.add("Conv", kernel.transpose(3, 2, 0, 1), *bias, auto_pad=padding)
    _activation(graph, layer)


def _dense(graph, layer):
    kernel, bias = layer.get_weights()
    graph.add("Gemm", kernel, bias)
    _activation(graph, layer)


def _activation(graph, layer):
    name = layer.activation.__name__
    if name == "relu":
        graph.add("Relu")
    elif name != "linear":
        raise ValueError(f"this knows ReLU alone. Received: {name} of {layer.name}")


def _normalisation(graph, layer):
    graph.add("BatchNormalization", *layer.get_weights(), epsilon=layer.epsilon)


def _pool(graph, layer):
    size = list(layer.pool_size)
    graph.add("MaxPool", kernel_shape=size, strides=size)


def _flatten(graph, layer):
    del layer
    graph.add("Transpose", perm=[0, 2, 3, 1])  # Keras's order: channels last
    graph.add("Flatten")


def _nothing(graph, layer):
    del graph, layer


def _unknown(graph, layer):
    del graph
    raise ValueError(f"this knows no such layer. Received: {layer.name}")


_LAYERS = {
    "Conv2D": _convolution,
    "Dense": _dense,
    "BatchNormalization": _normalisation,
    "ReLU": lambda graph, layer: graph.add("Relu"),
    "MaxPooling2D": _pool,
    "Flatten": _flatten,
    "Dropout": _nothing,
    "InputLayer": _nothing,
}
