"""Reports: made from cells alone, honest where a small version settles nothing."""

import subprocess
import sys

import pytest

from hwdigits import Refusal, locks
from hwdigits.commands import flags, reproduce
from hwdigits.reproduction import cells, claims, paper3, report, tables
from hwdigits.reproduction import scale as scale_lib
from tests.conftest import REPOSITORY


def say(english, chinese):
    return english


def made_up(cell, accuracy):
    """A result as `measuring` gives it, of ten epochs."""
    scored = {"n": 100, "errors": 1, "accuracy": accuracy}
    scored["digit_errors"] = [[10, 1]] * 10
    falling, rising = [2.0] + [0.5] * 9, [0.5] * 9 + [accuracy]
    curves = {}
    for part in ("", "test_", "validation_"):
        curves |= {f"{part}loss": falling, f"{part}accuracy": rising}
    return {
        "status": "done",
        "parameters": 7,
        "training_n": 500,
        "seconds": 36.0,
        "test": scored,
        "drawn_name": "mine",
        "drawn": {"naive": scored, "photo": scored},
        "curves": curves,
        "steps": [[1, 2.0], [5000, 0.5]],
        "norms": [[0, 0.5], [5, 0.1]],
        "reconstruction": {"autoencoder_1": [0.1], "autoencoder_2": [0.2]},
        "machine": {
            **{"processor": "abacus", "cores": 2},
            **{"architecture": "beads", "versions": {}},
        },
    }


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """(directory, what was printed): reports of made-up cells, by a new process.

    All of two seeds are there, but for one paper's second seed.
    """
    out = tmp_path_factory.mktemp("reproduced")
    store = cells.Store(out / report.FOLDER / "cells")
    wanted = report.Report(list(report.PAPERS), store, scale_lib.Scale(seeds=2)).wanted
    for name in report.PAPERS:
        for cell in wanted(name):
            if name != "paper5" or cell.config.seed == 0:
                store.save(cell, made_up(cell, 0.99 + 0.002 * cell.config.seed))
    script = (
        "import sys; from hwdigits.commands import reproduce;"
        f"reproduce.run({str(out)!r}, seeds=2, tables_only=True);"
        "print([n for n in ('tensorflow', 'keras') if n in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=True,
    )
    return out, done.stdout


@pytest.fixture(scope="module")
def out(made):
    return made[0]


def test_tables_are_made_of_cells_without_tensorflow(made):
    assert made[1].strip().endswith("[]")


def test_the_report_has_every_paper_in_two_languages(out):
    english = (out / "REPRODUCTION.md").read_text(encoding="utf-8")
    chinese = (out / "REPRODUCTION.zh.md").read_text(encoding="utf-8")
    assert english.count("\n## Paper ") == chinese.count("\n## 论文") == 5
    assert english.count("\n| ") == chinese.count("\n| ")
    assert "99.10 ± 0.14 (n = 2)" in english
    assert "99.00 (n = 1)" in english  # paper 5
    assert "abacus, 2 cores" in english
    assert "hwdigits reproduce --paper=paper4 --seeds=2" in english
    assert "Pictures of one's own: mine." in english
    assert "small version" not in english
    # One of them is paper 4's too.
    assert "7 of 12 cells, 0.07 hours" in english


def test_every_plot_is_there_and_shown(out):
    english = (out / "REPRODUCTION.md").read_text(encoding="utf-8")
    plots = {path.name for path in (out / report.FOLDER).glob("*.png")}
    assert len(plots) >= 17
    assert all(f"({report.FOLDER}/{name})" in english for name in plots)
    assert english.count("](reproduction/") == len(plots)


def test_nothing_finished_is_said_so(tmp_path):
    store = cells.Store(tmp_path / "none")
    made = report.Report(["paper4"], store, scale_lib.quick())
    text = made._text("en")
    assert "0 of 16 cells are finished" in text
    assert "**A small version** (`--quick`)" in text
    assert "does not hold" not in text
    assert "No pictures of one's own were given" in text


