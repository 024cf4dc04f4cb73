"""The lab as its tenant networks' router: the gateway addresses of their subnets.

For each network with a guest on any host, one host holds an internal port of its integration bridge in the
network's local VLAN; the port has the gateway addresses, so that a client in the lab's namespace reaches the
guests. Everything that is needed to repair it is in Open vSwitch's database.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hardware import ovn, ovs, state, tool
from hardware.rack import Host, Lab
from hardware.vif import Vif

_NETWORK, _GATEWAYS, _MTU = "lab-network", "lab-gateways", "lab-mtu"
_DEAD_VLAN = 4095


@dataclass(frozen=True)
class Gateway:
    """What a network's gateway port is to be."""

    bridge: str
    vlan: int | None
    """The network's local VLAN in the bridge; None with OVN, whose logical ports have no VLAN."""
    network: str
    addresses: frozenset[str]
    mtu: int


def device(network: str) -> str:
    """The gateway port of a network."""
    return f"gw-{network[:8]}"


def note(vif: Vif) -> dict[str, str]:
    """What a guest's port says of its network, as external ids of the Port."""
    return {_NETWORK: vif.network, _GATEWAYS: " ".join(vif.gateways), _MTU: str(vif.mtu or 1500)}


def wanted(lab: Lab, ports: dict[str, list[dict[str, Any]]], has_vlans: bool = True) -> dict[str, Gateway]:
    """The gateway of each network, by device; `ports` are rows of Port by the name of their bridge.

    The first host in the file that has a guest in the network holds it. A port the agent hasn't put into a
    VLAN doesn't count yet.
    """
    gateways: dict[str, Gateway] = {}
    for host in lab.hosts:
        for port in ports.get(host.integration_bridge, []):
            marks, vlan = port["external_ids"], port["tag"] if isinstance(port["tag"], int) else None
            if not marks.get(_GATEWAYS) or (has_vlans and vlan in (None, _DEAD_VLAN)):
                continue
            addresses, network = frozenset(marks[_GATEWAYS].split()), marks[_NETWORK]
            gateway = Gateway(host.integration_bridge, vlan, network, addresses, int(marks[_MTU]))
            gateways.setdefault(device(network), gateway)
    return gateways


def reconcile(run: Path, lab: Lab, host: Host) -> None:
    """Make this host's gateway ports what they are to be. ToolError, TimeoutError."""
    with state.locked(run / "ovs/gateways.lock"):
        _reconcile(run, lab, host)


def _reconcile(run: Path, lab: Lab, host: Host) -> None:
    ports = _ports(run)
    gateways = wanted(lab, ports, has_vlans=not ovn.is_used(run))
    mine = {name: g for name, g in gateways.items() if g.bridge == host.integration_bridge}
    there = {p["name"]: p for p in ports.get(host.integration_bridge, []) if p["name"].startswith("gw-")}
    commands: list[ovs.Command] = [
        ("--if-exists", "del-port", host.integration_bridge, name) for name in there.keys() - mine.keys()
    ]
    bridges = {port["name"]: bridge for bridge, listed in ports.items() for port in listed}
    for name, gateway in mine.items():
        if bridges.get(name, gateway.bridge) != gateway.bridge:
            # The host that holds it has not looked yet since this host has a guest in the network.
            commands.append(("del-port", bridges[name], name))
        if name not in there or there[name]["tag"] != (gateway.vlan or []):
            commands.append(_port(name, gateway))
    if commands:
        if ovn.is_used(run):
            ovn.add_ports(run, [(gateway.network, name) for name, gateway in mine.items()])
        ovs.vsctl(run, commands)
    if mine:
        _set_addresses(mine)


def _port(name: str, gateway: Gateway) -> ovs.Command:
    place = (
        ("--", "set", "Interface", name, ovs.setting("external_ids", "iface-id", name))
        if gateway.vlan is None
        else ("--", "set", "Port", name, f"tag={gateway.vlan}")
    )
    return (
        *("--may-exist", "add-port", gateway.bridge, name),
        *place,
        *("--", "set", "Interface", name, "type=internal", f"mtu_request={gateway.mtu}"),
    )


def _ports(run: Path) -> dict[str, list[dict[str, Any]]]:
    by_id = {row["_uuid"]: row for row in ovs.rows(run, "Port", "_uuid", "name", "tag", "external_ids")}
    bridges = ovs.rows(run, "Bridge", "name", "ports")
    return {row["name"]: [by_id[i] for i in _several(row["ports"]) if i in by_id] for row in bridges}


def _several(column: Any) -> list[str]:  # noqa: ANN401 - OVSDB writes a set of one as its element
    return column if isinstance(column, list) else [column]


def _set_addresses(gateways: dict[str, Gateway]) -> None:
    shown = tool.run("ip", "-j", "address")
    links = {link["ifname"]: link for link in json.loads(shown)}
    for name, gateway in gateways.items():
        link = links.get(name, {})
        has = {f"{a['local']}/{a['prefixlen']}" for a in link.get("addr_info", []) if a["scope"] == "global"}
        for address in has - gateway.addresses:
            tool.run("ip", "address", "delete", address, "dev", name)
        for address in gateway.addresses - has:
            tool.run("ip", "address", "replace", address, "dev", name, *(["nodad"] if ":" in address else []))
        if "UP" not in link.get("flags", []):
            tool.run("ip", "link", "set", "dev", name, "up")
