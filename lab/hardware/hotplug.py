"""Takes a network interface from a running guest: what libvirt does for Nova's detach."""

from __future__ import annotations

import time
from pathlib import Path

from hardware import qmp

DETACH_SECONDS = 60.0
"""Limit for the guest's release. Linux releases a slot after 5 s. A guest that hangs never does."""

_POLL_SECONDS = 0.5


def remove_nic(socket: Path, device: str, seconds: float = DETACH_SECONDS) -> None:
    """Ask the guest to release a NIC by its QEMU id, and wait for it. QmpError, also after that time."""
    deadline = time.monotonic() + seconds
    qmp.execute(socket, ("device_del", {"id": device}))
    while device in _devices(socket):
        if time.monotonic() > deadline:
            raise qmp.QmpError(f"the guest has not released {device} within {seconds:.0f} s")
        time.sleep(_POLL_SECONDS)
    qmp.execute(socket, ("netdev_del", {"id": f"{device}-tap"}))


def _devices(socket: Path) -> list[str]:
    (entries,) = qmp.execute(socket, ("qom-list", {"path": "/machine/peripheral"}))
    return [entry["name"] for entry in entries]
