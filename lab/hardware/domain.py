"""What a guest is started with, kept in its folder as libvirt keeps a domain: so a host that lost its power
starts its guests by itself, before Nova is there.

libvirt-guests does so on a real host. Nova, which would start them otherwise, finds them running.
"""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from hardware import gateway, plug, process, qmp, state
from hardware.guest import DOMAIN_FILE, QMP_SOCKET
from hardware.nic import Nics
from hardware.rack import Host, Lab
from hardware.vif import Vif


@dataclass(frozen=True)
class Domain:
    """A guest's QEMU and its network interfaces, in their order."""

    command: tuple[str, ...]
    vifs: tuple[Vif, ...]

    def save(self, folder: Path) -> None:
        """Keep it in the guest's folder."""
        state.write(folder / DOMAIN_FILE, json.dumps(asdict(self)))

    def start(self, run: Path, nics: Nics, folder: Path) -> None:
        """Plug the interfaces and start QEMU, paused. ToolError, QemuError."""
        plug.plug_all(run, nics, self.vifs, folder)
        process.start(list(self.command), folder)
        nics.restore(folder)


def forget(folder: Path) -> None:
    """Leave the guest's next start to Nova: what is kept is no longer what the guest has."""
    with suppress(FileNotFoundError):
        (folder / DOMAIN_FILE).unlink()


def lose_all(run: Path, lab: Lab, host: Host) -> None:
    """Take what guests lose with their host's power: taps and VFs. Nova starts them again. ToolError."""
    nics = Nics(run, host)
    for disk in (state.host_folder(run, host.name) / "instances").glob("*/disk"):
        forget(disk.parent)
        plug.unplug(run, nics, disk.parent)
    for each in lab.hosts:
        gateway.reconcile(run, lab, each)


def start_all(run: Path, host: Host) -> int:
    """Start the guests that ran when the host lost its power; how many. ToolError, QemuError, QmpError."""
    nics = Nics(run, host)
    nics.build()
    started = 0
    for file in sorted((state.host_folder(run, host.name) / "instances").glob(f"*/{DOMAIN_FILE}")):
        folder = file.parent
        if process.pid(folder) is None:
            _load(file).start(run, nics, folder)
            qmp.execute(folder / QMP_SOCKET, ("cont", {}))
            started += 1
    return started


def _load(file: Path) -> Domain:
    kept = json.loads(file.read_text())
    vifs = (Vif(**{**vif, "gateways": tuple(vif["gateways"])}) for vif in kept["vifs"])
    return Domain(tuple(kept["command"]), tuple(vifs))
