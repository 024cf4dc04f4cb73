"""The Python for which a release from PyPI is installed."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from cpnrlab.errors import LabError


def find(python: str) -> str:
    """The path of a Python, given by its path or its name. LabError if this machine has no such Python.

    A path is Debian's, whose package is installed before the environment is made. pyenv comes before the
    PATH, which can have pyenv's shims: they refuse a Python that pyenv has not been told to use.
    """
    if python.startswith("/"):
        return python
    version = python[len("python") :]
    root = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv")
    in_pyenv = sorted(root.glob(f"versions/{version}.*/bin/{python}"))
    program = str(in_pyenv[0]) if in_pyenv else shutil.which(python)
    if program is None:
        raise LabError(
            f"This form's OpenStack needs {python}, which is neither on the PATH nor in {root}:"
            f" install it, for example by `pyenv install {version}`."
        )
    return program
