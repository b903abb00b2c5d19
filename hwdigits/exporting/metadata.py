"""Labels and a description inside a .tflite file.

As TensorFlow Lite's metadata standard has it: a flatbuffer named TFLITE_METADATA
(tensorflow/lite/support/metadata/metadata_schema.fbs) in the model, and the files it
names as a ZIP behind it. `labels.txt` is for tools that know the standard,
`hwdigits.json` for this package's reader. The standard's own writer, tflite-support,
cannot be installed beside TensorFlow 2.21.
"""

import io
import json
import zipfile

import flatbuffers
from ai_edge_litert import schema_py_generated as schema

from hwdigits.exporting import compact
from hwdigits.exporting import graph as graph_lib

DESCRIPTION_FILE = "hwdigits.json"
_LABELS_FILE = "labels.txt"
_TENSOR_AXIS_LABELS = 2  # AssociatedFileType
# Slots of the tables, in the schema's order.
_MODEL_SLOTS, _NAME, _DESCRIPTION, _VERSION, _LICENSE, _FILES = 8, 0, 1, 2, 5, 6
_FILE_SLOTS, _FILE_NAME, _FILE_DESCRIPTION, _FILE_TYPE = 5, 0, 1, 2


def add(model: bytes, description: dict) -> bytes:
    """The same model, compact, with the metadata.

    Args:
        model: a .tflite file.
        description: goes into `hwdigits.json`; `name`, `about` and `version` of it also
            into the standard's fields.
    """
    tree = schema.ModelT.InitFromObj(schema.Model.GetRootAsModel(model, 0))
    compact.compact(tree)
    buffer, entry = schema.BufferT(), schema.MetadataT()
    buffer.data = list(_flatbuffer(description))
    entry.name, entry.buffer = b"TFLITE_METADATA", len(tree.buffers)
    tree.buffers.append(buffer)
    tree.metadata = [*(tree.metadata or []), entry]
    out = io.BytesIO(compact.packed(tree))
    with zipfile.ZipFile(out, "a") as files:
        files.writestr(_file(_LABELS_FILE), "\n".join(graph_lib.LABELS) + "\n")
        files.writestr(_file(DESCRIPTION_FILE), json.dumps(description, indent=2))
    return out.getvalue()


def _file(name):
    """A ZIP entry without today's date: the same model is the same bytes."""
    return zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))


def _flatbuffer(description):
    """ModelMetadata: name, description, version, licence and the labels' file."""
    builder = flatbuffers.Builder(512)
    strings = {
        _NAME: builder.CreateString(description["name"]),
        _DESCRIPTION: builder.CreateString(description["about"]),
        _VERSION: builder.CreateString(description["version"]),
        _LICENSE: builder.CreateString("Apache-2.0"),
    }
    name = builder.CreateString(_LABELS_FILE)
    about = builder.CreateString("the digit of each probability")
    builder.StartObject(_FILE_SLOTS)
    builder.PrependUOffsetTRelativeSlot(_FILE_NAME, name, 0)
    builder.PrependUOffsetTRelativeSlot(_FILE_DESCRIPTION, about, 0)
    builder.PrependInt8Slot(_FILE_TYPE, _TENSOR_AXIS_LABELS, 0)
    file = builder.EndObject()
    builder.StartVector(4, 1, 4)
    builder.PrependUOffsetTRelative(file)
    files = builder.EndVector()
    builder.StartObject(_MODEL_SLOTS)
    for slot, string in strings.items():
        builder.PrependUOffsetTRelativeSlot(slot, string, 0)
    builder.PrependUOffsetTRelativeSlot(_FILES, files, 0)
    builder.Finish(builder.EndObject(), b"M001")
    return bytes(builder.Output())
