"""Where a run computes: one device, all local GPUs, or several processes."""

import contextlib
import faulthandler
import os

import keras
import tensorflow as tf

import hwdigits
from hwdigits.refusal import Refusal
from hwdigits.training import cluster as cluster_lib
from hwdigits.training import rendezvous, workers

# Without a GPU, mirrored runs on so many logical CPUs, to try what several GPUs do.
_LOGICAL_CPUS = 2

# How long a process waits for the others to start. Kubernetes may first have to find
# machines and fetch an image of a gigabyte.
PATIENCE_S = 600

# How long TensorFlow may take to join processes that are all there. It took seconds,
# and up to a minute on two cores that ten other processes shared.
_JOINING_S = 600


def build(name: str, cpus: int = _LOGICAL_CPUS) -> tf.distribute.Strategy:
    """The strategy that `config.strategy` names.

    multi_worker waits for the other processes, up to PATIENCE_S.

    Args:
        name: "one_device", "mirrored" or "multi_worker".
        cpus: logical ones that mirrored runs on without a GPU.

    Raises:
        Refusal: multi_worker without a usable TF_CONFIG, on a port that is taken,
            with processes that do not come or of other versions; mirrored or
            multi_worker after TensorFlow has already settled on its devices.
    """
    _let_memory_grow()
    return {
        "one_device": tf.distribute.get_strategy,
        "mirrored": lambda: _mirrored(cpus),
        "multi_worker": _multi_worker,
    }[name]()


def _let_memory_grow():
    """Takes of a GPU's memory what is needed; TensorFlow's default is all of it."""
    for gpu in tf.config.list_physical_devices("GPU"):
        # It has been settled where another training of this process came before.
        with contextlib.suppress(RuntimeError):
            tf.config.experimental.set_memory_growth(gpu, True)


def _mirrored(cpus):
    if tf.config.list_physical_devices("GPU"):
        return tf.distribute.MirroredStrategy()
    _divide_cpu(cpus)
    return tf.distribute.MirroredStrategy([f"/cpu:{i}" for i in range(cpus)])


def _divide_cpu(count):
    """Makes it so many logical ones; one is what it was, if nothing has used it yet."""
    cpu = tf.config.list_physical_devices("CPU")[0]
    logical = [tf.config.LogicalDeviceConfiguration()] * count
    try:
        tf.config.set_logical_device_configuration(cpu, logical)
    except RuntimeError as error:
        raise Refusal(
            "mirrored and multi_worker settle the devices before anything has used "
            f"them. Received: {error} Start it in a process of its own"
        ) from error


def _multi_worker():
    cluster = cluster_lib.parse(os.environ.get("TF_CONFIG", ""))
    names = [cluster.name(index) for index in range(len(cluster.names))]
    mine = names.pop(cluster.index)
    if names:
        print(f"{mine}: waiting for {', '.join(names)}", flush=True)
    _divide_cpu(1)
    rendezvous.meet(cluster, PATIENCE_S)
    # Should one be lost in these seconds, nothing but this reaches into TensorFlow.
    faulthandler.dump_traceback_later(_JOINING_S, exit=True)
    try:
        with workers.watched(cluster):
            return _joined()
    finally:
        faulthandler.cancel_dump_traceback_later()


def _joined():
    strategy = tf.distribute.MultiWorkerMirroredStrategy()
    versions = {
        "hwdigits": hwdigits.__version__,
        "TensorFlow": tf.__version__,
        "Keras": keras.__version__,
    }
    workers.of(strategy).agree(versions)
    return strategy
