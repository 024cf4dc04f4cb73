from __future__ import annotations

import json
import socket
import threading
from contextlib import ExitStack
from pathlib import Path
from typing import Any


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
                connection.sendall(json.dumps(self.answer(command)).encode() + b"\n")

    def answer(self, command: str) -> dict[str, Any]:
        """The answer to a command."""
        return {"error": {"desc": "no such command"}} if command == "set_lnk" else {"return": {}}
