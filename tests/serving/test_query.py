"""`hwdigits query` as a user meets it, against a server in this process."""

import json
import re
import subprocess
import sys

import pytest

from hwdigits import serving
from hwdigits.commands import query
from tests.conftest import REPOSITORY
from tests.serving.conftest import picture


@pytest.fixture
def folder(tmp_path):
    """Five labelled pictures, of which one is labelled wrongly, and a text file."""
    for label, digit, name in [
        *((0, 0, "a.png"), (0, 0, "b.jpg"), (3, 3, "deep.webp")),
        *((7, 7, "x.GIF"), (9, 4, "wrong.bmp")),
    ]:
        directory = tmp_path / "set" / str(label)
        directory.mkdir(parents=True, exist_ok=True)
        suffix = name.rpartition(".")[2].lower()
        (directory / name).write_bytes(picture(digit, suffix))
    (tmp_path / "set" / "notes.txt").write_text("not a picture")
    (tmp_path / "set" / "0" / "._a.png").write_bytes(b"a Mac's, no picture either")
    return tmp_path / "set"


def test_its_flags_are_explained(hwdigits):
    shown = hwdigits("query", "--help").stdout
    assert shown.startswith("usage: hwdigits query")
    assert "--timeout_s" in shown


def test_a_folder_is_read_in_order_and_scored(rest, folder, hwdigits):
    done = hwdigits("query", f"--server={rest.address}", "--batch_size=2", folder)
    *lines, summary = done.stdout.splitlines()
    assert [line.partition(": ")[0] for line in lines] == [
        f"{folder}/{name}"
        for name in ("0/a.png", "0/b.jpg", "3/deep.webp", "7/x.GIF", "9/wrong.bmp")
    ]
    assert re.fullmatch(r".*9/wrong.bmp: 4 \(0\.\d{3}\), labelled 9", lines[-1])
    assert summary.startswith("n=5 answered=5 misread=1 failed in transport=0 ")
    assert re.search(r"latency p50=[\d.]+ ms p99=[\d.]+ ms .*\(n=2, ", summary)
    assert len(rest.bodies) == 3
    assert done.stderr == ""


@pytest.mark.parametrize("protocol", ["rest", "grpc"])
def test_json_lines_keep_the_contract(protocol, request, tmp_path, hwdigits):
    server = request.getfixturevalue(protocol)
    for name, digit in (("five.png", 5), ("blank.png", None)):
        (tmp_path / name).write_bytes(picture(digit))
    done = hwdigits(
        *("query", f"--server={server.address}", f"--protocol={protocol}"),
        *("--format=json", tmp_path / "five.png", tmp_path / "blank.png"),
    )
    five, blank = map(json.loads, done.stdout.splitlines())
    assert list(five) == ["image", "digit", "confidence", "probabilities", "rejected"]
    assert five["image"] == f"{tmp_path}/five.png"
    assert (five["digit"], five["rejected"]) == (5, False)
    assert five["confidence"] == five["probabilities"][5]
    assert len(five["probabilities"]) == 10
    assert blank["rejected"] is True
    assert done.stderr == "n=2 answered=2 failed in transport=0 rejected=1\n"


def test_what_cannot_be_read_is_reported_and_the_rest_answered(
    rest, tmp_path, hwdigits
):
    (tmp_path / "good.png").write_bytes(picture(5))
    (tmp_path / "corrupt.png").write_bytes(picture(5)[:40])
    named = [tmp_path / f"{name}.png" for name in ("corrupt", "good", "none")]
    done = hwdigits(
        *("query", f"--server={rest.address}", "--format=json", *named), check=1
    )
    corrupt, good, none = map(json.loads, done.stdout.splitlines())
    assert list(corrupt) == ["image", "error"]
    assert corrupt["error"].startswith("HTTP 400: ")
    assert "\n" not in corrupt["error"]
    assert good["digit"] == 5
    assert none["error"] == "No such file or directory"
    assert "n=3 answered=1 failed in transport=0 refused by the model=1" in done.stderr
    assert "unreadable=1" in done.stderr


@pytest.mark.parametrize("protocol", ["rest", "grpc"])
def test_a_dead_server_is_one_sentence(protocol, folder, hwdigits):
    if protocol == "grpc":
        pytest.importorskip("tensorflow_serving", reason="TF Serving's stubs")
    address = {"rest": "http://127.0.0.1:9", "grpc": "127.0.0.1:9"}[protocol]
    done = hwdigits(
        *("query", f"--server={address}", f"--protocol={protocol}", "--retries=1"),
        folder,
        check=1,
    )
    (line,) = done.stderr.splitlines()
    assert line.startswith("hwdigits: --server must be a server that answers.")
    assert "(2 tries)" in line
    assert done.stdout == ""


def test_failures_in_transport_are_not_misreads(rest, folder, capsys):
    client = serving.Client(rest.address, retries=0)
    rest.faults += [None, 503]
    counts = query.run([str(folder)], client, batch_size=2)
    summary = capsys.readouterr().out.splitlines()[-1]
    assert "n=5 answered=3 misread=1 failed in transport=2" in summary
    assert counts["lost"] == 2


def test_mixed_labels_say_how_many_have_one(rest, folder, tmp_path, capsys):
    (tmp_path / "loose.png").write_bytes(picture(1))
    client = serving.Client(rest.address)
    query.run([str(tmp_path / "loose.png"), str(folder)], client)
    summary = capsys.readouterr().out.splitlines()[-1]
    assert "n=6 answered=6 misread=1 failed in transport=0 labelled=5" in summary


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        ([], 2, "no picture is named. usage: hwdigits query"),
        (["--server=localhost:8501", "a.png"], 1, "must be an address that begins"),
        (["--protocol=carrier", "a.png"], 2, "carrier"),
        (["--batch_size=0", "a.png"], 2, "batch_size"),
        (["tests/serving"], 1, "there must be pictures"),
    ],
)
def test_a_mistake_is_one_sentence(arguments, code, words, hwdigits):
    done = hwdigits("query", *arguments, check=code)
    (line,) = done.stderr.splitlines()
    assert words in line


def test_a_progress_bar_only_on_a_terminal(rest, folder, capsys, monkeypatch):
    query.run([str(folder)], serving.Client(rest.address))
    assert capsys.readouterr().err == ""
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    query.run([str(folder)], serving.Client(rest.address))
    shown = capsys.readouterr()
    assert "5/5" in shown.err
    assert len(shown.out.splitlines()) == 6


def test_rest_imports_no_tensorflow(rest, tmp_path):
    (tmp_path / "five.png").write_bytes(picture(5))
    arguments = ["query", f"--server={rest.address}", f"{tmp_path}/five.png"]
    script = (
        "import sys, hwdigits.__main__ as m\n"
        f"print(m.main({arguments!r}))\n"
        "print([n for n in sys.modules if n in ('tensorflow', 'keras', 'grpc')])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=REPOSITORY, capture_output=True, text=True
    )
    assert done.stdout.splitlines()[-2:] == ["0", "[]"]
