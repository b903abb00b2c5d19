"""Variants that take turns on the same images, so that they share a machine's moods."""

import resource
import time
from collections.abc import Callable

import numpy as np

from hwdigits import machine
from hwdigits.data import optdigits
from hwdigits.data.examples import Examples

IMAGES = 6_000


def images() -> Examples:
    """The embedded optical digits, repeated to IMAGES."""
    digits = optdigits.load("train")
    return digits.take(np.arange(IMAGES) % len(digits))


def taken(variants: dict[str, Callable], rounds: int) -> dict[str, list[float]]:
    """{name: seconds of each round}; the first round is not counted."""
    times = {name: [] for name in variants}
    for number in range(rounds + 1):
        for name, work in variants.items():
            begun = time.perf_counter()
            work()
            if number:
                times[name].append(time.perf_counter() - begun)
    return times


def conditions(rounds: int) -> str:
    """How many rounds, on what machine, with what versions and how much memory."""
    peak_mib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return (
        f"n={rounds} rounds of {IMAGES:,} images; "
        f"{machine.words(machine.facts('tensorflow', 'keras'))}; "
        f"peak memory {peak_mib:,.0f} MiB"
    )
