"""Where the simulated hardware keeps its state, below the lab's run folder."""

from __future__ import annotations

import fcntl
import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

LOCK_SECONDS = 30
"""How long a process waits for another one's change of the same NICs."""


def host_folder(run: Path, host: str) -> Path:
    """Everything of one compute host."""
    return run / "hosts" / host


def ovs_socket(run: Path) -> Path:
    """Socket of the Open vSwitch database all hosts share."""
    return run / "ovs" / "db.sock"


def write(path: Path, text: str) -> None:
    """Replace a file as a whole: a reader sees the old text or the new one."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    with os.fdopen(handle, "w") as file:
        file.write(text)
    Path(name).replace(path)


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold a lock file. Polls instead of blocking, so that an eventlet process goes on with its other work.

    TimeoutError after LOCK_SECONDS.
    """
    deadline = time.monotonic() + LOCK_SECONDS
    with path.open("a") as file:
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > deadline:
                    raise TimeoutError(
                        f"{path} has been locked for {LOCK_SECONDS} s by another process"
                    ) from None
                time.sleep(0.005)
        yield
