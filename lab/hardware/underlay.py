"""The network between the hosts that carries the tenant networks' tunnels.

Each host has a bridge whose own network device holds the host's tunnel address. Open vSwitch encapsulates in
user space. All hosts share one namespace, so Open vSwitch takes each tunnel address for a local one: it sends
a frame for a host out of that host's own device. The host's bridge returns the frame to the device, and
answers the ARP request for the address.
"""

from __future__ import annotations

from ipaddress import IPv4Address
from pathlib import Path

from hardware import ovs
from hardware.rack import Host, Lab


def bridge(host: Host) -> str:
    """The bridge whose device holds the host's tunnel address."""
    return f"ul-{host.number}"


def bridges(lab: Lab) -> list[str]:
    """Names of the underlay's bridges."""
    return [bridge(host) for host in lab.hosts]


def plan(lab: Lab) -> list[ovs.Command]:
    """The OVS commands that give the hosts' bridges their MAC addresses."""
    return [("set", "Bridge", bridge(host), f"other-config:hwaddr={_mac(host)}") for host in lab.hosts]


def addresses(lab: Lab) -> list[list[str]]:
    """The `ip` commands that give the hosts their tunnel addresses."""
    commands = []
    for host in lab.hosts:
        commands.append(
            ["ip", "address", "replace", f"{host.local_ip}/24", "dev", bridge(host), "noprefixroute"]
        )
        commands.append(["ip", "link", "set", bridge(host), "up"])
    return commands


def connect(run: Path, lab: Lab) -> None:
    """Let the hosts reach each other's tunnel addresses; OvsError if the switch refuses."""
    for host in lab.hosts:
        ovs.set_flows(run, bridge(host), flows(host))


def flows(host: Host) -> list[str]:
    """The flows of a host's bridge. They return frames for the host, and answer ARP for its address."""
    mac, address = _mac(host), host.local_ip
    answer = (
        "move:NXM_OF_ETH_SRC[]->NXM_OF_ETH_DST[]",
        f"mod_dl_src:{mac}",
        "load:2->NXM_OF_ARP_OP[]",
        "move:NXM_NX_ARP_SHA[]->NXM_NX_ARP_THA[]",
        "move:NXM_OF_ARP_SPA[]->NXM_OF_ARP_TPA[]",
        f"load:0x{mac.replace(':', '')}->NXM_NX_ARP_SHA[]",
        f"load:{int(IPv4Address(address)):#x}->NXM_OF_ARP_SPA[]",
    )
    return [
        f"priority=2,in_port=LOCAL,dl_dst={mac},actions=IN_PORT",
        f"priority=2,in_port=LOCAL,arp,arp_op=1,arp_tpa={address},actions={','.join(answer)},IN_PORT",
        "priority=1,actions=NORMAL",
    ]


def _mac(host: Host) -> str:
    return f"02:00:c6:12:00:{host.number:02x}"
