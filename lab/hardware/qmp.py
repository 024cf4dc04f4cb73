"""QEMU's control socket (QMP): short conversations that never take longer than they may."""

from __future__ import annotations

import json
import os
import socket
import time
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Dict, Tuple

SECONDS = 1.0
"""A healthy QEMU needs a hundredth of it; a hung one costs its caller no more."""

Command = Tuple[str, Dict[str, Any]]
"""A command's name and arguments."""


class QmpError(Exception):
    """QEMU isn't there, doesn't answer in time or refuses the command."""


def execute(path: Path, *commands: Command, seconds: float = SECONDS) -> list[Any]:
    """Run commands over the socket at `path`; returns what each returned. QmpError."""
    with _Conversation(path, commands) as conversation:
        return conversation.answers(time.monotonic() + seconds)


def execute_all(guests: Mapping[Path, Iterable[Command]], seconds: float = SECONDS) -> set[Path]:
    """Run commands on several guests at once; returns the sockets of those that did them all in time."""
    deadline = time.monotonic() + seconds
    conversations: dict[Path, _Conversation] = {}
    done: set[Path] = set()
    try:
        for path, commands in guests.items():
            try:
                conversations[path] = _Conversation(path, commands)
            except QmpError:
                continue
        for path, conversation in conversations.items():
            try:
                conversation.answers(deadline)
            except QmpError:
                continue
            done.add(path)
    finally:
        for conversation in conversations.values():
            conversation.close()
    return done


class _Conversation:
    """Commands sent at once, before QEMU's greeting: so several guests don't wait for each other."""

    def __init__(self, path: Path, commands: Iterable[Command]) -> None:
        self._path = path
        self._buffer = b""
        self._names = ["qmp_capabilities", *(name for name, _ in commands)]
        lines = [{"execute": name, "arguments": arguments} for name, arguments in commands]
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._socket.settimeout(SECONDS)
        try:
            self._connect()
            request = [{"execute": "qmp_capabilities"}, *lines]
            self._socket.sendall("".join(json.dumps(line) + "\n" for line in request).encode())
        except OSError as error:
            self.close()
            raise QmpError(f"QEMU at {path} can't be reached: {error}") from error

    def __enter__(self) -> _Conversation:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._socket.close()

    def answers(self, deadline: float) -> list[Any]:
        """What the commands returned; QmpError if one failed or the deadline (monotonic) passed."""
        return [self._answer(name, deadline) for name in self._names][1:]

    def _connect(self) -> None:
        # A socket's path is limited to 107 bytes; through its folder's descriptor any folder will do.
        folder = os.open(self._path.parent, os.O_PATH | os.O_DIRECTORY)
        try:
            self._socket.connect(f"/proc/self/fd/{folder}/{self._path.name}")
        finally:
            os.close(folder)

    def _answer(self, name: str, deadline: float) -> Any:  # noqa: ANN401 - each command has its own result
        while True:
            answer = json.loads(self._line(deadline))
            if "error" in answer:
                raise QmpError(f"QEMU at {self._path} refuses {name}: {answer['error'].get('desc')}")
            if "return" in answer:
                return answer["return"]

    def _line(self, deadline: float) -> bytes:
        while b"\n" not in self._buffer:
            try:
                self._socket.settimeout(max(0.001, deadline - time.monotonic()))
                data = self._socket.recv(65536)
            except OSError as error:
                raise QmpError(f"QEMU at {self._path} doesn't answer: {error}") from error
            if not data:
                raise QmpError(f"QEMU at {self._path} ended the conversation")
            self._buffer += data
        line, _, self._buffer = self._buffer.partition(b"\n")
        return line
