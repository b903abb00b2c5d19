"""Handwritten digits, read so that the answer can be trusted.

Importing this package imports neither TensorFlow nor Keras: the rooms that need
them (`models`, `training`) do so when they are entered. `Reader` comes when it is
asked for.
"""

import importlib

from hwdigits.refusal import Refusal

__version__ = "0.1.0"

__all__ = ["Reader", "Refusal", "__version__"]


def __getattr__(name):
    """Imports the reader at the first `hwdigits.Reader`."""
    if name == "Reader":
        return importlib.import_module("hwdigits.reader.reader").Reader
    raise AttributeError(f"module 'hwdigits' has no attribute {name!r}")
