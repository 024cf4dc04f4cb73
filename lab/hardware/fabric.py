"""The physical switch: a leaf for each physical network, joined by segments, in OVS.

A PF's cable runs from its embedded switch to the leaf of its physical network; the leaf lets only the
VLANs pass that belong to a segment. A segment is one broadcast domain over its members' VLANs and the
addresses the lab's namespace holds in it. All bridges learn MAC addresses as real switches do, and forget
those of a port that goes.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from hardware import esw, ovs, tool, underlay
from hardware.nic import Nics
from hardware.rack import Host, Lab, Member, Pf, Segment

_NO_VLAN = 4095

_ARP_IGNORE = Path("/proc/sys/net/ipv4/conf/all/arp_ignore")
"""1: an interface answers ARP for its own addresses only."""


def leaf(physnet: str) -> str:
    """Bridge of the leaf switch of a physical network."""
    return f"sw-{physnet}"


def segment_bridge(segment: Segment) -> str:
    """Bridge of a segment; its own network device holds the segment's gateways."""
    return f"seg-{segment.name}"


def up(run: Path, lab: Lab) -> None:
    """Make switches, segments and gateways in the caller's namespace, and each host's NICs. Idempotent.

    Needs the lab's Open vSwitch to run. ToolError.
    """
    # VFs' taps are in this namespace: the kernel would answer ARP there for a gateway beyond a pulled cable.
    _ARP_IGNORE.write_text("1")
    for host in lab.hosts:
        Nics(run, host).build()
    ovs.vsctl(run, plan(lab))
    for host in lab.hosts:
        nics = Nics(run, host)
        for pf in host.pfs:
            ovs.vsctl(run, plug(host, pf) if nics.carrier(pf) else unplug(host, pf))
    for command in addresses(lab):
        tool.run(*command)
    underlay.connect(run, lab)


def down(run: Path, lab: Lab) -> None:
    """Remove what `up` made, except the NICs' state. ToolError."""
    ovs.vsctl(run, [("--if-exists", "del-br", name) for name in bridges(lab)])


def bridges(lab: Lab) -> list[str]:
    """Names of all bridges of the switch and the NICs."""
    return [
        *(esw.bridge(host, pf) for host in lab.hosts for pf in host.pfs),
        *(leaf(physnet) for physnet in lab.physnets),
        *(segment_bridge(segment) for segment in lab.segments),
        *underlay.bridges(lab),
    ]


def plan(lab: Lab) -> list[ovs.Command]:
    """The OVS commands that make everything but the cables."""
    return [
        *(ovs.bridge(name) for name in bridges(lab)),
        *(command for segment in lab.segments for command in _members(segment)),
        *(_trunk(lab, host, pf) for host in lab.hosts for pf in host.pfs),
        *underlay.plan(lab),
    ]


def plug(host: Host, pf: Pf) -> list[ovs.Command]:
    """Connect a PF's embedded switch to the leaf."""
    return [ovs.patch(esw.bridge(host, pf), esw.uplink(host, pf), _leaf_port(host, pf))]


def unplug(host: Host, pf: Pf) -> list[ovs.Command]:
    """Disconnect a PF's embedded switch from the leaf."""
    return [("--if-exists", "del-port", esw.bridge(host, pf), esw.uplink(host, pf))]


def addresses(lab: Lab) -> list[list[str]]:
    """The `ip` commands that give the namespace the segments' gateway addresses."""
    commands = []
    for segment in lab.segments:
        device = segment_bridge(segment)
        commands += [
            ["ip", "address", "replace", gateway, "dev", device, *_nodad(gateway)]
            for gateway in segment.gateways
        ]
        commands.append(["ip", "link", "set", device, "up"])
    return [*commands, *underlay.addresses(lab)]


def _nodad(address: str) -> list[str]:
    return ["nodad"] if ":" in address else []


def _leaf_port(host: Host, pf: Pf) -> str:
    return f"port{host.number}-{pf.name}"


def _trunk(lab: Lab, host: Host, pf: Pf) -> ovs.Command:
    vlans = sorted(m.vlan for segment in lab.segments for m in segment.members if m.physnet == pf.physnet)
    allowed = ",".join(str(vlan) for vlan in vlans or [_NO_VLAN])
    settings = ("--", "set", "Port", _leaf_port(host, pf), "vlan_mode=trunk", f"trunks={allowed}")
    return (*ovs.patch(leaf(pf.physnet), _leaf_port(host, pf), esw.uplink(host, pf)), *settings)


def _members(segment: Segment) -> Iterator[ovs.Command]:
    for member in segment.members:
        outer, inner = f"v{member.vlan}-{member.physnet}", f"s{member.vlan}-{member.physnet}"
        yield (*ovs.patch(leaf(member.physnet), outer, inner), *_access(outer, member))
        yield ovs.patch(segment_bridge(segment), inner, outer)


def _access(port: str, member: Member) -> tuple[str, ...]:
    return ("--", "set", "Port", port, "vlan_mode=access", f"tag={member.vlan}")
