"""The README's commands exist; `tools/check_readme` really runs them."""

import importlib.machinery
import importlib.util
import re

import pytest

from hwdigits.commands import COMMANDS
from tests.conftest import REPOSITORY

README = (REPOSITORY / "README.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def checker():
    path = str(REPOSITORY / "tools" / "check_readme")
    loader = importlib.machinery.SourceFileLoader("check_readme", path)
    module = importlib.util.module_from_spec(
        importlib.util.spec_from_loader("check_readme", loader)
    )
    loader.exec_module(module)
    return module


def test_every_command_has_an_example(checker):
    script = checker.script(README, everything=True)
    used = set(re.findall(r"^hwdigits (\w+)", script, re.MULTILINE))
    assert used == COMMANDS.keys()
    assert "tools/quickstart\n" in script
    assert "tools/test\n" in script


def test_every_path_named_is_there():
    named = set(
        re.findall(r"\b(?:configs|tools|hwdigits|tests)/[\w/]+(?:\.py|\.md)?", README)
    )
    missing = [path for path in named if not (REPOSITORY / path).exists()]
    assert missing == []


def test_long_blocks_run_only_when_asked(checker):
    text = "```bash\nfirst\n```\n<!-- hours -->\n```bash\nsecond\n```\n"
    assert checker.script(text, False).splitlines() == [
        *("set -eo pipefail", "echo '+ ''first' >&2", "first")
    ]
    assert checker.script(text, True).splitlines()[-1] == "second"


def test_no_path_of_a_machine_is_named():
    for path in REPOSITORY.glob("hwdigits/**/*.py"):
        assert not re.search(r"/(work|home|root)/", path.read_text(encoding="utf-8"))
