"""A guest's QEMU process: started, found again after whoever started it is gone, and ended."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import time
from contextlib import suppress
from pathlib import Path

from hardware import qmp
from hardware.guest import DOMAIN_FILE, PID_FILE, QMP_SOCKET

TERM_SECONDS = 5
"""What QEMU has to end by itself when told to."""


class QemuError(Exception):
    """QEMU didn't start; the message is what it said."""


def start(command: list[str], folder: Path) -> None:
    """Run QEMU in the guest's folder until it has become a daemon. QemuError."""
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode:
        said = done.stderr.strip().splitlines() or [f"exit code {done.returncode}"]
        raise QemuError(f"QEMU did not start: {said[-1]}")


def qemu_version() -> int:
    """QEMU's version as Nova counts it: 7.2.1 is 7002001."""
    said = subprocess.run(
        ["qemu-system-x86_64", "--version"], check=True, capture_output=True, text=True
    ).stdout
    major, minor, micro = (int(part) for part in re.findall(r"\d+", said)[:3])
    return (major * 1000 + minor) * 1000 + micro


def pid(folder: Path) -> int | None:
    """The guest's process, or None if it doesn't run. The folder's name is the guest's uuid."""
    try:
        number = int((folder / PID_FILE).read_text())
        arguments = Path(f"/proc/{number}/cmdline").read_bytes().split(b"\0")
    except (OSError, ValueError):
        return None
    return number if folder.name.encode() in arguments else None


def shut_down(folder: Path, seconds: float) -> None:
    """Press the guest's power button, give it some time, then end QEMU."""
    if seconds > 0 and pid(folder) is not None:
        with suppress(qmp.QmpError):
            qmp.execute(folder / QMP_SOCKET, ("system_powerdown", {}))
            _wait(folder, seconds)
    end(folder)


def end(folder: Path) -> None:
    """End QEMU, by force if it doesn't by itself."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        process = pid(folder)
        if process is None:
            break
        with suppress(ProcessLookupError):
            os.kill(process, number)
        _wait(folder, TERM_SECONDS)
    for name in (PID_FILE, DOMAIN_FILE):
        with suppress(FileNotFoundError):
            (folder / name).unlink()


def _wait(folder: Path, seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while pid(folder) is not None and time.monotonic() < deadline:
        time.sleep(0.05)
