"""The network between the hosts that carries the tenant networks' tunnels.

Each host has a bridge whose own network device holds the host's tunnel address; a bridge of the switch
joins them. Open vSwitch encapsulates in user space, and since all hosts share one namespace the kernel
would call the other end's address local: so the routes and neighbours of the tunnels are given to Open
vSwitch itself.
"""

from __future__ import annotations

from itertools import permutations
from pathlib import Path

from hardware import ovs, state, tool
from hardware.rack import Host, Lab

SPINE = "underlay"


def bridge(host: Host) -> str:
    """The bridge whose device holds the host's tunnel address."""
    return f"ul-{host.number}"


def bridges(lab: Lab) -> list[str]:
    """Names of the underlay's bridges."""
    return [SPINE, *(bridge(host) for host in lab.hosts)]


def plan(lab: Lab) -> list[ovs.Command]:
    """The OVS commands that join the hosts' bridges."""
    commands: list[ovs.Command] = []
    for host in lab.hosts:
        mac = f"other-config:hwaddr={_mac(host)}"
        commands.append(("set", "Bridge", bridge(host), mac))
        commands.append(ovs.patch(bridge(host), f"ul-{host.number}-spine", f"spine-{host.number}"))
        commands.append(ovs.patch(SPINE, f"spine-{host.number}", f"ul-{host.number}-spine"))
    return commands


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
    """Tell Open vSwitch the way from each host to each other one; ToolError if it refuses.

    Open vSwitch forgets a neighbour after a quarter of an hour of silence and asks by ARP: the kernel, in
    which both addresses are local, has to answer that, on the right device.
    """
    appctl = ["ovs-appctl", "--timeout=5", "-t", str(state.ovs_socket(run).parent / "vswitchd.ctl")]
    for one, other in permutations(lab.hosts, 2):
        for setting in ("accept_local", "arp_ignore"):
            Path(f"/proc/sys/net/ipv4/conf/{bridge(one)}/{setting}").write_text("1\n")
        tool.run(*appctl, "ovs/route/add", f"{other.local_ip}/32", bridge(one))
        tool.run(*appctl, "tnl/neigh/set", bridge(one), other.local_ip, _mac(other))


def _mac(host: Host) -> str:
    return f"02:00:c6:12:00:{host.number:02x}"
