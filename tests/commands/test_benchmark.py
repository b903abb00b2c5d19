"""The benchmark measures what it says; how fast is not a matter for a test."""

import re

import pytest

from hwdigits.benchmarks import turns
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
def test_a_table_with_every_row_spread_and_the_machine(
    section, rows, monkeypatch, capsys
):
    monkeypatch.setattr(turns, "IMAGES", 300)
    assert benchmark.main([section, "--rounds=2"]) == 0
    table = capsys.readouterr().out
    for row in rows:
        assert re.search(rf"{re.escape(row)}.* [\d,.]+ \[[\d,.]+, [\d,.]+\]", table)
    assert "n=2 rounds of 300 images" in table
    assert "peak memory" in table


def test_an_unknown_section_is_a_usage_error(hwdigits):
    done = hwdigits("benchmark", "cooking", check=2)
    known = "input, train, distribute, read, grids, predict"
    assert f"benchmark takes one of {known}. Received: cooking" in done.stderr


def test_help_names_the_sections_and_each_section_its_flags(hwdigits):
    assert (
        "input|train|distribute|read|grids|predict"
        in hwdigits("benchmark", "--help").stdout
    )
    assert "--rounds" in hwdigits("benchmark", "input", "--help").stdout
    assert "--level" in hwdigits("benchmark", "read", "--help").stdout
    assert "--json" in hwdigits("benchmark", "predict", "--help").stdout
