"""A NIC's embedded switch: an OVS bridge for each PF, whose VFs are access ports of their VLAN."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from hardware import ovs
from hardware.rack import Host, Pf


def bridge(host: Host, pf: Pf) -> str:
    """Name of a PF's embedded switch."""
    return f"esw{host.number}-{pf.name}"


def uplink(host: Host, pf: Pf) -> str:
    """The embedded switch's port to the cable; exists while the cable is plugged."""
    return f"up{host.number}-{pf.name}"


def tap(host: Host, pf: Pf, number: int) -> str:
    """The network device that carries a VF's frames between its guest and the embedded switch."""
    return f"h{host.number}-{pf.name}v{number}"


def connect(host: Host, pf: Pf, number: int, vlan: int) -> ovs.Command:
    """Make a VF's tap an access port of its VLAN."""
    name = tap(host, pf, number)
    return ("--may-exist", "add-port", bridge(host, pf), name, "--", "set", "Port", name, f"tag={vlan}")


def disconnect(host: Host, pf: Pf, number: int) -> ovs.Command:
    """Remove a VF's tap from the embedded switch."""
    return ("--if-exists", "del-port", bridge(host, pf), tap(host, pf, number))


def guard_flows(checked: Iterable[tuple[str, str]]) -> list[str]:
    """Flows of the spoof check: from each (tap, MAC) only frames with that source address pass."""
    flows = ["priority=0,actions=NORMAL"]
    for name, mac in checked:
        flows.append(f"priority=20,in_port={name},dl_src={mac},actions=NORMAL")
        flows.append(f"priority=10,in_port={name},actions=drop")
    return flows


def guard(run: Path, host: Host, pf: Pf, checked: Iterable[tuple[str, str]]) -> None:
    """Put the spoof check of a PF's VFs into its embedded switch; ToolError."""
    ovs.set_flows(run, bridge(host, pf), guard_flows(checked))
