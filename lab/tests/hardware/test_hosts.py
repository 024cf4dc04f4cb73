from __future__ import annotations

import json
import unittest
from collections.abc import Callable
from pathlib import Path
from typing import Any

from hardware import hosts
from tests.hardware.rack import document, one_host, two_hosts

Change = Callable[[dict[str, Any]], Any]


def cell(data: dict[str, Any], number: int) -> Any:  # noqa: ANN401 - decoded JSON
    return data["hosts"][0]["cells"][number]


def pf(data: dict[str, Any], number: int) -> Any:  # noqa: ANN401 - decoded JSON
    return data["hosts"][0]["pfs"][number]


def members(data: dict[str, Any]) -> Any:  # noqa: ANN401 - decoded JSON
    return data["segments"][0]["members"]


class HostsTest(unittest.TestCase):
    def test_the_labs_own_file_is_one_host_of_two_nodes_with_a_pf_on_each(self) -> None:
        lab = one_host()
        (host,) = lab.hosts
        self.assertEqual(
            [(pf.name, pf.physnet, pf.numa_node, pf.vfs) for pf in host.pfs],
            [("ens1f0", "sriov0", 0, 8), ("ens2f0", "sriov1", 1, 8)],
        )
        self.assertEqual(lab.physnets, ("sriov0", "sriov1"))
        self.assertEqual(sorted(host.dedicated_cpus), [*range(2, 16), *range(18, 32)])
        self.assertEqual(lab.segments[0].gateways, ("172.16.1.1/24", "fd00:172:16:1::1/64"))

    def test_vf_addresses_follow_the_cards_first_vf_offset(self) -> None:
        xl710, e810 = one_host().hosts[0].pfs
        self.assertEqual(xl710.vf_addresses[0], "0000:18:02.0")
        self.assertEqual(xl710.vf_addresses[7], "0000:18:02.7")
        self.assertEqual(e810.vf_addresses[0], "0000:86:01.0")

    def test_device_specs_give_each_pfs_vfs_to_its_physical_network(self) -> None:
        specs = [json.loads(spec) for spec in one_host().hosts[0].device_specs()]
        xl710 = {"product_id": "154c", "address": "0000:18:*.*", "physical_network": "sriov0"}
        e810 = {"product_id": "1889", "address": "0000:86:*.*", "physical_network": "sriov1"}
        self.assertEqual(specs, [{"vendor_id": "8086"} | xl710, {"vendor_id": "8086"} | e810])

    def test_a_vf_is_found_by_its_address(self) -> None:
        pf, number = one_host().hosts[0].pf_of("0000:86:01.3")
        self.assertEqual((pf.name, number), ("ens2f0", 3))
        with self.assertRaisesRegex(KeyError, "no VF at 0000:99:00.0"):
            one_host().hosts[0].pf_of("0000:99:00.0")

    def test_a_second_host_has_names_of_its_own(self) -> None:
        first, second = two_hosts().hosts
        for attribute in ("integration_bridge", "tunnel_bridge", "local_ip", "int_peer_patch_port"):
            self.assertNotEqual(getattr(first, attribute), getattr(second, attribute))

    def test_cpu_lists(self) -> None:
        self.assertEqual(hosts.parse_cpus("0-2,7"), {0, 1, 2, 7})
        self.assertEqual(hosts.parse_cpus(""), frozenset())


class FaultsTest(unittest.TestCase):
    CASES: tuple[tuple[Change, str], ...] = (
        (lambda d: d.pop("hosts"), "the file: hosts is None, expected a list."),
        (lambda d: d["hosts"][0].pop("name"), "host: name is None, expected at most 63"),
        (lambda d: d["hosts"].append(d["hosts"][0]), "hosts: name compute-1 is used twice"),
        (lambda d: d["hosts"][0]["cells"].clear(), r"cells have the ids \[\], expected at least one"),
        (lambda d: cell(d, 1).update(id=0), r"cells have the ids \[0, 0\]"),
        (lambda d: cell(d, 0).update(id=4), r"cells have the ids \[4, 1\]"),
        (lambda d: cell(d, 1).update(shared_cpus="0"), "CPU 0 is listed twice"),
        (lambda d: cell(d, 1).update(shared_cpus="x"), "shared_cpus is 'x', expected a list like"),
        (lambda d: cell(d, 0).update(memory_mb=True), "memory_mb is True, expected a number"),
        (lambda d: cell(d, 0).update(memory_mb=8192), "hugepages take 32768 MiB, expected at most 8192"),
        (lambda d: pf(d, 0).update(numa_node=5), "pf ens1f0: numa_node is 5"),
        (lambda d: pf(d, 0).update(name="enp134s0f0np0"), "name is 'enp134s0f0np0', expected at most 8"),
        (lambda d: pf(d, 1).update(address="0000:18:00.0"), "PCI address 0000:18:00.0 is used twice"),
        (lambda d: pf(d, 0).update(mac="3C:FD"), "mac is '3C:FD', expected a MAC address in lower case"),
        (lambda d: pf(d, 0).update(vfs=0), "vfs is 0, expected a number from 1 to 64"),
        (lambda d: members(d)[0].update(vlan=4095), "vlan is 4095, expected a number from 1 to 4094"),
        (lambda d: members(d)[0].update(physnet="sriov7"), "physnet is 'sriov7', expected one that a PF"),
        (lambda d: members(d).append({"physnet": "sriov0", "vlan": 101}), "sriov0 VLAN 101 is used twice"),
        (lambda d: d["segments"][0].update(gateways=["172.16.1.256"]), "gateway is '172.16.1.256'"),
    )

    def test_each_is_named_with_the_value_and_what_was_expected(self) -> None:
        for change, message in self.CASES:
            data = document()
            change(data)
            with self.subTest(message), self.assertRaisesRegex(hosts.HostsError, message):
                hosts.parse(data)

    def test_a_file_that_is_not_there(self) -> None:
        with self.assertRaisesRegex(hosts.HostsError, "/nowhere/hosts.json can't be read: No such file"):
            hosts.load(Path("/nowhere/hosts.json"))
