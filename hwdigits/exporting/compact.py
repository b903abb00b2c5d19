"""A .tflite file without what no runtime reads: a quarter of a small one.

Gone are the names of inner tensors, the signatures of their shapes (a runtime asks for
those of the inputs), the empty quantisation of what is not quantised, and the buffer of
its own that the converter gives every tensor without data; equal constants, shapes and
scales are stored once.
"""

import flatbuffers


def compact(tree) -> None:
    """Makes a model smaller in place; it computes what it computed.

    Args:
        tree: a `schema_py_generated.ModelT`.
    """
    for subgraph in tree.subgraphs:
        outer = {*subgraph.inputs, *subgraph.outputs}
        for index, tensor in enumerate(subgraph.tensors):
            if index not in outer:
                tensor.name = None
                tensor.shapeSignature = None
            if tensor.quantization is not None and tensor.quantization.scale is None:
                tensor.quantization = None
    _share_buffers(tree)


def packed(tree) -> bytes:
    """The file of a `schema_py_generated.ModelT`, equal vectors in it once."""
    builder = _SharingBuilder(0)
    builder.Finish(tree.Pack(builder), b"TFL3")
    return bytes(builder.Output())


class _SharingBuilder(flatbuffers.Builder):
    """Tables may point to one vector: the format shares strings in the same way."""

    def __init__(self, size):
        super().__init__(size)
        self._places = {}

    def CreateNumpyVector(self, x):
        key = x.dtype.str, x.tobytes()
        if key not in self._places:
            self._places[key] = super().CreateNumpyVector(x)
        return self._places[key]


def _share_buffers(tree):
    """Every tensor's data once; buffer 0 stays the empty one, as the format has it."""
    place, kept, moved = {}, [], []
    for buffer in tree.buffers:
        content = b"" if buffer.data is None else bytes(buffer.data)
        if content not in place:
            place[content] = len(kept)
            kept.append(buffer)
        moved.append(place[content])
    tree.buffers = kept
    for subgraph in tree.subgraphs:
        for tensor in subgraph.tensors:
            tensor.buffer = moved[tensor.buffer]
    for entry in tree.metadata or []:
        entry.buffer = moved[entry.buffer]
