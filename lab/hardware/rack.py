"""The rack as the rest of this package sees it: hosts with NUMA cells and NICs, and the switch's segments.

`hosts.load` reads it from `lab/hosts.json`; the services' configuration is derived from it too.
"""

from __future__ import annotations

import json
from dataclasses import dataclass


@dataclass(frozen=True)
class Cell:
    """One NUMA node of a host."""

    id: int
    socket: int
    shared_cpus: frozenset[int]
    """Host CPUs for unpinned guests."""
    dedicated_cpus: frozenset[int]
    """Host CPUs a guest with `hw:cpu_policy=dedicated` may be pinned to."""
    memory_mb: int
    hugepages: dict[int, int]
    """Page size in KiB -> number of pages."""
    tunneled: bool
    """Whether the NIC that carries the tenant networks' tunnels sits on this node."""

    @property
    def cpus(self) -> frozenset[int]:
        """Every CPU of the node."""
        return self.shared_cpus | self.dedicated_cpus


@dataclass(frozen=True)
class Pf:
    """A physical function: one port of an SR-IOV NIC."""

    name: str
    address: str
    """PCI address, `0000:18:00.0`."""
    physnet: str
    numa_node: int
    model: str
    vendor_id: str
    product_id: str
    vf_product_id: str
    vf_offset: int
    """The SR-IOV capability's First VF Offset: distance in routing ids from the PF to VF 0."""
    vfs: int
    mac: str

    @property
    def vf_addresses(self) -> list[str]:
        """PCI addresses of the VFs, by VF number."""
        domain, bus, rest = self.address.split(":")
        device, function = rest.split(".")
        first = (int(bus, 16) << 8) + (int(device, 16) << 3) + int(function) + self.vf_offset
        return [
            f"{domain}:{rid >> 8:02x}:{rid >> 3 & 31:02x}.{rid & 7}" for rid in range(first, first + self.vfs)
        ]


@dataclass(frozen=True)
class Host:
    """One compute host."""

    name: str
    number: int
    """Position in the file, from 1; makes device names of several hosts unique."""
    disk_gb: int
    cells: tuple[Cell, ...]
    pfs: tuple[Pf, ...]

    @property
    def integration_bridge(self) -> str:
        """Name of the host's br-int."""
        return f"br-int-{self.number}"

    @property
    def tunnel_bridge(self) -> str:
        """Name of the host's br-tun."""
        return f"br-tun-{self.number}"

    @property
    def int_peer_patch_port(self) -> str:
        """Patch port of br-int towards br-tun: `[ovs]int_peer_patch_port` of the agent."""
        return f"patch-tun-{self.number}"

    @property
    def tun_peer_patch_port(self) -> str:
        """Patch port of br-tun towards br-int: `[ovs]tun_peer_patch_port` of the agent."""
        return f"patch-int-{self.number}"

    @property
    def local_ip(self) -> str:
        """The host's tunnel endpoint: `[ovs]local_ip` of the agent."""
        return f"198.18.0.{self.number}"

    @property
    def shared_cpus(self) -> frozenset[int]:
        """CPUs of all cells for unpinned guests."""
        return frozenset().union(*(cell.shared_cpus for cell in self.cells))

    @property
    def dedicated_cpus(self) -> frozenset[int]:
        """CPUs of all cells for pinned guests."""
        return frozenset().union(*(cell.dedicated_cpus for cell in self.cells))

    def device_specs(self) -> list[str]:
        """Nova's `[pci]device_spec`, one JSON text for each PF: its VFs belong to its physical network."""
        return [
            json.dumps(
                {
                    "vendor_id": pf.vendor_id,
                    "product_id": pf.vf_product_id,
                    "address": f"{pf.address.rsplit(':', 1)[0]}:*.*",
                    "physical_network": pf.physnet,
                }
            )
            for pf in self.pfs
        ]

    def pf_of(self, vf_address: str) -> tuple[Pf, int]:
        """The PF of a VF and the VF's number, by the VF's PCI address; KeyError if no PF has that VF."""
        for pf in self.pfs:
            if vf_address in pf.vf_addresses:
                return pf, pf.vf_addresses.index(vf_address)
        raise KeyError(f"host {self.name} has no VF at {vf_address}")


@dataclass(frozen=True)
class Member:
    """A VLAN of a physical network that belongs to a segment."""

    physnet: str
    vlan: int


@dataclass(frozen=True)
class Segment:
    """One broadcast domain of the physical switch."""

    name: str
    members: tuple[Member, ...]
    gateways: tuple[str, ...]
    """Addresses with prefix length the lab's namespace holds in the segment, `172.16.1.1/24`."""


@dataclass(frozen=True)
class Lab:
    """The rack: hosts, and the switch's segments."""

    hosts: tuple[Host, ...]
    segments: tuple[Segment, ...]

    @property
    def physnets(self) -> tuple[str, ...]:
        """Names of the physical networks, in the order of their first PF."""
        return tuple(dict.fromkeys(pf.physnet for host in self.hosts for pf in host.pfs))

    def host(self, name: str) -> Host:
        """The host of that name; KeyError if there is none."""
        for host in self.hosts:
            if host.name == name:
                return host
        known = ", ".join(host.name for host in self.hosts)
        raise KeyError(f"there is no host {name} in the lab, its hosts are {known}")
