"""What this machine can do at most: multiplying matrices, and copying memory.

NumPy's matrix product is its BLAS library's, which was written to reach the processor's
limit. How many threads that takes is settled when it is loaded, so each measurement is
a process of its own, of about half a second.
"""

import json
import os
import subprocess
import sys

# A product of two matrices of so many rows and columns: 2 * 512^3 operations on 3 MB,
# enough of them for each byte that memory does not limit it, and few enough that other
# programs interrupt only some of the repeats, of which the best counts: it is a limit.
_SIDE, _PRODUCTS = 512, 40
_COPIED_MIB, _COPIES = 64, 5  # far more than the caches of most processors hold
_CHILD = f"""\
import json, time
import numpy as np
a, b = np.random.default_rng(0).random((2, {_SIDE}, {_SIDE}), np.float32)
source = np.ones({_COPIED_MIB} << 18, np.float32)
target = np.zeros_like(source)
def least_s(work, repeats):
    times = []
    for number in range(repeats):
        begun = time.perf_counter()
        work()
        times.append(time.perf_counter() - begun)
    return min(times)
product = least_s(lambda: np.dot(a, b), {_PRODUCTS})
copied = least_s(lambda: np.copyto(target, source), {_COPIES})
print(json.dumps([2 * {_SIDE} ** 3 / product / 1e9, 2 * source.nbytes / copied / 1e9]))
"""
_THREADS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")


def measured(threads: int = 1) -> tuple[float, float]:
    """Measures once.

    Args:
        threads: of the matrix product; copying takes one.

    Returns:
        (GFLOP/s of a float32 matrix product; GB/s of copying, read and written bytes
        together), each the best of several.
    """
    environment = os.environ | dict.fromkeys(_THREADS, str(threads))
    done = subprocess.run(
        [sys.executable, "-c", _CHILD],
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return tuple(json.loads(done.stdout))


def of_rounds(found: list[tuple[float, float]]) -> dict:
    """What several `measured` say together.

    Returns:
        {"gemm_gflops", "copy_gb_s": each of every round}.
    """
    products, copies = zip(*found, strict=True)
    return {
        "gemm_gflops": [round(one, 2) for one in products],
        "copy_gb_s": [round(one, 2) for one in copies],
    }


def least_us(limits: dict, flops: float, read_bytes: float) -> float:
    """The time that neither limit lets float32 arithmetic be faster than, us.

    Args:
        limits: as `of_rounds` gives them; the best count.
        flops: multiplications and additions to make.
        read_bytes: that must come from memory; what comes out of one layer and goes
            into the next may stay in the caches.
    """
    arithmetic = flops / max(limits["gemm_gflops"]) / 1e3
    memory = read_bytes / max(limits["copy_gb_s"]) / 1e3
    return max(arithmetic, memory)
