"""Whether this machine can carry the lab: every fault found in one go, a sentence each."""

from __future__ import annotations

import errno
import fcntl
import os
import shutil
import struct
import subprocess
from collections.abc import Iterator
from pathlib import Path

from cpnrlab import environment, interpreter, namespace, packages, processes
from cpnrlab.errors import LabError
from cpnrlab.paths import NAMESPACE_VARIABLE, Paths
from cpnrlab.site import Site

MEMORY_GIB = 6.0
"""For the services (2 GiB), a guest, and what is built meanwhile."""
STATE_GIB = 3.0
"""For the databases, the image, the guests' disks and the logs."""
CACHE_GIB = 5.0
"""For the toolchain's and the image's builds."""
PACKAGES_GIB = 1.5
"""For Debian's packages and their download."""

_SOCKET_PATH = 107
"""Longest path of a unix socket."""
_LONGEST_SOCKET = "ovs/vswitchd.0000000.ctl"
"""Longest name of a socket below the state's folder."""

_IFF_TAP_NO_PI = 0x1002
_TUNSETIFF = 0x400454CA


def check(site: Site) -> None:
    """LabError with all faults, if there are any."""
    faults = list(found(site))
    if faults:
        raise LabError(*faults)


def found(site: Site) -> Iterator[str]:
    """The machine's faults."""
    paths = site.paths
    yield from memory(paths)
    yield from disk(site)
    yield from python(site)
    yield from path_lengths(paths)
    yield from _tap()
    yield from namespaces()
    yield from ownership(paths)
    if namespace.is_ours(paths.namespace, paths.root):
        yield from ports(site)


def memory(paths: Paths, meminfo: Path = Path("/proc/meminfo")) -> Iterator[str]:
    """Too little memory left, unless the lab already has its share."""
    table = dict(line.split(":", 1) for line in meminfo.read_text().splitlines())
    available = int(table["MemAvailable"].split()[0]) / (1 << 20)
    if available < MEMORY_GIB and not any(entry.alive for entry in processes.records(paths)):
        yield (
            f"{available:.1f} GiB of memory are available, the lab needs {MEMORY_GIB:.0f}:"
            " end other programs or use a larger machine."
        )


def disk(site: Site) -> Iterator[str]:
    """Too little room where the lab writes, summed up by file system."""
    paths = site.paths
    needs: dict[int, tuple[float, Path]] = {}
    wanted = [(paths.run, STATE_GIB)]
    if not all((paths.cache / built).exists() for built in ("toolchain", "image")):
        wanted.append((paths.cache, CACHE_GIB))
    made = site.release.environment
    if made is not None and not environment.is_complete(made):
        wanted.append((paths.cache, environment.GIB))
    if packages.missing(site.packages):
        wanted.append((Path("/usr"), PACKAGES_GIB))
    for path, gib in wanted:
        there = next(folder for folder in (path, *path.parents) if folder.exists())
        device = there.stat().st_dev
        needs[device] = (needs.get(device, (0.0, there))[0] + gib, there)
    for gib, there in needs.values():
        free = shutil.disk_usage(there).free / (1 << 30)
        if free < gib and not (paths.run / "mariadb").exists():
            yield f"{free:.1f} GiB are free on the disk of {there}, the lab needs {gib:.1f}: make room there."


def python(site: Site) -> Iterator[str]:
    """No Python for the environment of a release from PyPI."""
    made = site.release.environment
    if made is None or environment.is_complete(made):
        return
    try:
        interpreter.find(site.release.python)
    except LabError as error:
        yield from error.faults


def path_lengths(paths: Paths) -> Iterator[str]:
    """A checkout so deep in folders that unix sockets below it can't be made."""
    length = len(os.fsencode(paths.run / _LONGEST_SOCKET))
    if length > _SOCKET_PATH:
        yield (
            f"The checkout's path {paths.root} is {length - _SOCKET_PATH} characters too long"
            " for unix sockets below it: move the checkout to a shorter path."
        )


def namespaces() -> Iterator[str]:
    """No permission to make network namespaces."""
    argv = ["unshare", "--net", "--mount", "true"]
    tried = subprocess.run(argv, capture_output=True, text=True, check=False)
    if tried.returncode != 0:
        yield (
            f"This machine doesn't permit network namespaces ({tried.stderr.strip()}):"
            " in a container, start it with --privileged."
        )


def ownership(paths: Paths) -> Iterator[str]:
    """A namespace of the lab's name in which another lab lives, or something that is no lab."""
    name = paths.namespace
    if not namespace.exists(name):
        return
    if namespace.is_inside(name):
        yield f"This shell is inside the network namespace {name} itself: use one outside of it."
        return
    if not namespace.pids(name):
        return
    whose = namespace.owner(name)
    other = f"or set {NAMESPACE_VARIABLE} to another name for this lab"
    if whose is None:
        yield (
            f"The network namespace {name} exists and isn't a lab's:"
            f" remove it with `ip netns delete {name}`, {other}."
        )
    elif whose != paths.root:
        if whose.exists():
            yield (
                f"The network namespace {name} is that of the lab in {whose}:"
                f" run `make lab-down` there, {other}."
            )
        else:
            yield (
                f"The network namespace {name} is that of a lab in {whose}, which is gone:"
                f" end it with `lab/lab down`, {other}."
            )


def ports(site: Site) -> Iterator[str]:
    """Ports in the namespace that something else than the lab's recorded services listens on."""
    groups = {entry.pid for entry in processes.records(site.paths) if entry.alive}
    sockets: dict[str, int] = {}
    for pid in namespace.pids(site.paths.namespace):
        try:
            if os.getpgid(pid) in groups:
                continue
            table = Path(f"/proc/{pid}/net/tcp").read_text()
            held = {os.readlink(link) for link in Path(f"/proc/{pid}/fd").iterdir()}
        except OSError:
            continue
        for row in (line.split() for line in table.splitlines()[1:]):
            if row[3] == "0A" and f"socket:[{row[9]}]" in held:
                sockets.setdefault(row[1], pid)
    for address, pid in sockets.items():
        port = int(address.rpartition(":")[2], 16)
        if port in site.ports:
            program = Path(f"/proc/{pid}/comm").read_text().strip()
            yield (
                f"Port {port} in the namespace {site.paths.namespace}, which {site.ports[port]} needs,"
                f" is taken by {program} (pid {pid}): end that process, or run `lab/lab down`, which does."
            )


def _tap() -> Iterator[str]:
    """No way to make tap devices."""
    device = Path("/dev/net/tun")
    if not device.exists():
        yield f"{device} is missing: load the module with `modprobe tun`, or give the container the device."
        return
    try:
        with device.open("rb+", buffering=0) as file:
            fcntl.ioctl(file, _TUNSETIFF, struct.pack("16sH22x", b"cpnrtap%d", _IFF_TAP_NO_PI))
    except OSError as error:
        meaning = os.strerror(error.errno or errno.EIO)
        yield f"Tap devices can't be made ({device}: {meaning}): in a container, start it with --privileged."
