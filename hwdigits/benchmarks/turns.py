"""Variants that take turns on the same images, so that they share a machine's moods."""

import resource
import sys
import time
from collections.abc import Callable

import numpy as np

from hwdigits import machine
from hwdigits.data import optdigits
from hwdigits.data.examples import Examples

IMAGES = 6_000
# How far images are distorted where that is measured: as configs/reader.py does.
DISTORTED = {
    "rotation_degrees": 12.0,
    "shear_degrees": 12.0,
    "zoom": 0.12,
    "shift_px": 1.5,
    "bend_px": 0.9,
    "stroke": 0.6,
    "wear": 0.15,
}
# Linux counts in kibibytes, macOS in bytes.
_MAXRSS_BYTES = 1 if sys.platform == "darwin" else 1024


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


def calls(
    variants: dict[str, Callable],
    rounds: int,
    count: int,
    between: Callable = lambda: None,
) -> dict[str, list[list[float]]]:
    """{name: seconds of each call of each round}; the first round is not counted.

    Args:
        variants: {name: what is called}.
        rounds: how often each takes its turn, of `count` calls.
        count: 1 or more.
        between: called before each counted round.
    """
    times = {name: [] for name in variants}
    for number in range(rounds + 1):
        if number:
            between()
        for name, work in variants.items():
            seconds = taken({name: work}, count)[name]
            if number:
                times[name].append(seconds)
    return times


def ratios(times: dict[str, list[float]], baseline: str) -> dict[str, list[float]]:
    """{name: how many times as fast as the baseline, in each round}."""
    return {
        name: [b / own for own, b in zip(seconds, times[baseline], strict=True)]
        for name, seconds in times.items()
    }


def conditions(rounds: int) -> dict:
    """How many rounds of what, on which machine, and the process's peak memory."""
    return {
        "machine": machine.facts("tensorflow", "keras"),
        "rounds": rounds,
        "images": IMAGES,
        "peak_mb": round(peak_mb(), 1),
    }


def peak_mb() -> float:
    """The most memory that this process has had, MB of 1,000,000 bytes."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak * _MAXRSS_BYTES / 1e6


def words(found: dict) -> str:
    """`conditions` in one line."""
    return (
        f"n={found['rounds']} rounds of {found['images']:,} images, median [least, "
        f"most]; {machine.words(found['machine'])}; peak memory "
        f"{found['peak_mb']:,.0f} MB"
    )
