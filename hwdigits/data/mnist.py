"""MNIST through TensorFlow Datasets, offline first.

TFDS itself, left alone without a network, is silent for 205 s before it fails, and
takes any file of the right name for MNIST's. So what it will read is looked at here
first: a prepared directory, else the four official files, else the network.
"""

import hashlib
import pathlib
import tempfile
import threading
import urllib.error
import urllib.request

import numpy as np
from absl import logging

from hwdigits import locks, quiet
from hwdigits.data import examples
from hwdigits.refusal import Refusal

# SHA-256 of the official files, as in TFDS's url_checksums/mnist.txt.
OFFICIAL_FILES = {
    "train-images-idx3-ubyte.gz": (
        "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609"
    ),
    "train-labels-idx1-ubyte.gz": (
        "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c"
    ),
    "t10k-images-idx3-ubyte.gz": (
        "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6"
    ),
    "t10k-labels-idx1-ubyte.gz": (
        "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6"
    ),
}
_SIZES = (9912422, 28881, 1648877, 4542)  # bytes, in the order above
_DOWNLOAD_HOST = "https://storage.googleapis.com/cvdf-datasets/"
_NETWORK_PATIENCE_S = 3


def load(split: str, data_dir: str | None, manual_dir: str | None) -> examples.Examples:
    """MNIST's `train` (60,000) or `test` (10,000) split.

    Args:
        split: "train" or "test".
        data_dir: TFDS's directory, or None for ~/tensorflow_datasets; what is not
            there yet is prepared into it (about 15 s, once, 23 MB).
        manual_dir: where the four official .gz files lie, or None.

    Raises:
        Refusal: no way to the data, or a file is not the official one.
    """
    if split not in ("train", "test"):
        raise Refusal(f"mnist has a train and a test split. Received: {split}")
    import tensorflow_datasets as tfds

    logging.set_verbosity(logging.ERROR)  # of what is not prepared yet we tell better
    builder = tfds.builder("mnist", data_dir=data_dir)
    if not builder.is_prepared():
        _prepare(tfds, builder, manual_dir)
        # Another process may have written it: a builder reads what is there when made.
        builder = tfds.builder("mnist", data_dir=data_dir)
    tf = quiet.import_tensorflow()
    # Autotune's thread stalls the end of an iteration by up to seconds (TF 2.21).
    options = tf.data.Options()
    options.autotune.enabled = False
    read_config = tfds.ReadConfig(options=options)
    whole = tfds.as_numpy(
        builder.as_dataset(split=split, batch_size=-1, read_config=read_config)
    )
    labels = whole["label"].astype(np.int64)
    names = np.array([f"mnist/{split}/{i}" for i in range(len(labels))])
    return examples.Examples(whole["image"], labels, names)


def _prepare(tfds, builder, manual_dir):
    """Writes TFDS's prepared files from the official ones, or from the network."""
    manual_dir = manual_dir or None
    if manual_dir is not None:
        check_official_files(manual_dir)
    elif not _network_is_there():
        raise Refusal(
            "MNIST must come from a prepared TFDS directory (--data_dir), from the "
            "four official .gz files (--manual_dir or HWDIGITS_MANUAL_DIR) or from "
            f"the network. Received: nothing prepared in {builder.data_path}, no "
            "manual directory, and no answer from the network"
        )
    quiet.import_tensorflow()
    print("Preparing MNIST for TensorFlow Datasets, once (about 15 s) ...", flush=True)
    tfds.disable_progress_bar()
    # One process at a time: of two that start together, as seeds side by side do, TFDS
    # lets the second do all the work and then fail. Extractions are private: TFDS's own
    # cache goes by file name alone, and Fashion-MNIST's files bear the same names.
    lock = pathlib.Path(builder.data_path).parent / "preparing.lock"
    with locks.held(lock), tempfile.TemporaryDirectory() as scratch:
        builder.download_and_prepare(  # nothing, where another has done it
            download_dir=scratch,
            download_config=tfds.download.DownloadConfig(
                manual_dir=manual_dir, extract_dir=f"{scratch}/extracted"
            ),
        )


def check_official_files(manual_dir: str) -> None:
    """Compares the four files with MNIST's, by name, size and SHA-256.

    Raises:
        Refusal: names every file that is missing or other than the official one.
    """
    directory = pathlib.Path(manual_dir).expanduser()
    faults = [
        fault
        for (name, digest), size in zip(OFFICIAL_FILES.items(), _SIZES, strict=True)
        if (fault := _fault(directory / name, size, digest))
    ]
    if faults:
        raise Refusal(
            f"{directory} must hold MNIST's four official .gz files. Received: "
            f"{'; '.join(faults)}. Fetch them again, or leave --manual_dir and "
            "HWDIGITS_MANUAL_DIR unset to download MNIST"
        )


def _fault(path, size, digest):
    """What is wrong with one official file, in words; None when nothing is."""
    if not path.is_file():
        return f"{path.name} is missing"
    with path.open("rb") as file:
        received = hashlib.file_digest(file, "sha256").hexdigest()
    if received == digest:
        return None
    return (
        f"{path.name} has {path.stat().st_size} bytes and SHA-256 {received}, not "
        f"{size} bytes and {digest}"
    )


def _network_is_there():
    """Whether the download host answers within _NETWORK_PATIENCE_S, any answer at all.

    In a thread of its own, since looking up a name cannot be given a time limit.
    """
    answered = threading.Event()

    def ask():
        request = urllib.request.Request(_DOWNLOAD_HOST, method="HEAD")
        try:
            urllib.request.urlopen(request, timeout=_NETWORK_PATIENCE_S).close()
        except urllib.error.HTTPError:
            pass  # A refusal is an answer.
        except OSError:
            return
        answered.set()

    asking = threading.Thread(target=ask, daemon=True)
    asking.start()
    asking.join(_NETWORK_PATIENCE_S)
    return answered.is_set()
