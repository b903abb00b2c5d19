"""The benchmark measures what it says; how fast is not a matter for a test."""

import re

import pytest

from hwdigits.commands import benchmark


@pytest.mark.parametrize(
    ("section", "rows"),
    [
        (
            "input",
            ["batch, no augmentation", "batch, all augmentations", "training step"],
        ),
        (
            "train",
            [
                "keras fit, float32 (1.0)",
                "hwdigits, adam, float32",
                "hwdigits, fused_adam, float32",
                "hwdigits, fused_adam, bfloat16",
            ],
        ),
    ],
)
def test_a_table_with_every_row_spread_and_the_machine(section, rows, monkeypatch):
    monkeypatch.setattr(benchmark, "_IMAGES", 300)
    table = benchmark.run(section, rounds=2)
    for row in rows:
        assert re.search(rf"{re.escape(row)}.* [\d,.]+ \[[\d,.]+, [\d,.]+\]", table)
    assert "n=2 rounds of 300 images" in table
    assert "peak memory" in table


def test_an_unknown_section_is_a_usage_error(hwdigits):
    done = hwdigits("benchmark", "cooking", check=2)
    assert "benchmark takes one of input, train. Received: cooking" in done.stderr
