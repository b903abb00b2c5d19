"""The command line as a user meets it: exit codes, one sentence for a mistake."""

import json
import pathlib
import re
import subprocess
import sys
import time

import pytest

from hwdigits.commands import COMMANDS
from tests.conftest import QUICK, REPOSITORY, one_sentence


def test_help_lists_the_commands_without_tensorflow(hwdigits):
    script = (
        "import sys, hwdigits.__main__ as m; m.main(['--help']);"
        "print([n for n in sys.modules if n in ('tensorflow', 'keras', 'cv2')])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=REPOSITORY, capture_output=True, text=True
    )
    assert "train " in done.stdout
    assert "evaluate " in done.stdout
    assert done.stdout.strip().endswith("[]")
    assert hwdigits("--version").stdout.startswith("hwdigits 0.")


def test_without_a_command_the_usage_and_2(hwdigits):
    assert "usage: hwdigits COMMAND" in hwdigits(check=2).stdout


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_its_flags(command, hwdigits):
    shown = hwdigits(command, "--help").stdout
    assert shown.startswith(f"usage: hwdigits {command}")
    assert "flags:\n" in shown


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["trian"], 2, "no command trian. There are train, tune, evaluate"),
        (["train"], 2, "--config must be given. usage: hwdigits train"),
        (["evaluate"], 2, "--workdir must be given"),
        ([*QUICK, "--epochs=3"], 2, "Unknown command line flag 'epochs'"),
        ([*QUICK, "--config.training.epochs=ten"], 2, "invalid literal for int()"),
        (
            ["train", "--config=configs/none.py", "--workdir=x"],
            1,
            "Received: configs/none.py, which is not there",
        ),
        (
            [*QUICK, "--config.optimizer.learning_rat=1"],
            1,
            "learning_rat. Did you mean optimizer.learning_rate?",
        ),
        (
            [*QUICK, "--config.model.maps=3"],
            1,
            "must be one that this config has",
        ),
        (
            [
                *("tune", "--config=configs/tune/reader.py", "--workdir=x"),
                "--config.tune.optimizer.schedule=('cosine',)",
            ],
            1,
            "--config.tune.FIELD one that its file lets be tuned",
        ),
        (
            [*QUICK, "--workdir=x", "--config.training.epochs=0"],
            1,
            "config.training.epochs must be a whole number from 1 up. Received: 0",
        ),
        (
            [*QUICK, "--workdir=x", "--config.data.train=no_such_folder"],
            1,
            "no_such_folder, which is not a folder",
        ),
        (["evaluate", "--workdir=no_such_run"], 1, "no_such_run, which has none"),
    ],
)
def test_a_mistake_is_one_sentence_and_no_traceback(
    arguments, code, words, hwdigits, tmp_path
):
    arguments = [a.replace("--workdir=x", f"--workdir={tmp_path}/x") for a in arguments]
    done = hwdigits(*arguments, check=code)
    assert words in one_sentence(done)


def test_a_dry_run_tries_everything_and_keeps_nothing(hwdigits, tmp_path):
    """With its flags in another order, which makes no difference."""
    workdir = f"--workdir={tmp_path}/run"
    done = hwdigits("train", "--dry_run", workdir, *reversed(QUICK[1:]))
    assert "one step of softmax on 99 images worked" in done.stdout
    assert not list(tmp_path.iterdir())


def test_training_prints_what_a_person_wants_to_know(trained, hwdigits, tmp_path):
    done = hwdigits(*QUICK, f"--workdir={tmp_path}/run")
    epoch = next(line for line in done.stdout.splitlines() if "epoch 1/2" in line)
    assert re.search(
        r"loss \d\.\d{4}  accuracy \d+\.\d\d%  validation loss .* images/s  .* left",
        epoch,
    )
    assert "tensorboard --logdir=" in done.stdout
    assert done.stderr == ""


def test_a_run_says_where_it_comes_from(trained):
    run = json.loads((trained / "run.json").read_text())
    assert run["seeds"] == {"seed": 0, "draw_seed": 0}
    assert run["versions"].keys() >= {"python", "keras", "numpy"}
    assert re.fullmatch(r"[0-9a-f]{40}\+?", run["git"] or "0" * 40)
    result = json.loads((trained / "result.json").read_text())
    assert result["status"] == "done"
    assert result["validation_n"] == 120


