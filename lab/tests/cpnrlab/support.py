"""What the tests of the lab's control plane share."""

from __future__ import annotations

import shutil
import tempfile
import time
import unittest
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from cpnrlab.form import Form
from cpnrlab.paths import Paths
from cpnrlab.site import Site
from hardware import hosts

LAB = Path(__file__).resolve().parents[2]


def eventually(holds: Callable[[], bool], seconds: float = 20) -> bool:
    """Whether it holds within the time; on a busy machine a child may take long to begin."""
    end = time.monotonic() + seconds
    while not holds() and time.monotonic() < end:
        time.sleep(0.02)
    return holds()


class TemporaryLab(unittest.TestCase):
    """A test with a lab of its own: an empty checkout in a temporary folder, no namespace."""

    def setUp(self) -> None:
        self.root = Path(tempfile.mkdtemp(prefix="cpnr-test-"))
        self.addCleanup(shutil.rmtree, self.root)
        (self.root / "lab").mkdir()
        (self.root / "lab/releases").symlink_to(LAB / "releases")
        self.paths = Paths(self.root, self.root / "cache", "cpnr-test-none")
        self.paths.make()
        self.site = Site(self.paths, hosts.load(LAB / "hosts.json"), Form("of a test"))

    def site_of(self, **settings: Any) -> Site:  # noqa: ANN401 - a form's settings have several types
        """The lab in another form."""
        return replace(self.site, form=Form("of a test", **settings))
