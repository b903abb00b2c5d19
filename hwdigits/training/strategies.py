"""Where a run computes: one device, all local GPUs, or several processes."""

import contextlib
import os
import socket
import sys
import threading

import keras
import tensorflow as tf

import hwdigits
from hwdigits.refusal import Refusal
from hwdigits.training import cluster as cluster_lib
from hwdigits.training import workers

# Without a GPU, mirrored runs on so many logical CPUs, to try what several GPUs do.
_LOGICAL_CPUS = 2

# How long a process waits for the others to start. Kubernetes may first have to find
# machines and fetch an image of a gigabyte.
PATIENCE_S = 600


def build(name: str) -> tf.distribute.Strategy:
    """The strategy that `config.strategy` names.

    multi_worker waits for the other processes. TensorFlow cannot be interrupted in
    that, so after PATIENCE_S it ends the process.

    Args:
        name: "one_device", "mirrored" or "multi_worker".

    Raises:
        Refusal: multi_worker without a usable TF_CONFIG, on a port that is taken or
            with processes of other versions; mirrored or multi_worker after
            TensorFlow has already settled on its devices.
    """
    _let_memory_grow()
    return {
        "one_device": tf.distribute.get_strategy,
        "mirrored": _mirrored,
        "multi_worker": _multi_worker,
    }[name]()


def _let_memory_grow():
    """Takes of a GPU's memory what is needed; TensorFlow's default is all of it."""
    for gpu in tf.config.list_physical_devices("GPU"):
        # It has been settled where another training of this process came before.
        with contextlib.suppress(RuntimeError):
            tf.config.experimental.set_memory_growth(gpu, True)


def _mirrored():
    if tf.config.list_physical_devices("GPU"):
        return tf.distribute.MirroredStrategy()
    cpu = tf.config.list_physical_devices("CPU")[0]
    logical = [tf.config.LogicalDeviceConfiguration()] * _LOGICAL_CPUS
    try:
        tf.config.set_logical_device_configuration(cpu, logical)
    except RuntimeError as error:
        raise Refusal(
            "mirrored without a GPU divides the CPU before anything has used it. "
            f"Received: {error} Start it in a process of its own"
        ) from error
    return tf.distribute.MirroredStrategy([f"/cpu:{i}" for i in range(_LOGICAL_CPUS)])


def _multi_worker():
    cluster = cluster_lib.parse(os.environ.get("TF_CONFIG", ""))
    _refuse_taken(cluster)
    versions = {
        "hwdigits": hwdigits.__version__,
        "TensorFlow": tf.__version__,
        "Keras": keras.__version__,
    }
    with _patience(cluster), workers.watched(cluster):
        try:
            strategy = tf.distribute.MultiWorkerMirroredStrategy()
        except RuntimeError as error:
            raise Refusal(
                "multi_worker joins the others before anything has used TensorFlow. "
                f"Received: {error} Start it in a process of its own"
            ) from error
        workers.of(strategy).agree(versions)  # the first that all take part in
    return strategy


def _refuse_taken(cluster):
    """TensorFlow only says that it could not start."""
    try:
        socket.create_server(("", cluster.port)).close()
    except OSError as error:
        raise Refusal(
            f"{cluster.name(cluster.index)} must be able to listen on its port. "
            f"Received: {cluster.port} ({error.strerror}). End what uses it, or name "
            "another port in every TF_CONFIG"
        ) from error


@contextlib.contextmanager
def _patience(cluster):
    """Says who is waited for, and ends the process when they do not come."""
    others = [
        cluster.name(index)
        for index in range(len(cluster.names))
        if index != cluster.index
    ]
    if others:
        print(
            f"{cluster.name(cluster.index)}: waiting for {', '.join(others)}",
            flush=True,
        )

    def leave():
        sys.stderr.write(
            f"hwdigits: {cluster.name(cluster.index)} has waited {PATIENCE_S} s for "
            f"{', '.join(others)}. Start the same command there, and look whether "
            "these addresses can be reached from here\n"
        )
        sys.stderr.flush()
        os._exit(1)  # the main thread is within TensorFlow, where nothing reaches it

    timer = threading.Timer(PATIENCE_S, leave)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
