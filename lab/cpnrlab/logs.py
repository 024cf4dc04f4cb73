"""`lab/lab logs`."""

from __future__ import annotations

import os
import shutil

from cpnrlab.errors import LabError
from cpnrlab.paths import Paths

_LINES = "200"


def show(paths: Paths, name: str | None, follow: bool) -> None:
    """Show the end of a log, or the names of all. LabError if there is no such log."""
    there = sorted(path.stem for path in paths.log.glob("*.log"))
    if name is None:
        print("\n".join(there) or "There are no logs: the lab has not been up.")
        return
    chosen = [log for log in there if log == name] or [log for log in there if log.startswith(name)]
    if not chosen:
        raise LabError(f"There is no log {name!r}, expected one of: {', '.join(there)}.")
    files = [str(paths.log / f"{log}.log") for log in chosen]
    options = ["-n", _LINES, *(["-F"] if follow else [])]
    os.execv(shutil.which("tail") or "/usr/bin/tail", ["tail", *options, *files])
