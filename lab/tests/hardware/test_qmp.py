from __future__ import annotations

import tempfile
import time
import unittest
from pathlib import Path

from hardware import qmp
from tests.hardware.qemu import FakeQemu


class QmpTest(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def _qemu(self, name: str, hang: bool = False) -> tuple[Path, FakeQemu]:
        qemu = FakeQemu(self.folder / name, hang)
        self.addCleanup(qemu.close)
        return self.folder / name, qemu

    def test_commands_are_answered_in_order(self) -> None:
        path, qemu = self._qemu("a")
        self.assertEqual(
            qmp.execute(path, ("set_link", {"name": "nic2", "up": False}), ("cont", {})), [{}, {}]
        )
        self.assertEqual(qemu.commands, ["qmp_capabilities", "set_link", "cont"])

    def test_a_refusal_and_an_absent_qemu_are_errors(self) -> None:
        path, _ = self._qemu("a")
        with self.assertRaisesRegex(qmp.QmpError, "refuses set_lnk: no such command"):
            qmp.execute(path, ("set_lnk", {}))
        with self.assertRaisesRegex(qmp.QmpError, "can't be reached"):
            qmp.execute(self.folder / "absent", ("cont", {}))

    def test_one_that_hangs_costs_its_time_and_keeps_no_other_waiting(self) -> None:
        hung, _ = self._qemu("hung", hang=True)
        well, qemu = self._qemu("well")
        start = time.monotonic()
        commands: list[qmp.Command] = [("set_link", {"name": "nic2", "up": False})]
        self.assertEqual(qmp.execute_all({hung: commands, well: commands}, seconds=0.3), {well})
        self.assertLess(time.monotonic() - start, 1)
        self.assertIn("set_link", qemu.commands)
