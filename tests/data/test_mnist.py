"""MNIST through TFDS: real files, damaged files, no files, no network."""

import hashlib
import shutil
import subprocess
import sys
import time

import numpy as np
import pytest

from hwdigits import Refusal, data
from hwdigits import config as config_lib
from hwdigits.data import mnist, sources


def test_the_whole_of_mnist_is_there(mnist_places):
    config = config_lib.base_config("softmax")
    test = data.load(config, "test", mnist_places)
    assert test.images.shape == (10_000, 28, 28, 1)
    assert (test.images.dtype, test.labels.dtype) == (np.uint8, np.int64)
    assert np.bincount(test.labels).tolist() == [
        *(980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009)
    ]
    training, validation = sources.training_and_validation(config, mnist_places)
    assert (len(training), len(validation)) == (55_000, 5_000)
    assert len({*training.names, *validation.names}) == 60_000
    shares = np.bincount(validation.labels) / np.bincount(training.labels)
    np.testing.assert_allclose(shares, 1 / 11, atol=2e-3)


def test_a_split_that_mnist_has_not_is_refused():
    with pytest.raises(
        Refusal, match=r"a train and a test split. Received: validation"
    ):
        mnist.load("validation", None, None)


def test_drawn_images_are_the_same_for_every_seed_of_the_run(mnist_places):
    config = config_lib.base_config("lenet")
    config.data.train = "mnist:2000"
    first = data.load(config, "train", mnist_places)
    config.seed = 7
    again = data.load(config, "train", mnist_places)
    config.data.draw_seed = 1
    other = data.load(config, "train", mnist_places)
    assert len(first) == 2000 - round(2000 / 12)
    assert first.names.tolist() == again.names.tolist() != other.names.tolist()


@pytest.fixture
def copied(manual_dir, tmp_path):
    directory = tmp_path / "manual"
    shutil.copytree(manual_dir, directory)
    for path in directory.iterdir():
        path.chmod(0o644)
    directory.chmod(0o755)
    return directory


def test_a_damaged_file_is_named_with_both_hashes(copied, tmp_path):
    name = "t10k-images-idx3-ubyte.gz"
    damaged = bytearray((copied / name).read_bytes())
    damaged[5000] ^= 1
    (copied / name).write_bytes(damaged)
    received = hashlib.sha256(damaged).hexdigest()
    data_dir = tmp_path / "tfds"
    with pytest.raises(Refusal) as refusal:
        mnist.load("test", str(data_dir), str(copied))
    assert f"{name} has 1648877 bytes and SHA-256 {received}" in str(refusal.value)
    assert mnist.OFFICIAL_FILES[name] in str(refusal.value)
    assert not data_dir.exists()


def test_truncated_and_missing_files_are_listed_together(copied):
    (copied / "train-labels-idx1-ubyte.gz").unlink()
    path = copied / "train-images-idx3-ubyte.gz"
    path.write_bytes(path.read_bytes()[:1000])
    with pytest.raises(Refusal) as refusal:
        mnist.check_official_files(str(copied))
    assert "train-labels-idx1-ubyte.gz is missing" in str(refusal.value)
    assert "has 1000 bytes" in str(refusal.value)
    assert "not 9912422 bytes" in str(refusal.value)


def test_nothing_available_names_three_ways_within_5_s(tmp_path, monkeypatch):
    monkeypatch.setattr(mnist, "_DOWNLOAD_HOST", "https://nowhere.invalid/")
    begun = time.monotonic()
    with pytest.raises(Refusal, match=r"--data_dir.*--manual_dir.*the network"):
        mnist.load("train", str(tmp_path), None)
    assert time.monotonic() - begun < 5


def test_a_silent_network_is_given_up_within_5_s(tmp_path, monkeypatch):
    import socket

    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        monkeypatch.setattr(mnist, "_DOWNLOAD_HOST", f"http://127.0.0.1:{port}/")
        begun = time.monotonic()
        assert not mnist._network_is_there()
        assert time.monotonic() - begun < 5


def test_a_host_that_answers_is_a_network(monkeypatch):
    import http.server
    import threading

    server = http.server.HTTPServer(
        ("127.0.0.1", 0), http.server.BaseHTTPRequestHandler
    )  # answers 501 to everything
    threading.Thread(target=server.serve_forever, daemon=True).start()
    monkeypatch.setattr(
        mnist, "_DOWNLOAD_HOST", f"http://127.0.0.1:{server.server_port}/"
    )
    assert mnist._network_is_there()
    server.shutdown()


def test_two_processes_that_start_together_prepare_it_once(manual_dir, tmp_path):
    """And take no files of another set, which others may have left."""
    # TFDS caches extractions by name: Fashion-MNIST's would pass for MNIST's.
    stale = tmp_path / "downloads" / "extracted" / "GZIP.train-images-idx3-ubyte.gz"
    stale.parent.mkdir(parents=True)
    stale.write_bytes(b"not MNIST")
    load = f"mnist.load('test', {str(tmp_path)!r}, {str(manual_dir)!r})"
    prepare = f"from hwdigits.data import mnist; assert len({load}) == 10_000"
    command = [sys.executable, "-c", prepare]
    both = [subprocess.Popen(command, stderr=subprocess.PIPE) for _ in range(2)]
    faults = [process.communicate()[1][-500:] for process in both]
    assert [process.returncode for process in both] == [0, 0], faults
