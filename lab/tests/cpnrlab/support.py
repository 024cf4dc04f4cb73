"""What the tests of the lab's control plane share."""

from __future__ import annotations

import shutil
import tempfile
import unittest
from pathlib import Path

from cpnrlab.paths import Paths
from cpnrlab.site import Site
from hardware import hosts

LAB = Path(__file__).resolve().parents[2]


class TemporaryLab(unittest.TestCase):
    """A test with a lab of its own: an empty checkout in a temporary folder, no namespace."""

    def setUp(self) -> None:
        self.root = Path(tempfile.mkdtemp(prefix="cpnr-test-"))
        self.addCleanup(shutil.rmtree, self.root)
        (self.root / "lab").mkdir()
        self.paths = Paths(self.root, self.root / "cache", "cpnr-test-none")
        self.paths.make()
        self.site = Site(self.paths, hosts.load(LAB / "hosts.json"))
