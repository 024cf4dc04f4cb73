"""The lab's way down, whatever is left of it."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable

from cpnrlab import namespace, processes
from cpnrlab.paths import Paths

_FIRST_TO_STOP = ("nova-compute",)
_LAST_TO_STOP = ("ovs-vswitchd", "ovsdb-server", "mariadb", "rabbitmq")


def down(paths: Paths, say: Callable[[str], None]) -> None:
    """Stop everything of the lab, whatever is left of it, and remove its namespace. The state stays.

    A namespace that is another lab's is left to it.
    """
    known = processes.records(paths)
    graces = dict.fromkeys((entry.name for entry in known), 5.0) | {"mariadb": 15.0, "rabbitmq": 4.0}
    first = [name for name in graces if name.startswith(_FIRST_TO_STOP)]
    rest = [name for name in graces if name not in first and name not in _LAST_TO_STOP and name != "epmd"]
    if known:
        say(f"stopping {len(known)} services")
    # nova-compute is to be gone before its guests, or it would note that they are switched off.
    processes.stop(paths, [(name, graces[name]) for name in first])
    inhabitants = [] if namespace.is_other(paths.namespace, paths.root) else namespace.pids(paths.namespace)
    guests = [pid for pid in inhabitants if _program(pid).startswith("qemu-system")]
    if guests:
        say(f"stopping {len(guests)} guests")
    processes.end_all(guests)
    processes.stop(paths, [(name, graces[name]) for name in rest])
    _release_devices(paths)
    processes.stop(paths, [(name, graces[name]) for name in _LAST_TO_STOP if name in graces])
    processes.stop(paths, [("epmd", 1.0)])
    if not namespace.is_other(paths.namespace, paths.root):
        left = namespace.pids(paths.namespace)
        if left:
            say(f"ending {len(left)} further processes in the namespace")
            processes.end_all(left)
        namespace.delete(paths.namespace)
    shutil.rmtree(paths.temporary, ignore_errors=True)
    paths.namespace_file.unlink(missing_ok=True)
    (paths.run / "ready").unlink(missing_ok=True)


def _release_devices(paths: Paths) -> None:
    """Let the switch remove its devices; those of a dead one go with the namespace."""
    control = paths.run / "ovs/vswitchd.ctl"
    if control.is_socket():
        argv = ["ovs-appctl", "--timeout=5", "-t", str(control), "exit", "--cleanup"]
        subprocess.run(argv, capture_output=True, check=False)


def _program(pid: int) -> str:
    try:
        with open(f"/proc/{pid}/comm") as file:
            return file.read().strip()
    except OSError:
        return ""
