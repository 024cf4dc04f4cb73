"""What a host reports to Nova and Placement: CPUs, memory, NUMA cells, PCI devices."""

from __future__ import annotations

import json
from typing import Any

from nova import objects
from nova.objects import fields

from hardware.rack import Cell, Host, Pf

_KIB_PER_MIB = 1024
_SMALL_PAGE_KIB = 4


def resources(host: Host, qemu_version: int, pin_set: frozenset[int] | None = None) -> dict[str, Any]:
    """What the resource tracker wants of a driver; usage is counted by Nova itself.

    `pin_set` are the CPUs of Nova's `vcpu_pin_set`, if that is set: see `numa_topology`.
    """
    memory_mb = sum(cell.memory_mb for cell in host.cells)
    cpus = sum(len(cell.cpus) for cell in host.cells)
    topology = {
        "sockets": len(host.cells),
        "cores": cpus // len(host.cells),
        "threads": 1,
        "cells": len(host.cells),
    }
    cpu = {
        "arch": "x86_64",
        "model": "Cascadelake-Server-noTSX",
        "vendor": "Intel",
        "features": [],
        "topology": topology,
    }
    guests = [(fields.Architecture.X86_64, fields.HVType.QEMU, fields.VMMode.HVM)]
    return {
        "hypervisor_type": fields.HVType.QEMU,
        "hypervisor_version": qemu_version,
        "hypervisor_hostname": host.name,
        "vcpus": cpus,
        "vcpus_used": 0,
        "memory_mb": memory_mb,
        "memory_mb_used": 0,
        "local_gb": host.disk_gb,
        "local_gb_used": 0,
        "disk_available_least": host.disk_gb,
        "cpu_info": json.dumps(cpu),
        "supported_instances": guests,
        "numa_topology": numa_topology(host, pin_set)._to_json(),
        "pci_passthrough_devices": json.dumps(pci_devices(host)),
    }


def numa_topology(host: Host, pin_set: frozenset[int] | None = None) -> objects.NUMATopology:
    """The host's NUMA cells, with the physical networks of their NICs.

    With Nova's `vcpu_pin_set`, shared and dedicated CPUs are the same, as libvirt's driver has it
    (nova/virt/libvirt/driver.py, _get_host_numa_topology).
    """
    return objects.NUMATopology(cells=[_numa_cell(host, cell, pin_set) for cell in host.cells])


def pci_devices(host: Host) -> list[dict[str, Any]]:
    """The host's PFs and VFs as libvirt would list them."""
    devices = []
    for pf in host.pfs:
        devices.append(
            {
                **_pci_device(pf, pf.address, pf.product_id),
                "dev_type": fields.PciDeviceType.SRIOV_PF,
                "parent_addr": None,
                "mac_address": pf.mac,
            }
        )
        for address in pf.vf_addresses:
            devices.append(
                {
                    **_pci_device(pf, address, pf.vf_product_id),
                    "dev_type": fields.PciDeviceType.SRIOV_VF,
                    "parent_addr": pf.address,
                    "parent_ifname": pf.name,
                }
            )
    return devices


def placement(
    host: Host, ratios: dict[str, float], reserved_disk_gb: int, pin_set: frozenset[int] | None = None
) -> dict[str, dict[str, Any]]:
    """The inventory Placement schedules by; a kind of CPU the host has none of is left out.

    With `vcpu_pin_set` its CPUs are VCPU, and there is no PCPU.
    """
    totals = {
        "VCPU": len(host.shared_cpus if pin_set is None else pin_set),
        "PCPU": len(host.dedicated_cpus) if pin_set is None else 0,
        "MEMORY_MB": sum(cell.memory_mb for cell in host.cells),
        "DISK_GB": host.disk_gb,
    }
    return {
        name: {
            "total": total,
            "min_unit": 1,
            "max_unit": total,
            "step_size": 1,
            "allocation_ratio": ratios.get(name, 1.0),
            "reserved": reserved_disk_gb if name == "DISK_GB" else 0,
        }
        for name, total in totals.items()
        if total
    }


def _numa_cell(host: Host, cell: Cell, pin_set: frozenset[int] | None) -> objects.NUMACell:
    huge_kib = sum(size * count for size, count in cell.hugepages.items())
    pages = {_SMALL_PAGE_KIB: (cell.memory_mb * _KIB_PER_MIB - huge_kib) // _SMALL_PAGE_KIB, **cell.hugepages}
    physnets = {pf.physnet for pf in host.pfs if pf.numa_node == cell.id}
    # Nova before Wallaby has no sockets.
    socket = {"socket": cell.socket} if "socket" in objects.NUMACell.fields else {}
    return objects.NUMACell(
        id=cell.id,
        **socket,
        cpuset=set(cell.shared_cpus if pin_set is None else cell.cpus & pin_set),
        pcpuset=set(cell.dedicated_cpus if pin_set is None else cell.cpus & pin_set),
        memory=cell.memory_mb,
        cpu_usage=0,
        memory_usage=0,
        pinned_cpus=set(),
        siblings=[{cpu} for cpu in sorted(cell.cpus)],
        mempages=[
            objects.NUMAPagesTopology(size_kb=size, total=total, used=0, reserved=0)
            for size, total in sorted(pages.items())
        ],
        network_metadata=objects.NetworkMetadata(physnets=physnets, tunneled=cell.tunneled),
    )


def _pci_device(pf: Pf, address: str, product_id: str) -> dict[str, Any]:
    return {
        "address": address,
        "vendor_id": pf.vendor_id,
        "product_id": product_id,
        "label": f"label_{pf.vendor_id}_{product_id}",
        "numa_node": pf.numa_node,
        "status": fields.PciDeviceStatus.AVAILABLE,
    }
