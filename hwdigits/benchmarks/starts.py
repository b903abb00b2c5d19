"""A whole process from its start to its end: seconds and peak memory."""

import json
import os
import pathlib
import subprocess
import sys

import hwdigits

# Linux counts the memory of the process that starts another one as that one's, so a
# small one stands in between; this one is large.
_LAUNCHER = """\
import json, os, sys, time
quiet = [(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)]
begun = time.perf_counter()
process = os.posix_spawn(sys.argv[1], sys.argv[1:], os.environ, file_actions=quiet)
_, status, usage = os.wait4(process, 0)
seconds = time.perf_counter() - begun
print(json.dumps([os.waitstatus_to_exitcode(status), seconds, usage.ru_maxrss]))
"""
# Linux counts in kibibytes, macOS in bytes.
_MAXRSS_BYTES = 1 if sys.platform == "darwin" else 1024


def measured(*arguments: str | os.PathLike) -> tuple[float, float]:
    """Runs `hwdigits ARGUMENTS...` in a process of its own.

    Returns:
        (seconds, its peak resident memory in MB of 1,000,000 bytes).

    Raises:
        RuntimeError: it failed; what it says is on stderr.
    """
    # This same package, wherever it is run from.
    root = str(pathlib.Path(hwdigits.__file__).parents[1])
    paths = [root, os.environ.get("PYTHONPATH", "")]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, paths))}
    python = sys.executable
    command = [python, "-I", "-S", "-c", _LAUNCHER, python, "-m", "hwdigits"]
    done = subprocess.run(
        [*command, *map(str, arguments)],
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    code, seconds, peak = json.loads(done.stdout)
    if code:
        raise RuntimeError(f"hwdigits {arguments[0]} ended with exit code {code}")
    return seconds, peak * _MAXRSS_BYTES / 1e6
