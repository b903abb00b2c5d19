"""The benchmark measures what it says; how fast is not a matter for a test."""

import json
import re

import pytest

from hwdigits import Refusal
from hwdigits.benchmarks import distribute, growth, layers, train, turns
from hwdigits.commands import benchmark
from tests.conftest import one_sentence

# Of every section a run that takes seconds, and what its table tells.
QUICK = {
    "ceiling": (["--rounds=1"], ["float32 product, NumPy, 1 thread", "tf_cnn"]),
    "input": (["--rounds=2"], ["batch, no augmentation", "training step of lenet"]),
    "train": (
        ["--rounds=2"],
        ["lenet, keras fit, float32 (1.0)", "lenet, hwdigits, fused_adam, bfloat16"],
    ),
    "predict": (["--calls=2"], ["batches of 500", "Keras, predict", "LiteRT, float32"]),
    "read": (["--pages=1", "--data=optdigits"], ["rows", "texture"]),
    "stages": (["--pages=1", "--rounds=1"], ["light on the paper", "float32, conv2d"]),
    "export": (["--variants=dynamic"], ["dynamic"]),
    "serve": (["--calls=1"], ["predict_bytes", "classify", "rest", "was not run"]),
    "growth": (["--most=12", "--calls=1"], ["printed digits", "replicas", "exponent"]),
}


@pytest.fixture
def _small(monkeypatch):
    monkeypatch.setattr(turns, "IMAGES", 300)
    monkeypatch.setattr(train, "_NETWORKS", ("lenet",))
    monkeypatch.setattr(layers, "_PRECISIONS", ("float32",))
    monkeypatch.setattr(layers, "_STEPS", 1)
    monkeypatch.setattr(growth, "_SIDES_PX", (28, 56))
    monkeypatch.setattr(growth, "_DIGITS", (1, 4))
    # Each a process with TensorFlow; run really by a slow test below.
    monkeypatch.setattr(distribute, "replicas", lambda count, _: (9.0 * count, 500.0))


@pytest.mark.usefixtures("_small")
@pytest.mark.parametrize("name", QUICK)
def test_every_section_tells_what_it_measured(name, mlp_run, tmp_path, capsys):
    flags, rows = QUICK[name]
    if name == "export":
        flags = [*flags, f"--workdir={mlp_run}"]
    out = tmp_path / "out"
    assert benchmark.main([name, *flags, "--json", f"--out={out}"]) == 0
    result = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert result["machine"]["cores"] >= 1
    table = benchmark.load(name).table(result)
    for row in rows:
        assert row in table
    document = (out / "BENCHMARKS.md").read_text()
    assert f"## {name}" in document
    assert table in document
    for file in benchmark.load(name).plots:
        assert f"({'benchmarks'}/{file})" in document
        assert (out / "benchmarks" / file).read_bytes().startswith(b"\x89PNG")


def test_every_section_is_tested_here_and_has_its_own_help(hwdigits, capsys):
    assert {*QUICK, "grids", "distribute", "race"} == set(benchmark.SECTIONS)
    for name in benchmark.SECTIONS:
        with pytest.raises(SystemExit):
            benchmark.main([name, "--help"])
        shown = capsys.readouterr().out
        assert shown.startswith(f"usage: hwdigits benchmark {name}")
        assert "--json" in shown
    listed = hwdigits("benchmark", "--help").stdout
    for name, about in benchmark.SECTIONS.items():
        assert re.search(rf"^{name} +{re.escape(about)}$", listed, re.MULTILINE)


@pytest.mark.slow
def test_a_step_on_more_replicas_is_measured():
    for count in (1, 3):
        ms, peak_mb = distribute.replicas(count, rounds=1)
        assert ms > 1
        assert 100 < peak_mb < 4000


def test_an_unknown_section_is_a_usage_error(hwdigits):
    done = hwdigits("benchmark", "cooking", check=2)
    known = ", ".join([*benchmark.SECTIONS, "all"])
    words = f"benchmark takes one of {known}. Received: cooking"
    assert words in one_sentence(done)


def test_all_runs_every_section_and_says_which_failed(tmp_path, monkeypatch):
    asked = []

    def started(name, section, values):
        asked.append((name, values.quick))
        return int(name == "serve")

    monkeypatch.setattr(benchmark, "_started", started)
    with pytest.raises(Refusal, match=r"BENCHMARKS.md was written without serve, "):
        benchmark.main(["all", "--quick", f"--out={tmp_path}"])
    names = [name for name in benchmark.SECTIONS if name != "grids"]
    assert asked == [(name, True) for name in names]


def test_what_a_person_wrote_stays_and_a_file_is_no_folder(tmp_path, capsys):
    (tmp_path / "benchmarks").mkdir()
    (tmp_path / "benchmarks" / "notes.md").write_text("Measured on a quiet day.\n")
    flags = ["serve", "--calls=1", f"--out={tmp_path}"]
    assert benchmark.main(flags) == 0
    document = (tmp_path / "BENCHMARKS.md").read_text()
    assert document.index("a quiet day") < document.index("## serve")
    with pytest.raises(Refusal, match="--out must name a folder"):
        benchmark.main(["serve", f"--out={tmp_path / 'BENCHMARKS.md'}"])
