"""What a clean clone builds, and that the base install needs no TensorFlow."""

import os
import subprocess
import sys
import tarfile
import venv
import zipfile

import pytest
from PIL import Image, ImageDraw

from tests.conftest import REPOSITORY


@pytest.fixture(scope="module")
def clone(tmp_path_factory):
    """The files that git tracks, and no others."""
    directory = tmp_path_factory.mktemp("clone")
    archive = directory.with_suffix(".tar")
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=REPOSITORY,
        capture_output=True,
        check=True,
    ).stdout
    subprocess.run(
        ["tar", "--null", "--files-from=-", "-cf", archive],
        cwd=REPOSITORY,
        input=listed,
        check=True,
    )
    with tarfile.open(archive) as tar:
        tar.extractall(directory, filter="data")
    return directory


@pytest.fixture(scope="module")
def built(clone):
    command = [sys.executable, "-m", "build", "--outdir", "dist"]
    subprocess.run(command, cwd=clone, check=True, capture_output=True)
    return clone / "dist"


def test_the_wheel_has_the_package_and_nothing_else(built):
    (wheel,) = built.glob("*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    tops = {name.split("/")[0] for name in names}
    assert tops == {"hwdigits", next(top for top in tops if top.endswith(".dist-info"))}
    modules = {
        str(path.relative_to(REPOSITORY))
        for path in REPOSITORY.glob("hwdigits/**/*.py")
    }
    assert modules <= set(names)
    assert {"hwdigits/weights/reader.tflite", "hwdigits/weights/manifest.json"} <= set(
        names
    )
    assert any(name.endswith("licenses/LICENSE") for name in names)


def test_the_sdist_builds(built):
    (sdist,) = built.glob("*.tar.gz")
    with tarfile.open(sdist) as tar:
        names = tar.getnames()
    assert any(name.endswith("/setup.cfg") for name in names)


@pytest.mark.slow
def test_the_base_install_works_without_tensorflow(built, tmp_path):
    venv.create(tmp_path, with_pip=True)
    python = tmp_path / "bin" / "python"
    (wheel,) = built.glob("*.whl")
    outside = {k: v for k, v in os.environ.items() if k != "PYTHONPATH"}

    def run(*command, check=True):
        return subprocess.run(
            command,
            env=outside,
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=check,
        )

    run(python, "-m", "pip", "install", "-q", wheel)
    run(python, "-m", "pip", "check")
    hwdigits = tmp_path / "bin" / "hwdigits"
    assert "usage: hwdigits COMMAND" in run(hwdigits, "--help").stdout
    assert "usage: hwdigits predict" in run(hwdigits, "predict", "--help").stdout
    picture = Image.new("L", (90, 120), 240)
    ImageDraw.Draw(picture).line([(45, 20), (42, 100)], 20, 9)
    picture.save(tmp_path / "one.png")
    assert "\t1\t" in run(hwdigits, "predict", "one.png").stdout
    assert run(hwdigits, "read", "one.png").stdout == "one.png\t1\n"
    refused = run(hwdigits, "benchmark", "train", check=False)
    assert refused.returncode == 1
    assert "pip install 'hwdigits[train]'" in refused.stderr
