"""The machine and the versions that a number was measured with."""

import contextlib
import importlib
import os
import pathlib
import platform


def facts(*modules: str) -> dict:
    """What a measured number is to be told with.

    Args:
        modules: names of packages whose versions matter; they are imported.

    Returns:
        {"processor", "cores", "architecture", "versions": {"Python", ...}}.
    """
    versions = {"Python": platform.python_version()}
    for name in modules:
        versions[name] = importlib.import_module(name).__version__
    return {
        "processor": processor(),
        "cores": os.cpu_count(),
        "architecture": platform.machine(),
        "versions": versions,
    }


def words(found: dict) -> str:
    """`facts` in one line."""
    versions = [f"{name} {version}" for name, version in found["versions"].items()]
    return (
        f"{found['processor']}, {found['cores']} cores, {found['architecture']}; "
        f"{', '.join(versions)}"
    )


def processor() -> str:
    """The processor's name as Linux tells it, elsewhere as Python does."""
    with contextlib.suppress(OSError):
        text = pathlib.Path("/proc/cpuinfo").read_text(encoding="utf-8")
        lines = dict(
            (part.strip() for part in line.split(":", 1))
            for line in text.splitlines()
            if ":" in line
        )
        return lines.get("model name", platform.processor())
    return platform.processor()
