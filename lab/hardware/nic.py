"""The SR-IOV NICs of one host: a sysfs-shaped tree and the state of each VF.

The processes that touch a NIC share the tree: nova-compute (attaches and releases VFs, as libvirt does),
Neutron's SR-IOV agent (link state, spoof check, rates) and `lab link` (the PF's carrier). Every change is
made under a lock and ends with the hardware doing it: the guest's NIC gets its carrier, the embedded
switch its flows.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass, replace
from enum import IntEnum
from pathlib import Path
from typing import Any

from hardware import esw, qmp, state
from hardware.guest import QMP_SOCKET
from hardware.rack import Host, Pf

NO_MAC = "00:00:00:00:00:00"


class LinkState(IntEnum):
    """A VF's administrative link state, as in `ip link set PF vf N state` and its netlink message."""

    AUTO = 0
    ENABLE = 1
    DISABLE = 2


@dataclass(frozen=True)
class Vf:
    """What the PF's driver knows of one VF."""

    mac: str = NO_MAC
    vlan: int = 0
    link_state: int = LinkState.AUTO
    spoofchk: int = 1
    trust: int = 0
    max_tx_rate: int = 0
    min_tx_rate: int = 0
    guest: str | None = None
    """Folder of the guest that has the VF; None while it belongs to the host."""
    device: str = ""
    """The QEMU device that plays the VF in that guest."""
    told: bool | None = None
    """The carrier the guest's NIC was last told; None if it has to be told."""

    @property
    def assigned(self) -> bool:
        """Whether a guest has the VF."""
        return self.guest is not None


def carrier_of(link_state: int, pf_carrier: bool) -> bool:
    """A VF's carrier: auto follows the PF's, enable is up and disable is down whatever the PF's is."""
    return pf_carrier if link_state == LinkState.AUTO else link_state == LinkState.ENABLE


