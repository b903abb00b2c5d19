"""Workers as real processes on this machine."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys

import pytest

from tests.conftest import REPOSITORY


@pytest.fixture
def start_workers():
    """Starts `python ARGUMENTS[i]...` for each worker i; no process outlives a test."""
    started = []

    def start(arguments):
        with contextlib.ExitStack() as open_ones:
            free = [
                open_ones.enter_context(socket.create_server(("", 0)))
                for _ in arguments
            ]
            workers = [f"127.0.0.1:{one.getsockname()[1]}" for one in free]
        processes = []
        for index, words in enumerate(arguments):
            task = {"type": "worker", "index": index}
            config = {"cluster": {"worker": workers}, "task": task}
            process = subprocess.Popen(
                [sys.executable, *map(str, words)],
                cwd=REPOSITORY,
                env=os.environ | {"TF_CONFIG": json.dumps(config)},
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
            )
            processes.append(process)
        started.extend(processes)
        return processes

    yield start
    for process in started:
        if process.poll() is None:
            process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()
        process.stderr.close()


@pytest.fixture
def ended():
    """Waits for processes: [(exit code, stdout, stderr)]."""

    def wait(processes, timeout=300):
        told = [process.communicate(timeout=timeout) for process in processes]
        return [
            (process.returncode, *words)
            for process, words in zip(processes, told, strict=True)
        ]

    return wait
