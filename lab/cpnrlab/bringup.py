"""`up` and `deploy`: the stages from the machine as it is to the cloud, and on to the VNF."""

from __future__ import annotations

import json
import shutil
import signal
import time
from datetime import datetime
from functools import partial
from pathlib import Path

from cpnrlab import (
    cloud,
    environment,
    image,
    machine,
    namespace,
    packages,
    processes,
    shutdown,
    stages,
    tenancy,
    toolchain,
)
from cpnrlab.errors import Interrupted, LabError
from cpnrlab.paths import Paths
from cpnrlab.progress import Board
from cpnrlab.site import Site
from cpnrlab.stages import CommandError, Stage, Task

STACK = "lab"
_GUEST_BOOT = 240.0
"""Seconds in which a guest has booted, on a machine that does other things as well."""
_CONSOLE_LINES = 12
_IMAGE_TOOLS = Path("image/tools")
"""Below lab/: the packages `image/ensure` needs on the machine, one a line."""


def up(site: Site) -> None:
    """Bring the cloud up, with the guest image in it."""
    _run(site, cloud_stages(site))


def deploy(site: Site) -> str:
    """Bring up everything: the cloud, the toolchain, the stack. Returns a report of what runs."""
    report: list[str] = []
    patience = 0.0 if namespace.is_ours(site.paths.namespace, site.paths.root) else _GUEST_BOOT
    _run(site, [*cloud_stages(site), *stack_stages(site, report, patience)])
    return "".join(report)


def cloud_stages(site: Site) -> list[Stage]:
    """From the machine as it is to a cloud with the guest image."""
    paths = site.paths
    from_pypi = site.release.lock is not None
    install = partial(environment.install, paths=paths, release=site.release)
    is_for_member = bool(site.form.administrator)
    member = Stage("member", cloud.inside(site, tenancy.register), (cloud.READY,))
    before_ready = (cloud.READY, "image upload", *((member.name,) if is_for_member else ()))
    return [
        Stage("machine", partial(_check, site=site)),
        Stage("tools", partial(_tools, site=site), ("machine",)),
        Stage("packages", partial(packages.install, paths=paths, names=site.packages), ("tools",)),
        Stage("image", partial(image.ensure, site=site), ("tools",)),
        *([Stage("openstack", install, ("tools",))] if from_pypi else []),
        *cloud.stages(site, after="packages", programs="openstack" if from_pypi else "packages"),
        Stage("image upload", cloud.inside(site, image.register), ("image", "glance", "identity")),
        *([member] if is_for_member else []),
        Stage("ready", partial(_ready, site=site), before_ready),
    ]


def stack_stages(site: Site, report: list[str], patience: float) -> list[Stage]:
    """From the cloud to the proven VNF; what the last stage prints is appended to `report`.

    For `patience` seconds a report that fails is asked for again: guests of the last run may be booting.
    """
    paths = site.paths
    pulumi = ["pulumi", "--non-interactive"]

    def cpnr(command: str) -> list[str]:
        return ["node", "bin/cpnr.js", command, "--stack", STACK]

    def make_keys(task: Task) -> None:
        _in_lab(task, paths, [*pulumi, "--cwd", str(_twin(paths)), "stack", "select", "--create", STACK])
        _in_lab(task, paths, cpnr("keys"))

    def make_stack(task: Task) -> None:
        _release_lock(task, paths)
        deployed = [*pulumi, "up", "--stack", STACK, "--yes", "--skip-preview", "--suppress-progress"]
        try:
            _in_lab(task, paths, deployed, stream=True)
        except CommandError:
            _show_guests(task, paths)
            raise

    def make_report(task: Task) -> None:
        end = time.monotonic() + patience
        while True:
            try:
                report.append(_in_lab(task, paths, cpnr("report")))
                return
            except CommandError:
                if time.monotonic() > end:
                    raise
            task.wait(3)

    return [
        Stage("npm", partial(_install_modules, paths=paths), ("machine",)),
        Stage("toolchain", partial(toolchain.ensure, paths=paths), ("machine",)),
        Stage("keys", make_keys, ("ready", "npm", "toolchain")),
        Stage("stack", make_stack, ("keys",)),
        Stage("report", make_report, ("stack",)),
    ]


