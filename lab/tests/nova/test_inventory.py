from __future__ import annotations

import importlib.util
import unittest

from tests.hardware.rack import one_host

NOVA = importlib.util.find_spec("nova") is not None


@unittest.skipUnless(NOVA, "Debian's python3-nova isn't installed; `lab/lab up` installs it")
class InventoryTest(unittest.TestCase):
    def setUp(self) -> None:
        from nova import objects

        from hardware import inventory

        objects.register_all()
        self.inventory = inventory
        self.host = one_host().hosts[0]

    def test_the_cells_have_their_cpus_pages_and_physical_networks(self) -> None:
        cell = self.inventory.numa_topology(self.host).cells[1]
        self.assertEqual((cell.cpuset, min(cell.pcpuset)), ({16, 17}, 18))
        self.assertEqual({page.size_kb: page.total for page in cell.mempages}[1048576], 24)
        self.assertEqual(
            (cell.network_metadata.physnets, cell.network_metadata.tunneled), ({"sriov1"}, False)
        )

    def test_every_vf_names_its_pf_and_node(self) -> None:
        devices = self.inventory.pci_devices(self.host)
        self.assertEqual(len(devices), 2 * (1 + 8))
        vf = next(device for device in devices if device["address"] == "0000:86:01.2")
        self.assertEqual((vf["parent_addr"], vf["numa_node"], vf["product_id"]), ("0000:86:00.0", 1, "1889"))
        self.assertEqual((vf["dev_type"], vf["parent_ifname"]), ("type-VF", "ens2f0"))

    def test_with_a_pin_set_pinned_and_shared_cpus_are_the_same_and_placement_has_no_pcpu(self) -> None:
        pinned = frozenset(range(4, 16)) | frozenset(range(20, 32))
        cell = self.inventory.numa_topology(self.host, pinned).cells[1]
        self.assertEqual((cell.cpuset, cell.pcpuset), (set(range(20, 32)), set(range(20, 32))))
        totals = {n: i["total"] for n, i in self.inventory.placement(self.host, {}, 0, pinned).items()}
        self.assertEqual((totals["VCPU"], totals.get("PCPU")), (24, None))

    def test_placement_counts_pinned_and_shared_cpus_apart(self) -> None:
        totals = {n: i["total"] for n, i in self.inventory.placement(self.host, {}, 0).items()}
        self.assertEqual(totals, {"VCPU": 4, "PCPU": 28, "MEMORY_MB": 131072, "DISK_GB": 2000})
