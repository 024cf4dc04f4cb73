"""Where everything of one lab is."""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

NAMESPACE_VARIABLE = "CPNR_LAB_NAMESPACE"
CLOUD_NAME = "cpnr-lab"
"""The cloud's name in clouds.yaml."""


@dataclass(frozen=True)
class Paths:
    """The folders and files of the lab of one checkout."""

    root: Path
    """The checkout."""
    cache: Path
    """What is kept for the user, over all checkouts."""
    namespace: str = "cpnr-lab"
    """Name of the network namespace the lab lives in."""

    @classmethod
    def of_this_checkout(cls) -> Paths:
        """The lab this code belongs to.

        The cache is the environment's; so is the namespace's name, unless the lab has one since its start.
        """
        env = os.environ
        home = env.get("XDG_CACHE_HOME") or Path.home() / ".cache"
        cache = env.get("CPNR_CACHE") or Path(home) / "pulumi-cpnr"
        paths = cls(Path(__file__).resolve().parents[2], Path(cache).absolute())
        with suppress(FileNotFoundError):
            return replace(paths, namespace=paths.namespace_file.read_text())
        return replace(paths, namespace=env.get(NAMESPACE_VARIABLE) or cls.namespace)

    @property
    def lab(self) -> Path:
        """The lab's code."""
        return self.root / "lab"

    @property
    def run(self) -> Path:
        """All state of the lab; what `down --wipe` removes."""
        return self.lab / "run"

    @property
    def temporary(self) -> Path:
        """The folder of temporary files of commands in the lab; `down` removes it."""
        return self.run / "tmp"

    @property
    def log(self) -> Path:
        """A log file for each service and each stage."""
        return self.run / "log"

    @property
    def etc(self) -> Path:
        """The services' configuration, rendered anew by each `up`."""
        return self.run / "etc"

    @property
    def records(self) -> Path:
        """A record of each started process."""
        return self.run / "pids"

    @property
    def namespace_file(self) -> Path:
        """Holds the namespace's name from the lab's start to its end."""
        return self.run / "namespace"

    @property
    def passphrase(self) -> Path:
        """The passphrase of Pulumi's secrets in this lab."""
        return self.run / "passphrase"

    @property
    def clouds(self) -> Path:
        """The clouds.yaml of this lab's cloud."""
        return self.run / "clouds.yaml"

    def make(self) -> None:
        """Create the state's folders, closed to other users."""
        self.run.mkdir(mode=0o700, exist_ok=True)
        for folder in (self.log, self.etc, self.records):
            folder.mkdir(exist_ok=True)
