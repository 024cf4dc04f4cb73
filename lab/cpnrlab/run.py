"""`lab/lab run`: a command inside the lab, with everything set for Pulumi and the OpenStack client."""

from __future__ import annotations

import os
import shutil

from cpnrlab import form, namespace, processes, stackfile, toolchain
from cpnrlab.errors import LabError
from cpnrlab.paths import CLOUD_NAME, Paths
from cpnrlab.release import SYSTEM_PATH
from cpnrlab.services import front

_USERS_OF_PULUMI = ("pulumi", "npm", "npx", "node")
"""Commands for which the toolchain is built if it isn't there; others do without."""


def execute(paths: Paths, argv: list[str]) -> None:
    """Become the command; doesn't return. LabError if the lab isn't up or there is no such command."""
    require_up(paths)
    chosen = form.load(paths, form.current(paths))
    env = environment(paths, build=os.path.basename(argv[0]) in _USERS_OF_PULUMI)
    env |= front.user_environment(chosen)
    stackfile.refresh(paths, chosen.stack)
    if shutil.which(argv[0], path=env["PATH"]) is None:
        raise LabError(f"There is no command {argv[0]!r} on the PATH.")
    if namespace.is_inside(paths.namespace):
        os.execvpe(argv[0], argv, env)
    command = namespace.command(paths.namespace, argv)
    os.execve(shutil.which("ip", path=SYSTEM_PATH) or "/usr/sbin/ip", command, env)


def require_up(paths: Paths) -> None:
    """LabError unless this checkout's lab is up, and Keystone serves."""
    require_started(paths)
    keystone = processes.record(paths, "keystone")
    if keystone is None or not keystone.alive:
        raise LabError(
            "The lab is not up any more, Keystone has ended: run `lab/lab up` to start what is missing."
        )


def require_started(paths: Paths) -> None:
    """LabError unless this checkout's lab was started, whatever has ended since."""
    up = namespace.is_inside(paths.namespace) or namespace.is_ours(paths.namespace, paths.root)
    if not up or not (paths.run / "ready").exists():
        raise LabError("The lab is not up: run `make lab`, or `lab/lab up` for the cloud alone.")


def environment(paths: Paths, build: bool = False) -> dict[str, str]:
    """The environment of a command in the lab; the toolchain is built if it is needed and `build`."""
    foreign = ("OS_", "http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "all_proxy", "ALL_PROXY")
    env = {key: value for key, value in os.environ.items() if not key.startswith(foreign)}
    made = toolchain.folder(paths, build)
    path = [str(made / "bin")] if made else []
    state = paths.run / "state"
    state.mkdir(exist_ok=True)
    paths.temporary.mkdir(exist_ok=True)
    return env | {
        "PATH": ":".join([*path, env.get("PATH", ""), SYSTEM_PATH]),
        "PULUMI_HOME": str(toolchain.home(paths)),
        # A Pulumi that is killed while it writes a file of metadata leaves a state that can't be read.
        "PULUMI_BACKEND_URL": f"file://{state}?metadata=skip",
        "PULUMI_CONFIG_PASSPHRASE_FILE": str(paths.passphrase),
        "PULUMI_OPTION_CONFIG_FILE": str(stackfile.path(paths)),
        "PULUMI_SKIP_UPDATE_CHECK": "true",
        # The toolchain has every plugin; Pulumi would try to download the one that the SDK names.
        "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true",
        # An interrupted command can leave files there; `down` removes them.
        "TMPDIR": str(paths.temporary),
        "OS_CLIENT_CONFIG_FILE": str(paths.clouds),
        "OS_CLOUD": CLOUD_NAME,
    }
