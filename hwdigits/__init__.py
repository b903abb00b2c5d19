"""Handwritten digits, read so that the answer can be trusted.

Importing this package imports neither TensorFlow nor Keras: the rooms that need
them (`models`, `training`) do so when they are entered.
"""

from hwdigits.refusal import Refusal

__version__ = "0.1.0"

__all__ = ["Refusal", "__version__"]
