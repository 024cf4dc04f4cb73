"""Pulumi and its plugins, as `toolchain/ensure` makes them available, and the lab's PULUMI_HOME."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

from cpnrlab import durable
from cpnrlab.errors import LabError
from cpnrlab.paths import Paths

if TYPE_CHECKING:
    from cpnrlab.stages import Task


def home(paths: Paths) -> Path:
    """The lab's PULUMI_HOME."""
    return paths.run / "pulumi"


def ensure(task: Task, paths: Paths) -> str | None:
    """Have the toolchain built or found, and remember where it is."""
    printed = task.execute([str(paths.root / "toolchain/ensure")], cwd=paths.root)
    adopt(paths, printed)
    return None


def folder(paths: Paths, build: bool) -> Path | None:
    """The toolchain's folder; if it isn't known or out of date, it is made if `build`, else None."""
    try:
        remembered = json.loads(_remembered(paths).read_text())
        if remembered["recipe"] == _recipe(paths) and Path(remembered["folder"]).exists():
            return Path(remembered["folder"])
    except (OSError, ValueError, KeyError):
        pass
    if not build:
        return None
    made = subprocess.run(
        [str(paths.root / "toolchain/ensure")], stdout=subprocess.PIPE, text=True, check=False
    )
    if made.returncode != 0:
        raise LabError("Pulumi could not be made available: toolchain/ensure failed with what it says above.")
    return adopt(paths, made.stdout)


def adopt(paths: Paths, printed: str) -> Path:
    """Remember the folder `toolchain/ensure` printed, and put its plugins where Pulumi looks for them."""
    made = Path(printed.strip().splitlines()[-1])
    for plugin in (made / "plugins").iterdir():
        place = home(paths) / "plugins" / plugin.name
        # Pulumi passes over a plugin's folder that is a link, not over links in it.
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir(parents=True)
        for file in plugin.iterdir():
            (place / file.name).symlink_to(file)
    durable.write(_remembered(paths), json.dumps({"recipe": _recipe(paths), "folder": str(made)}))
    return made


def _remembered(paths: Paths) -> Path:
    return paths.run / "toolchain.json"


def _recipe(paths: Paths) -> str:
    """A hash of the names, sizes and times of the toolchain's sources."""
    stats = [
        (str(file), file.stat().st_size, file.stat().st_mtime_ns)
        for file in sorted((paths.root / "toolchain").rglob("*"))
        if file.is_file()
    ]
    return hashlib.sha256(repr(stats).encode()).hexdigest()
