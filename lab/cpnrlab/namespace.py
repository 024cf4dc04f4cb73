"""The network namespace everything of the lab runs in.

The namespace itself says whose it is, by the alias of its loopback device: nothing is left elsewhere,
and it is gone with the namespace.
"""

from __future__ import annotations

import ctypes
import json
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cpnrlab.errors import LabError

_CLONE_NEWNET = 0x40000000
_HANDLES = Path("/run/netns")


def exists(name: str) -> bool:
    """Whether there is a namespace of that name."""
    return (_HANDLES / name).exists()


def owner(name: str) -> Path | None:
    """The checkout whose lab the namespace is; None if no lab made it."""
    if not exists(name):
        return None
    shown = subprocess.run(
        ["ip", "-n", name, "-j", "link", "show", "dev", "lo"], capture_output=True, text=True, check=False
    )
    if shown.returncode != 0:
        return None
    alias = json.loads(shown.stdout)[0].get("ifalias")
    return Path(alias) if alias else None


def is_ours(name: str, checkout: Path) -> bool:
    """Whether the namespace is there and is that of this checkout's lab."""
    return owner(name) == checkout


def is_other(name: str, checkout: Path) -> bool:
    """Whether the namespace is lived in, and not by the lab of this checkout or of one that is gone."""
    if not exists(name) or not pids(name):
        return False
    whose = owner(name)
    return whose is None or (whose != checkout and whose.exists())


def create(name: str, checkout: Path) -> None:
    """Make the namespace, with loopback up, and note whose it is. An empty one of another lab gives way."""
    if exists(name) and not is_ours(name, checkout) and not pids(name):
        delete(name)
    if not exists(name):
        _ip("netns", "add", name)
    _ip("-n", name, "link", "set", "lo", "alias", str(checkout), "up")


def delete(name: str) -> None:
    """Remove the namespace; its devices go with it."""
    if exists(name):
        _ip("netns", "delete", name)


def pids(name: str) -> list[int]:
    """Processes that live in the namespace."""
    if not exists(name):
        return []
    listed = subprocess.run(["ip", "netns", "pids", name], capture_output=True, text=True, check=False)
    return [int(pid) for pid in listed.stdout.split()]


def neighbours(name: str) -> list[str]:
    """Who was looked for in the namespace's networks and how it went, as `ip neighbour` shows it."""
    shown = subprocess.run(["ip", "-n", name, "neighbour"], capture_output=True, text=True, check=False)
    return shown.stdout.splitlines()


def is_inside(name: str) -> bool:
    """Whether this very thread lives in the namespace."""
    if not exists(name):
        return False
    here, there = os.stat("/proc/thread-self/ns/net"), os.stat(_HANDLES / name)
    return (here.st_dev, here.st_ino) == (there.st_dev, there.st_ino)


def command(name: str, argv: list[str]) -> list[str]:
    """The command that executes argv in the namespace, with a /sys that shows the namespace's devices."""
    return ["ip", "netns", "exec", name, *argv]


@contextmanager
def entered(name: str) -> Iterator[None]:
    """Let the calling thread, its sockets and the processes it starts, be in the namespace."""
    libc = ctypes.CDLL(None, use_errno=True)

    def enter(handle: int) -> None:
        if libc.setns(handle, _CLONE_NEWNET) != 0:
            raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))

    before = os.open("/proc/thread-self/ns/net", os.O_RDONLY | os.O_CLOEXEC)
    try:
        try:
            lab = os.open(_HANDLES / name, os.O_RDONLY | os.O_CLOEXEC)
        except FileNotFoundError:
            raise LabError(
                f"The network namespace {name} is gone: run lab/lab down, then lab/lab up."
            ) from None
        try:
            enter(lab)
        finally:
            os.close(lab)
        try:
            yield
        finally:
            enter(before)
    finally:
        os.close(before)


def _ip(*arguments: str) -> None:
    done = subprocess.run(["ip", *arguments], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise LabError(f"`ip {' '.join(arguments)}` failed: {done.stderr.strip()}.")