class Nics:
    """All PFs of a host with their VFs. `run` is the lab's run folder."""

    def __init__(self, run: Path, host: Host) -> None:
        self._run = run
        self.host = host
        self.root = state.host_folder(run, host.name) / "sys"

    def build(self) -> None:
        """Make the tree, or complete it; VFs keep their state."""
        self.root.mkdir(parents=True, exist_ok=True)
        with self._locked():
            for pf in self.host.pfs:
                self._build(pf)

    def carrier(self, pf: Pf) -> bool:
        """Whether the PF's cable is plugged."""
        return self._carrier_file(pf).read_text().strip() == "1"

    def vfs(self, pf: Pf) -> list[Vf]:
        """The PF's VFs by number."""
        return [self._load(address) for address in pf.vf_addresses]

    def device(self, address: str) -> str:
        """QEMU's id of the NIC that plays a VF in its guest."""
        return self._load(address).device

    def attach(self, address: str, mac: str, vlan: int, guest: Path, device: str) -> None:
        """Give a VF to a guest: MAC and VLAN onto the VF, its network device leaves the host."""
        with self._locked():
            pf, number = self.host.pf_of(address)
            self._store(address, Vf(mac=mac, vlan=vlan, guest=str(guest), device=device))
            netdev = self._pci(address) / "net"
            if netdev.exists():
                (netdev / f"{pf.name}v{number}").rmdir()
                netdev.rmdir()
            self._apply(pf, [number])

    def detach(self, address: str) -> None:
        """Take a VF back to the host, as it was before any guest had it."""
        with self._locked():
            pf, number = self.host.pf_of(address)
            self._store(address, Vf())
            (self._pci(address) / "net" / f"{pf.name}v{number}").mkdir(parents=True, exist_ok=True)
            self._apply(pf, [])

    def set_vf(self, pf: Pf, number: int, changes: Mapping[str, Any]) -> None:
        """Change fields of a VF by their names in `Vf`."""
        with self._locked():
            address = pf.vf_addresses[number]
            self._store(address, replace(self._load(address), **changes))
            self._apply(pf, [number])

    def set_carrier(self, pf: Pf, up: bool) -> None:
        """Plug or pull the PF's cable, as far as the PF and its VFs notice."""
        with self._locked():
            state.write(self._carrier_file(pf), f"{int(up)}\n")
            self._tell(pf, range(pf.vfs))

    def restore(self, guest: Path) -> None:
        """Tell a guest that was just started the carrier of each of its VFs."""
        with self._locked():
            for pf in self.host.pfs:
                mine = [number for number, vf in enumerate(self.vfs(pf)) if vf.guest == str(guest)]
                for number in mine:
                    self._store(pf.vf_addresses[number], replace(self.vfs(pf)[number], told=None))
                self._tell(pf, mine)

    def catch_up(self) -> None:
        """Tell guests that didn't answer in time what they missed."""
        with self._locked():
            for pf in self.host.pfs:
                self._tell(pf, range(pf.vfs))

    def _apply(self, pf: Pf, numbers: Iterable[int]) -> None:
        self._tell(pf, numbers)
        taps = [(esw.tap(self.host, pf, n), vf) for n, vf in enumerate(self.vfs(pf)) if vf.assigned]
        esw.guard(self._run, self.host, pf, [(tap, vf.mac) for tap, vf in taps if vf.spoofchk])

    def _tell(self, pf: Pf, numbers: Iterable[int]) -> None:
        up = self.carrier(pf)
        guests: dict[str, dict[int, Vf]] = {}
        for number in numbers:
            vf = self._load(pf.vf_addresses[number])
            if vf.guest is not None and vf.told != carrier_of(vf.link_state, up):
                guests.setdefault(vf.guest, {})[number] = vf
        links = {
            Path(guest) / QMP_SOCKET: [
                ("set_link", {"name": vf.device, "up": carrier_of(vf.link_state, up)}) for vf in vfs.values()
            ]
            for guest, vfs in guests.items()
        }
        reached = qmp.execute_all(links)
        for guest, vfs in guests.items():
            for number, vf in vfs.items():
                told = carrier_of(vf.link_state, up) if Path(guest) / QMP_SOCKET in reached else None
                self._store(pf.vf_addresses[number], replace(vf, told=told))

    def _build(self, pf: Pf) -> None:
        folder = self._pci(pf.address)
        folder.mkdir(parents=True, exist_ok=True)
        netdev = self.root / "class/net" / pf.name
        netdev.mkdir(parents=True, exist_ok=True)
        _link(netdev / "device", f"../../../bus/pci/devices/{pf.address}")
        if not self._carrier_file(pf).exists():
            state.write(self._carrier_file(pf), "1\n")
        for name, value in (("sriov_totalvfs", 64), ("sriov_numvfs", pf.vfs), ("numa_node", pf.numa_node)):
            state.write(folder / name, f"{value}\n")
        for number, address in enumerate(pf.vf_addresses):
            vf = self._pci(address)
            vf.mkdir(exist_ok=True)
            _link(folder / f"virtfn{number}", f"../{address}")
            _link(vf / "physfn", f"../{pf.address}")
            state.write(vf / "numa_node", f"{pf.numa_node}\n")
            if not (vf / "vf.json").exists():
                (vf / "net" / f"{pf.name}v{number}").mkdir(parents=True, exist_ok=True)
                self._store(address, Vf())

    def _pci(self, address: str) -> Path:
        return self.root / "bus/pci/devices" / address

    def _carrier_file(self, pf: Pf) -> Path:
        return self.root / "class/net" / pf.name / "carrier"

    def _load(self, address: str) -> Vf:
        return Vf(**json.loads((self._pci(address) / "vf.json").read_text()))

    def _store(self, address: str, vf: Vf) -> None:
        state.write(self._pci(address) / "vf.json", json.dumps(asdict(vf), indent=1) + "\n")

    def _locked(self) -> AbstractContextManager[None]:
        return state.locked(self.root / "lock")


def _link(path: Path, target: str) -> None:
    if not path.is_symlink():
        path.symlink_to(target)
