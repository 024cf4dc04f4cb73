from __future__ import annotations

import tempfile
import unittest
from pathlib import Path
from typing import Any

from hardware import hotplug, qmp
from tests.hardware.qemu import FakeQemu


class HotplugQemu(FakeQemu):
    """Its guest releases a device after a number of looks."""

    def __init__(self, path: Path, looks: int) -> None:
        self._looks = looks
        super().__init__(path)

    def answer(self, command: str) -> dict[str, Any]:
        if command != "qom-list":
            return {"return": {}}
        self._looks -= 1
        names = ["pxb0", "nic2"] if self._looks >= 0 else ["pxb0"]
        return {"return": [{"name": name, "type": "child"} for name in names]}


class RemoveNicTest(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.socket = Path(folder.name, "qmp.sock")

    def _commands(self, looks: int, seconds: float) -> list[str]:
        qemu = HotplugQemu(self.socket, looks)
        self.addCleanup(qemu.close)
        try:
            hotplug.remove_nic(self.socket, "nic2", seconds)
        finally:
            self.commands = [name for name in qemu.commands if name != "qmp_capabilities"]
        return self.commands

    def test_it_removes_the_backend_after_the_guest_has_released_the_device(self) -> None:
        self.assertEqual(
            self._commands(looks=1, seconds=10), ["device_del", "qom-list", "qom-list", "netdev_del"]
        )

    def test_it_names_a_guest_that_releases_nothing(self) -> None:
        with self.assertRaisesRegex(qmp.QmpError, "the guest has not released nic2 within 0 s"):
            self._commands(looks=1000, seconds=0)
        self.assertNotIn("netdev_del", self.commands)