def test_evaluation_keeps_its_contract(trained, hwdigits):
    done = hwdigits("evaluate", f"--workdir={trained}")
    first = done.stdout.splitlines()[0]
    found = json.loads((trained / "eval" / "optdigits-test.json").read_text())
    assert found["n"] == 359
    assert f"n=359 accuracy={found['accuracy']:.4f} errors={found['errors']}" in first
    assert found["accuracy"] == pytest.approx(1 - found["errors"] / 359)
    assert found["interval95"][0] < found["accuracy"] < found["interval95"][1]
    assert sum(map(sum, found["confusion"])) == 359
    assert len(found["per_digit"]) == 10
    assert {"nll", "ece"} <= found.keys()
    wrong = (trained / "eval" / "optdigits-test-wrong.csv").read_text().splitlines()
    assert wrong[0] == "name,label,read_as,confidence,label_probability"
    assert len(wrong) == 1 + found["errors"]
    for kind in ("confusion", "wrong"):
        picture = trained / "eval" / f"optdigits-test-{kind}.png"
        assert picture.read_bytes().startswith(b"\x89PNG")


def test_a_folder_is_evaluated_by_its_path(trained, drawn_digits, hwdigits):
    done = hwdigits("evaluate", f"--workdir={trained}", f"--data={drawn_digits}")
    assert "n=1000 " in done.stdout
    hwdigits(
        *("evaluate", f"--workdir={trained}", f"--data={drawn_digits}"),
        "--preprocess=mnist",
    )
    found = {
        name: json.loads((trained / "eval" / f"hwd1000-test{name}.json").read_text())
        for name in ("", "-mnist")
    }
    assert found[""]["accuracy"] > found["-mnist"]["accuracy"]


def test_a_baseline_is_trained_and_evaluated_the_same_way(hwdigits, tmp_path):
    workdir = f"--workdir={tmp_path}/svm"
    source = ["--config.data.train=optdigits", "--config.data.test=optdigits"]
    hwdigits("train", "--config=configs/paper/svm.py", *source, workdir)
    done = hwdigits("evaluate", workdir)
    accuracy = float(re.search(r"n=359 accuracy=(\S+)", done.stdout)[1])
    assert accuracy > 0.95


def test_no_data_is_one_sentence_and_not_a_long_silence(hwdigits, tmp_path):
    # A proxy that refuses at once stands for a machine without a network.
    begun = time.monotonic()
    done = hwdigits(
        *("train", "--config=configs/paper/softmax.py", f"--workdir={tmp_path}/run"),
        f"--data_dir={tmp_path}/none",
        check=1,
        https_proxy="http://127.0.0.1:9",
    )
    assert time.monotonic() - begun < 20  # TFDS alone takes 205 s
    assert "--manual_dir or HWDIGITS_MANUAL_DIR" in one_sentence(done)
    assert not list(tmp_path.iterdir())  # nothing is begun that cannot go on


@pytest.mark.parametrize("kind", ["file", "below a file", "foreign"])
def test_an_unusable_workdir_is_refused_and_left_alone(kind, hwdigits, tmp_path):
    (tmp_path / "file").write_text("mine")
    (tmp_path / "foreign").mkdir()
    (tmp_path / "foreign" / "letter.txt").write_text("mine")
    workdir = tmp_path / {"below a file": "file/run"}.get(kind, kind)
    done = hwdigits(*QUICK, f"--workdir={workdir}", check=1)
    assert "--workdir must be" in one_sentence(done)
    assert (tmp_path / "file").read_text() == "mine"
    assert [p.name for p in (tmp_path / "foreign").iterdir()] == ["letter.txt"]


def test_a_workdir_of_another_config_is_refused_and_left_alone(trained, hwdigits):
    before = {p: p.stat().st_mtime_ns for p in pathlib.Path(trained).rglob("*")}
    done = hwdigits(
        *(*QUICK, f"--workdir={trained}", "--config.optimizer.learning_rate=0.7"),
        check=1,
    )
    sentence = one_sentence(done)
    assert "optimizer.learning_rate is 0.1 there, 0.7 here" in sentence
    assert before == {p: p.stat().st_mtime_ns for p in pathlib.Path(trained).rglob("*")}


def test_a_full_disk_is_one_sentence_and_leaves_no_half_file(tmp_path):
    # A limit on file size stands for the full disk: a write fails midway either way.
    script = (
        "import resource, signal, sys; from hwdigits.__main__ import main;"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN);"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000));"
        "sys.exit(main(sys.argv[1:]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, *QUICK, f"--workdir={tmp_path}/run"],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1, done.stderr
    assert "Traceback" not in done.stderr
    assert "File too large" in done.stderr
    left = [path.name for path in (tmp_path / "run").rglob("*") if path.is_file()]
    assert not [name for name in left if name.startswith(".partial-")]
    assert "model.keras" not in left
    assert "result.json" not in left
