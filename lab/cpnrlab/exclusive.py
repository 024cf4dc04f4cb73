"""Work that only one process of this machine may do at a time, whichever lab it is of."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cpnrlab.stages import Task


@contextmanager
def held(task: Task, file: Path, waiting: str) -> Iterator[None]:
    """Hold a lock file while in the block; `waiting` is shown until another process releases it."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("w") as lock:
        while True:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                task.say(waiting)
                task.wait(0.5)
        yield
