from __future__ import annotations

import json
import socket
import tempfile
import threading
import time
import unittest
from contextlib import ExitStack
from pathlib import Path

from hardware import qmp


class FakeQemu:
    """Answers on a control socket as QEMU does; one that hangs accepts and says nothing."""

    def __init__(self, path: Path, hang: bool = False) -> None:
        self.commands: list[str] = []
        self._hang = hang
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(str(path))
        self._listener.listen()
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join(5)

    def _serve(self) -> None:
        with ExitStack() as held:
            while True:
                try:
                    connection, _ = self._listener.accept()
                except OSError:
                    return
                held.enter_context(connection)
                if not self._hang:
                    self._converse(connection)

    def _converse(self, connection: socket.socket) -> None:
        with connection, connection.makefile("r") as lines:
            connection.sendall(b'{"QMP": {}}\n{"event": "RTC_CHANGE"}\n')
            for line in lines:
                command = json.loads(line)["execute"]
                self.commands.append(command)
                refused = command == "set_lnk"
                answer = {"error": {"desc": "no such command"}} if refused else {"return": {}}
                connection.sendall(json.dumps(answer).encode() + b"\n")


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
