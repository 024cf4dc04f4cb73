"""Processes the lab starts: each is recorded, found again, and ended by its record."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import subprocess
import time
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path

from cpnrlab import durable, namespace
from cpnrlab.paths import Paths
from cpnrlab.release import SYSTEM_PATH

_LARGEST_LOG = 16 << 20


@dataclass(frozen=True)
class Service:
    """A program of the lab that runs until it is stopped."""

    name: str
    argv: tuple[str, ...]
    env: Mapping[str, str] = field(default_factory=dict)
    """Added to a bare environment: the caller's doesn't reach a service."""
    config: tuple[Path, ...] = ()
    """The files it reads at its start: when one changes, a running process is out of date."""
    port: int | None = None
    """TCP port on 127.0.0.1 it listens on once it serves."""
    grace: float = 5.0
    """Seconds it is given to end after SIGTERM."""


@dataclass(frozen=True)
class Record:
    """A started process: its pid may have been given to another since, its pid with its start time can't."""

    name: str
    pid: int
    started: int
    """Start time in clock ticks since boot, as the kernel has it."""
    since: float
    """Start time, Unix seconds."""
    digest: str
    """Of the service's command, environment and configuration."""

    @property
    def alive(self) -> bool:
        """Whether the process still runs."""
        return start_time(self.pid) == self.started


def start_time(pid: int) -> int | None:
    """Start time of a running process, in ticks since boot; None if there is none, or only its zombie."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return None
    fields = stat.rpartition(")")[2].split()
    return None if fields[0] in "ZX" else int(fields[19])


def begun_at(pid: int) -> float | None:
    """Start time of a running process, Unix seconds; None if there is none."""
    ticks = start_time(pid)
    if ticks is None:
        return None
    uptime = float(Path("/proc/uptime").read_text().split()[0])
    return time.time() - uptime + ticks / os.sysconf("SC_CLK_TCK")


def digest(service: Service) -> str:
    """What a process of the service is made from, as one hash."""
    hashed = hashlib.sha256(json.dumps([service.argv, sorted(service.env.items())]).encode())
    for path in service.config:
        hashed.update(path.read_bytes())
    return hashed.hexdigest()


def record(paths: Paths, name: str) -> Record | None:
    """The record of a service, None if it has not been started or has been stopped."""
    try:
        return Record(**json.loads((paths.records / f"{name}.json").read_text()))
    except (FileNotFoundError, ValueError, TypeError):
        return None


def runs(paths: Paths, name: str) -> bool:
    """Whether a service that was started still runs."""
    entry = record(paths, name)
    return entry is not None and entry.alive


def records(paths: Paths) -> list[Record]:
    """Records of all services, by name."""
    found = (record(paths, path.stem) for path in sorted(paths.records.glob("*.json")))
    return [entry for entry in found if entry is not None]


def forget(paths: Paths, name: str) -> None:
    """Remove the record of a service."""
    (paths.records / f"{name}.json").unlink(missing_ok=True)


def log_file(paths: Paths, name: str) -> Path:
    """Where a service's output goes."""
    return paths.log / f"{name}.log"


def start(paths: Paths, service: Service) -> bool:
    """Start a service in the namespace unless it runs from the same configuration. True if it was started."""
    current = record(paths, service.name)
    wanted = digest(service)
    if current is not None and current.alive:
        if current.digest == wanted:
            return False
        stop(paths, [(service.name, service.grace)])
    log = log_file(paths, service.name)
    if log.exists() and log.stat().st_size > _LARGEST_LOG:
        log.rename(log.with_suffix(".log.1"))
    env = {
        "PATH": SYSTEM_PATH,
        "HOME": str(paths.run),
        "LANG": "C.UTF-8",
        "PYTHONUNBUFFERED": "1",
        **service.env,
    }
    since = time.time()
    with log.open("ab") as output:
        process = subprocess.Popen(
            namespace.command(paths.namespace, list(service.argv)),
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            cwd=paths.run,
            start_new_session=True,
        )
    process.returncode = 0  # it outlives us: Popen is not to warn about it
    entry = Record(service.name, process.pid, start_time(process.pid) or 0, since, wanted)
    durable.write(paths.records / f"{service.name}.json", json.dumps(asdict(entry)))
    return True


def stop(paths: Paths, services: Iterable[tuple[str, float]]) -> list[str]:
    """End services, given as (name, seconds of grace), side by side with their whole process groups.

    Returns the names of those that ran.
    """
    running = []
    for name, grace in services:
        entry = record(paths, name)
        if entry is not None and entry.alive:
            running.append((entry, time.monotonic() + grace))
            _signal_group(entry.pid, signal.SIGTERM)
        else:
            forget(paths, name)
    waiting = running
    while waiting:
        time.sleep(0.05)
        still = [(entry, end) for entry, end in waiting if group_alive(entry)]
        for entry, end in still:
            if time.monotonic() > end:
                _signal_group(entry.pid, signal.SIGKILL)
        waiting = still
    for entry, _ in running:
        forget(paths, entry.name)
    return [entry.name for entry, _ in running]


def end_all(pids: Iterable[int], grace: float = 3.0) -> None:
    """End processes that are not recorded: SIGTERM, then SIGKILL after `grace` seconds."""
    known = {pid: begun for pid in pids if pid != os.getpid() and (begun := start_time(pid)) is not None}
    for number, seconds in ((signal.SIGTERM, grace), (signal.SIGKILL, 2.0)):
        for pid in known:
            _signal(pid, number)
        end = time.monotonic() + seconds
        while known and time.monotonic() < end:
            known = {pid: begun for pid, begun in known.items() if start_time(pid) == begun}
            time.sleep(0.05)


def group_alive(entry: Record) -> bool:
    """Whether any process of the group still runs; no new process gets the group's number till then."""
    if entry.alive:
        return True
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rpartition(")")[2].split()
        except (FileNotFoundError, ProcessLookupError):
            continue
        if int(fields[2]) == entry.pid and fields[0] not in "ZX":
            return True
    return False


def _signal_group(pid: int, number: signal.Signals) -> None:
    with suppress(ProcessLookupError):
        os.killpg(pid, number)


def _signal(pid: int, number: signal.Signals) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, number)
