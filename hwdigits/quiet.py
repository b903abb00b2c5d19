"""Importing TensorFlow without its start-up noise, and with its fast kernels.

TensorFlow 2.21 writes a dozen lines about CUDA, oneDNN and logging to file
descriptor 2 while it is imported, whatever TF_CPP_MIN_LOG_LEVEL says; the variable
only works afterwards. They drown the first lines that a user should read.

oneDNN's kernels it takes by itself only where an x86 processor has AVX-512 VNNI or
newer; with AVX2 alone they train this package's convolutional networks 1.4 to 3 times
as fast all the same, and dense ones no slower (one core, n = 3 in turns).
TF_ENABLE_ONEDNN_OPTS=0 in the environment does without.
"""

import contextlib
import os
import sys
import tempfile

from hwdigits.refusal import Refusal


def import_tensorflow():
    """Imports TensorFlow and Keras (3-5 s the first time) and says nothing.

    Returns:
        The `tensorflow` module.

    Raises:
        Refusal: TensorFlow is not installed, as in the base install.
    """
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "1")
    try:
        with held_stderr():
            import keras  # noqa: F401  (its import is noisy too)
            import tensorflow as tf
        tf.get_logger().setLevel("ERROR")  # of functions that TF Serving still uses
    except ModuleNotFoundError as error:
        raise Refusal(
            f"this command needs the training packages. Received: {error}. "
            "Install them: pip install 'hwdigits[train]' (or 'hwdigits[train-cpu]')"
        ) from error
    return tf


@contextlib.contextmanager
def held_stderr():
    """Keeps file descriptor 2 back; what was written is shown only after an error."""
    sys.stderr.flush()
    stderr = os.dup(2)
    with tempfile.TemporaryFile() as held:
        os.dup2(held.fileno(), 2)
        try:
            yield
        except BaseException as error:
            os.dup2(stderr, 2)
            if not isinstance(error, ModuleNotFoundError):
                held.seek(0)
                os.write(2, held.read())
            raise
        finally:
            os.dup2(stderr, 2)
            os.close(stderr)
