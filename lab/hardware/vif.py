"""A guest's network interface as Nova and Neutron describe it, in the terms of this package. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from hardware import esw
from hardware.rack import Host, Pf


class VifError(ValueError):
    """The host can't plug such a VIF."""


@dataclass(frozen=True)
class Vif:
    """One VIF: a VF if `slot` is given, else a port of an OVS bridge."""

    id: str
    mac: str
    tap: str
    mtu: int | None
    network: str
    """Neutron's id of the network."""
    gateways: tuple[str, ...]
    """The gateway address of each of its subnets, with prefix length."""
    active: bool
    """Whether Neutron says the port is up."""
    bridge: str = ""
    slot: str = ""
    """PCI address of the VF."""
    vlan: int = 0
    """The VF's VLAN."""


def from_nova(vif: Mapping[str, Any], host: Host) -> Vif:
    """Nova's network_info entry on this host; VifError if it is of another type or of no VF of the host."""
    network = vif["network"]
    common = {
        "id": vif["id"],
        "mac": vif["address"],
        "mtu": (network.get("meta") or {}).get("mtu"),
        "network": network["id"],
        "gateways": _gateways(network.get("subnets") or []),
        "active": vif.get("active", True) is not False,
    }
    details = vif.get("details") or {}
    if vif["type"] == "ovs":
        return Vif(**common, tap=vif["devname"], bridge=network.get("bridge") or host.integration_bridge)
    if vif["type"] == "hw_veb" and vif["vnic_type"] == "direct":
        slot = (vif.get("profile") or {}).get("pci_slot", "")
        pf, number = _vf(host, slot)
        return Vif(**common, tap=esw.tap(host, pf, number), slot=slot, vlan=int(details.get("vlan") or 0))
    raise VifError(
        f"port {vif['id']} is of type {vif['type']}/{vif['vnic_type']}, expected ovs or a direct VF"
    )


def _vf(host: Host, slot: str) -> tuple[Pf, int]:
    try:
        return host.pf_of(slot)
    except KeyError as error:
        raise VifError(str(error.args[0])) from error


def _gateways(subnets: list[Mapping[str, Any]]) -> tuple[str, ...]:
    addresses = ((subnet, (subnet.get("gateway") or {}).get("address")) for subnet in subnets)
    return tuple(f"{address}/{subnet['cidr'].split('/')[1]}" for subnet, address in addresses if address)
