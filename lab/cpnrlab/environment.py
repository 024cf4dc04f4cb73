"""The virtual environment of a release from PyPI, in the user's cache."""

from __future__ import annotations

import re
import shutil
import time
from pathlib import Path

from cpnrlab import exclusive, interpreter
from cpnrlab.paths import Paths
from cpnrlab.release import Release
from cpnrlab.stages import Task

GIB = 0.7
"""Of an environment on disk."""

_BUILD_TOOLS = ("pbr", "setuptools", "wheel")
"""What packages without a wheel are built with."""
_PIP = ("install", "--disable-pip-version-check", "--progress-bar", "off", "--no-deps", "--require-hashes")
_UNUSED_DAYS = 30
"""After this time without a start of a lab, an environment of another lock is removed."""


def is_complete(folder: Path) -> bool:
    """Whether an environment has all of its packages, and its Python is still on the machine."""
    return _marker(folder).exists() and (folder / "bin/python3").exists()


def install(task: Task, paths: Paths, release: Release) -> str | None:
    """Make the environment of a release; one that was broken off is made anew."""
    folder = release.environment
    if folder is None or release.lock is None:
        return "all there"
    folder.parent.mkdir(parents=True, exist_ok=True)
    with exclusive.held(task, folder.parent / "lock", "waiting for another lab's installation"):
        new = not is_complete(folder)
        if new:
            shutil.rmtree(folder, ignore_errors=True)
            # Made in place: its programs hold its path.
            task.execute([interpreter.find(release.python), "-m", "venv", str(folder)])
            lock = paths.lab / release.lock
            pip = [str(folder / "bin/pip"), *_PIP]
            task.execute([*pip, "--requirement", "/dev/stdin"], stdin=pinned(lock.read_text(), _BUILD_TOOLS))
            task.execute([*pip, "--no-build-isolation", "--use-pep517", "--requirement", str(lock)], grace=30)
        _marker(folder).touch()
        _remove_unused(folder)
    return None if new else "all there"


def pinned(lock: str, names: tuple[str, ...]) -> str:
    """The entries of some packages in the text of a lock."""
    entry = rf"^(?:{'|'.join(map(re.escape, names))})==(?:.*\\\n)*.*"
    return "\n".join(re.findall(entry, lock, re.MULTILINE)) + "\n"


def _marker(folder: Path) -> Path:
    """The file that says that the environment is complete, and by its time when it was used last."""
    return folder / "complete"


def _remove_unused(folder: Path) -> None:
    oldest = time.time() - _UNUSED_DAYS * 86400
    for other in folder.parent.iterdir():
        if other != folder and _marker(other).exists() and _marker(other).stat().st_mtime < oldest:
            shutil.rmtree(other, ignore_errors=True)
