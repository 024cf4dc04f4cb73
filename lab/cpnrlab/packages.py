"""Debian's packages the lab consists of, and the state they leave the user's machine in.

Their services are the lab's to start, inside its namespace: the installation starts none, and none that came
with it is left to start at the machine's next boot.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path

from cpnrlab import durable, exclusive
from cpnrlab.paths import Paths
from cpnrlab.stages import Task

CLOUD = (
    *("mariadb-server", "rabbitmq-server", "openvswitch-switch", "uwsgi-core", "uwsgi-plugin-python3"),
    *("python3-openstackclient", "python3-osc-placement"),
    *("qemu-system-x86", "qemu-utils", "genisoimage", "iproute2", "openssh-client"),
)
"""What the OpenStack services need, the client, and what a compute host runs guests with."""

_POLICY = Path("/usr/sbin/policy-rc.d")
_MACHINES_POLICY = Path("/usr/sbin/policy-rc.d.cpnr-lab")
_POLICY_TEXT = "#!/bin/sh\n# While pulumi-cpnr's lab installs packages: no service is started.\nexit 101\n"
_ANSWERS = "".join(
    f"{package} {project}/{question} boolean false\n"
    for project in ("keystone", "glance", "placement", "nova", "neutron")
    for package in (project, f"{project}-common", f"{project}-api", f"{project}-server")
    for question in ("configure_db", "register-endpoint")
)
_APT_GET = (
    *("apt-get", "-q", "-y", "-o", "DPkg::Lock::Timeout=300", "-o", "Dpkg::Options::=--force-confold"),
    *("-o", "Dpkg::Options::=--force-unsafe-io", "--no-install-recommends"),
)


def versions(names: Iterable[str]) -> dict[str, str]:
    """The installed ones of the named packages, with their versions."""
    argv = ["dpkg-query", "-W", "-f", "${Package} ${Version} ${db:Status-Status}\n", *names]
    listed = subprocess.run(argv, capture_output=True, text=True, check=False).stdout.split("\n")
    words = [line.split() for line in listed]
    return {line[0]: line[1] for line in words if len(line) == 3 and line[2] == "installed"}


def missing(names: Iterable[str]) -> list[str]:
    """Those of the named packages that aren't installed."""
    wanted = list(names)
    return sorted(set(wanted) - versions(wanted).keys())


def install(task: Task, paths: Paths, names: Iterable[str]) -> str | None:
    """Install what is missing of the named packages, and finish an installation that was broken off."""
    folder = paths.cache / "lab-packages"
    # The new packages of this machine until their services are disabled.
    pending = folder / "new.json"
    with exclusive.held(task, folder / "lock", "waiting for another lab's installation"):
        return _install(task, pending, names)


def _install(task: Task, pending: Path, names: Iterable[str]) -> str | None:
    wanted = missing(names)
    if not wanted:
        _settle(task, pending)
        return "all there"
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C.UTF-8"}
    task.say("apt-get update")
    task.execute([*_APT_GET, "update"], env=env)
    if task.execute(["dpkg", "--audit"], env=env).strip():
        task.execute(["dpkg", "--configure", "-a", "--force-confold"], env=env)
    _note_new(task, pending, wanted, env)
    task.execute(["debconf-set-selections"], env=env, stdin=_ANSWERS)
    with _no_service_starts():
        task.execute([*_APT_GET, "install", *wanted], env=env, grace=120)
    _settle(task, pending)
    return f"{len(wanted)} installed"


class _no_service_starts:
    """In the block, package installation starts no service; the machine's own policy is put back after it."""

    def __enter__(self) -> None:
        if _POLICY.exists() and _POLICY.read_text() != _POLICY_TEXT:
            _POLICY.rename(_MACHINES_POLICY)
        durable.write(_POLICY, _POLICY_TEXT, mode=0o755)

    def __exit__(self, *_: object) -> None:
        _restore_policy()


def _restore_policy() -> None:
    if _POLICY.exists() and _POLICY.read_text() == _POLICY_TEXT:
        _POLICY.unlink()
    if _MACHINES_POLICY.exists() and not _POLICY.exists():
        _MACHINES_POLICY.rename(_POLICY)


def _note_new(task: Task, pending: Path, wanted: list[str], env: dict[str, str]) -> None:
    known: list[str] = json.loads(pending.read_text()) if pending.exists() else []
    plan = task.execute([*_APT_GET, "--simulate", "install", *wanted], env=env)
    planned = [line.split()[1] for line in plan.splitlines() if line.startswith("Inst ")]
    durable.write(pending, json.dumps(sorted({*known, *missing(planned)})))


def _settle(task: Task, pending: Path) -> None:
    """Undo what the installation changed about the machine's services."""
    _restore_policy()
    if not pending.exists():
        return
    task.say("disabling the services that came with the packages")
    argv = ["dpkg", "-L", *json.loads(pending.read_text())]
    listed = subprocess.run(argv, capture_output=True, text=True, check=False).stdout
    files = {Path(line) for line in listed.splitlines()}
    for script in sorted(file.name for file in files if file.parent == Path("/etc/init.d")):
        task.execute(["update-rc.d", script, "disable"])
    units = sorted(file.name for file in files if file.match("systemd/system/*.*") and _can_be_enabled(file))
    if units and shutil.which("systemctl"):
        task.execute(["systemctl", "disable", *units])
    pending.unlink()


def _can_be_enabled(unit: Path) -> bool:
    return unit.is_file() and "@" not in unit.name and "[Install]" in unit.read_text()