@pytest.mark.parametrize(
    ("values", "paper", "least", "holds"),
    [
        ([], 99.0, False, None),
        ([99.3], 99.31, False, True),
        ([99.0], 99.31, False, False),
        ([98.5, 99.5], 99.31, False, True),  # 0.31 below, of a deviation of 0.7
        ([6.0, 6.1], 0.98, True, False),
        ([1.2, 1.3, 90.3], 0.98, True, False),  # one has learnt nothing
        ([0.5], 0.98, True, True),
    ],
)
def test_when_a_figure_holds(values, paper, least, holds):
    assert claims.reached(values, paper, least) is holds


def test_numbers_travel_with_n():
    assert tables.ours([1.0, 2.0, 3.0]) == "2.00 ± 1.00 (n = 3)"
    assert tables.ours([1.0]) == "1.00 (n = 1)"
    assert tables.ours([]) == "—"
    assert tables.difference([1.0, 2.0], 2.0) == "-0.50"


def test_a_diverged_row_says_when_and_how():
    ends = [{"step": step, "loss": loss} for step, loss in ((12, "nan"), (1900, "9.1"))]
    results = [{"status": "diverged", "diverged": end} for end in ends]
    results.append({"status": "done"})
    assert tables.fate(results, say) == "2/3 diverged, step 12–1,900, nan or guesses"
    assert tables.fate(results[2:], say) == ""


def test_a_slice_runs_from_start_to_end_and_is_not_run_again(
    given, tmp_path, capsys, monkeypatch
):
    monkeypatch.setattr(paper3, "OPTIMIZERS", {"adam": ("fused_adam", 0.001)})
    scale = scale_lib.Scale(seeds=1, images=200, tested=100, epochs=1)
    arguments = {"out": tmp_path / "out", "names": ["paper3"], "scale": scale}
    written = reproduce.run(**arguments, given=given)
    assert [path.name for path in written] == list(report.FILES.values())
    text = written[0].read_text(encoding="utf-8")
    assert "3 of 3 cells are finished" in text
    assert "(small version)" in text
    capsys.readouterr()
    reproduce.run(**arguments, given=given)
    assert "0 cells to compute, 3 are finished" in capsys.readouterr().out
    assert written[0].read_text(encoding="utf-8") == text


def test_a_second_process_is_refused(given, tmp_path):
    scale = scale_lib.Scale(seeds=1, images=200, tested=100, epochs=1)
    words = r"one process at a time. Received: .*another one"
    with (
        locks.held(tmp_path / "work" / "lock", "taken"),
        pytest.raises(Refusal, match=words),
    ):
        reproduce.run(tmp_path, ["paper3"], scale=scale, given=given)
    with locks.held(tmp_path / "work" / "lock", "taken"):
        pass  # it is free again


@pytest.mark.parametrize(
    ("arguments", "error", "words"),
    [
        ([], flags.UsageError, "--out must be given"),
        (["--out=x", "--paper=paper6"], flags.UsageError, "should be one of"),
        (["--out=x", "--seeds=0"], flags.UsageError, "not a positive integer"),
        (
            ["--out=x", "paper1"],
            flags.UsageError,
            "Received: paper1",
        ),
        (["--out=FILE"], Refusal, "--out must be a directory. Received: .*a file"),
        (["--out=x", "--drawn_dir=gone"], Refusal, "gone, which is not a folder"),
    ],
)
def test_a_mistake_is_refused_in_words(arguments, error, words, tmp_path):
    (tmp_path / "file").write_text("mine")
    arguments = [
        a.replace("=x", f"={tmp_path}/x").replace("FILE", f"{tmp_path}/file")
        for a in arguments
    ]
    with pytest.raises(error, match=words):
        reproduce.main(arguments)


@pytest.mark.parametrize(
    ("seeds", "of_softmax", "of_the_cnn"), [(None, 5, 2), (3, 3, 3)]
)
def test_what_takes_hours_has_fewer_seeds_unless_more_are_asked_for(
    tmp_path, seeds, of_softmax, of_the_cnn
):
    made = report.Report(["paper1"], cells.Store(tmp_path), scale_lib.Scale(seeds))
    found = {"softmax": set(), "tf_cnn": set()}
    for cell in made.wanted("paper1"):
        found[cell.config.model.name].add(cell.config.seed)
    assert found["softmax"] == set(range(of_softmax))
    assert found["tf_cnn"] == set(range(of_the_cnn))
