"""Where a run computes: one device, all local GPUs, or several processes."""

import json
import os

import tensorflow as tf

from hwdigits.refusal import Refusal

# Without a GPU, mirrored runs on so many logical CPUs, to try what several GPUs do.
_LOGICAL_CPUS = 2


def build(name: str) -> tf.distribute.Strategy:
    """The strategy that `config.strategy` names.

    Args:
        name: "one_device", "mirrored" or "multi_worker".

    Raises:
        Refusal: multi_worker without a usable TF_CONFIG; mirrored after TensorFlow
            has already settled on its devices.
    """
    return {
        "one_device": tf.distribute.get_strategy,
        "mirrored": _mirrored,
        "multi_worker": _multi_worker,
    }[name]()


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
    text = os.environ.get("TF_CONFIG", "")
    example = (
        '{"cluster": {"worker": ["host1:2222", "host2:2222"]}, '
        '"task": {"type": "worker", "index": 0}}'
    )
    try:
        cluster = json.loads(text)
        workers = cluster["cluster"]["worker"]
        index = cluster["task"]["index"]
        if not 0 <= index < len(workers):
            raise ValueError(f"task index {index} of {len(workers)} workers")
    except (ValueError, KeyError, TypeError) as error:
        raise Refusal(
            f"config.strategy=multi_worker needs TF_CONFIG as {example}. "
            f"Received: {text or 'no TF_CONFIG'} ({error})"
        ) from None
    return tf.distribute.MultiWorkerMirroredStrategy()
