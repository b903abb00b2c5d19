"""What the tools do with an environment, without installing anything."""

import os
import pathlib
import subprocess

import pytest

_TOOLS = pathlib.Path(__file__).resolve().parents[1] / "tools"
# Stands for Python: makes a directory for an environment, in which it itself is Python;
# and installs by writing a file, or is killed while it does.
_PYTHON = """#!/usr/bin/env bash
case "$*" in
    "-m venv "*) mkdir -p "$3/bin" && cp "$0" "$3/bin/python" ;;
    *"--editable"*) touch "$(dirname "$0")/package"; [ -z "${KILLED:-}" ] || exit 1 ;;
esac
"""


@pytest.fixture
def made(tmp_path):
    """Makes the environment by tools/environment: (exit code, its directory)."""
    python = tmp_path / "python"
    python.write_text(_PYTHON)
    python.chmod(0o755)
    venv = tmp_path / "venv"

    def make(**variables):
        places = {"PYTHON": str(python), "HWDIGITS_VENV": str(venv)}
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", f"source {_TOOLS}/environment train"],
            env=os.environ | places | variables,
            capture_output=True,
        )
        return done.returncode, venv

    return make


def test_an_installation_that_was_killed_begins_anew(made):
    code, venv = made(KILLED="1")
    assert code != 0
    (venv / "half_a_package").touch()
    code, venv = made()
    assert code == 0
    assert (venv / "bin" / "package").exists()
    assert not (venv / "half_a_package").exists()
    assert not (venv / "unfinished").exists()


def test_what_is_installed_stays_and_is_not_installed_again(made):
    made()
    _, venv = made()
    (venv / "bin" / "package").unlink()
    assert made()[0] == 0
    assert not (venv / "bin" / "package").exists()


def test_a_killed_installation_throws_no_other_environment_away(made, tmp_path):
    (tmp_path / "venv").mkdir()
    (tmp_path / "venv" / "of_somebody_else").touch()
    assert made(KILLED="1")[0] != 0
    code, venv = made()
    assert code == 0
    assert (venv / "of_somebody_else").exists()