def _twin(paths: Paths) -> Path:
    """A folder that Pulumi takes for the project, where the program isn't.

    A new stack's salt, and whatever else Pulumi writes beside the project file, goes there and not into
    the tracked stack file.
    """
    folder = paths.run / "project"
    folder.mkdir(exist_ok=True)
    project = (paths.root / "Pulumi.yaml").read_text()
    (folder / "Pulumi.yaml").write_text(project.replace("main: index.ts", "main: ../../../index.ts"))
    return folder


def _run(site: Site, work: list[Stage]) -> None:
    paths = site.paths
    was_up = namespace.is_ours(paths.namespace, paths.root)
    before = {entry.name for entry in processes.records(paths) if entry.alive}
    paths.make()
    with Board(max(len(stage.name) for stage in work)) as board:
        try:
            stages.run(work, board, paths.log)
        except Interrupted:
            board.line("Interrupted: stopping what this run started.")
            if was_up:
                begun = [entry.name for entry in processes.records(paths) if entry.name not in before]
                processes.stop(paths, [(name, 5.0) for name in begun])
            else:
                shutdown.down(paths, board.line)
            raise


def _check(task: Task, site: Site) -> str | None:
    machine.check(site)
    return None


def _tools(task: Task, site: Site) -> str | None:
    """Install the packages with which the stages beside `packages` work."""
    names = (site.paths.lab / _IMAGE_TOOLS).read_text().split()
    if site.release.lock is not None:
        names += site.release.packages
    return packages.install(task, site.paths, names)


def _install_modules(task: Task, paths: Paths) -> str | None:
    lock, installed = paths.root / "package-lock.json", paths.root / "node_modules/.package-lock.json"
    if installed.exists() and installed.stat().st_mtime >= lock.stat().st_mtime:
        return "as before"
    if shutil.which("npm") is None:
        raise LabError("npm is not on the PATH: install Node.js 20.19 or later.")
    task.execute(["npm", "ci", "--no-audit", "--no-fund", "--loglevel=error"], cwd=paths.root)
    return None


def _ready(task: Task, site: Site) -> str | None:
    (site.paths.run / "ready").touch()
    return None


def _in_lab(task: Task, paths: Paths, command: list[str], stream: bool = False) -> str:
    """Execute a command as `lab/lab run` does. Pulumi ends gracefully at SIGINT, and is given time to."""
    argv = [str(paths.lab / "lab"), "run", *command]
    return task.execute(argv, cwd=paths.root, stream=stream, stop=signal.SIGINT, grace=90)


def _show_guests(task: Task, paths: Paths) -> None:
    """Show what there is to know of guests that SSH doesn't reach: who answers ARP, how consoles end."""
    for line in namespace.neighbours(paths.namespace):
        task.show(f"The lab's neighbour {line}")
    for console in sorted(paths.run.glob("hosts/*/instances/*/console.log")):
        task.show(f"The console of {console.parent.name} ends with:")
        for line in console.read_text(errors="replace").splitlines()[-_CONSOLE_LINES:]:
            task.show(f"  | {line}")


def _holder(lock: str) -> int | None:
    """The pid of the Pulumi that holds a lock, None if it has ended.

    A full disk leaves an empty lock, and the pid may have been given to another process since.
    """
    try:
        content = json.loads(lock)
        pid, taken = int(content["pid"]), datetime.fromisoformat(content["timestamp"]).timestamp()
    except (ValueError, KeyError, TypeError):
        return None
    begun = processes.begun_at(pid)
    return pid if begun is not None and begun <= taken + 1 else None


def _release_lock(task: Task, paths: Paths) -> None:
    """Release the stack's lock if the Pulumi that took it was killed. LabError if that still runs."""
    for lock in (paths.run / "state/.pulumi/locks").rglob("*.json"):
        holder = _holder(lock.read_text())
        if holder is not None:
            raise LabError(f"Another Pulumi (pid {holder}) is running on stack {STACK}: wait until it ends.")
        task.say("releasing the lock of a Pulumi that was killed")
        lock.unlink()
