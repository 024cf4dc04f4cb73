"""The cables between the hosts' PFs and the physical switch: what `lab link` pulls and plugs."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from hardware import fabric, ovs
from hardware.hosts import HostsError
from hardware.nic import LinkState, Nics, carrier_of
from hardware.rack import Host, Lab, Pf


@dataclass(frozen=True)
class Cable:
    """One PF's cable."""

    name: str
    """`compute-1/ens1f0`"""
    up: bool
    detail: str
    """The physical network, and each assigned VF with its link state and carrier."""


def set(run: Path, lab: Lab, name: str, up: bool, host: str | None = None) -> None:
    """Plug (`up`) or pull the cable of a PF, or those of a physical network: of `host`, or of each host.

    HostsError if there is none, or if several hosts have such a PF; ToolError if the switch can't be told.
    """
    for owner, pf in find(lab, name, host):
        nics = Nics(run, owner)
        if up:
            ovs.vsctl(run, fabric.plug(owner, pf))
            nics.set_carrier(pf, True)
        else:
            nics.set_carrier(pf, False)
            ovs.vsctl(run, fabric.unplug(owner, pf))


def set_vf_state(run: Path, lab: Lab, mac: str, link_state: LinkState) -> None:
    """Set the link state of the VF that has this MAC address. HostsError if a guest has no such VF."""
    for host in lab.hosts:
        nics = Nics(run, host)
        for pf in host.pfs:
            for number, vf in enumerate(nics.vfs(pf)):
                if vf.assigned and vf.mac == mac:
                    nics.set_vf(pf, number, {"link_state": int(link_state)})
                    return
    raise HostsError(f"No guest has a VF with the MAC address {mac}; lab/lab status lists them.")


def find(lab: Lab, name: str, host: str | None) -> list[tuple[Host, Pf]]:
    """The PF of that name, or the PFs of that physical network.

    HostsError if there is none, or if several hosts have a PF of that name.
    """
    if host is not None and host not in [known.name for known in lab.hosts]:
        raise HostsError(
            f"There is no host {host}; the lab has {', '.join(known.name for known in lab.hosts)}."
        )
    owners = [owner for owner in lab.hosts if host in (None, owner.name)]
    found = [(owner, pf) for owner in owners for pf in owner.pfs if name in (pf.name, pf.physnet)]
    if not found:
        known = ", ".join(f"{pf.name} ({pf.physnet})" for owner in owners for pf in owner.pfs)
        raise HostsError(f"There is no PF or physical network {name}; the lab has {known}.")
    if len(found) > 1 and name not in lab.physnets:
        places = ", ".join(f"{pf.name} on {owner.name}" for owner, pf in found)
        raise HostsError(f"{name} is more than one cable ({places}); say which by --host and the PF's name.")
    return found


def status(run: Path, lab: Lab) -> list[Cable]:
    """All cables, as they are."""
    return [_cable(Nics(run, host), pf) for host in lab.hosts for pf in host.pfs]


def _cable(nics: Nics, pf: Pf) -> Cable:
    up = nics.carrier(pf)
    assigned = [(number, vf) for number, vf in enumerate(nics.vfs(pf)) if vf.assigned]
    vfs = [
        f"VF {number} {vf.mac} VLAN {vf.vlan} {LinkState(vf.link_state).name.lower()}"
        f" {'up' if carrier_of(vf.link_state, up) else 'down'}"
        for number, vf in assigned
    ]
    return Cable(f"{nics.host.name}/{pf.name}", up, "; ".join([f"{pf.physnet}, {pf.model}", *vfs]))
