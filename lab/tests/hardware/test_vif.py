from __future__ import annotations

import tempfile
import unittest
from pathlib import Path
from typing import Any
from unittest import mock

from hardware import esw, gateway, ovs, plug, qmp
from hardware.nic import Nics
from hardware.vif import Vif, VifError, from_nova
from tests.hardware.rack import one_host, two_hosts

HOST = one_host().hosts[0]
SUBNETS = [
    {"cidr": "10.10.10.0/24", "gateway": {"address": "10.10.10.1"}},
    {"cidr": "fd00:10::/64", "gateway": {"address": "fd00:10::1"}},
    {"cidr": "10.10.11.0/24", "gateway": {"address": None}},
]


def nova_vif(**changes: Any) -> dict[str, Any]:  # noqa: ANN401 - fields of nova's VIF
    network = {"id": "8b5d9f3a-1", "bridge": "br-int-1", "subnets": SUBNETS, "meta": {"mtu": 1450}}
    vif = {
        "id": "port",
        "address": "fa:16:3e:00:00:01",
        "type": "ovs",
        "vnic_type": "normal",
        "devname": "tapport",
        "network": network,
        "active": False,
    }
    return vif | changes


def direct(slot: str) -> dict[str, Any]:
    return nova_vif(type="hw_veb", vnic_type="direct", profile={"pci_slot": slot}, details={"vlan": "101"})


class VifTest(unittest.TestCase):
    def test_an_ovs_port_has_its_bridge_and_the_subnets_gateways(self) -> None:
        vif = from_nova(nova_vif(), HOST)
        self.assertEqual((vif.tap, vif.bridge, vif.mtu, vif.slot), ("tapport", "br-int-1", 1450, ""))
        self.assertEqual(vif.gateways, ("10.10.10.1/24", "fd00:10::1/64"))
        self.assertFalse(vif.active)

    def test_a_direct_port_is_a_vf_with_its_vlan(self) -> None:
        vif = from_nova(direct("0000:18:02.3"), HOST)
        self.assertEqual((vif.tap, vif.slot, vif.vlan), ("h1-ens1f0v3", "0000:18:02.3", 101))

    def test_a_port_neutron_could_not_bind_is_named(self) -> None:
        with self.assertRaisesRegex(VifError, "port port is of type binding_failed/normal, expected ovs"):
            from_nova(nova_vif(type="binding_failed"), HOST)
        with self.assertRaisesRegex(VifError, "compute-1 has no VF at 0000:99:00.0"):
            from_nova(direct("0000:99:00.0"), HOST)

    def test_the_port_carries_what_neutrons_agent_looks_for(self) -> None:
        command = " ".join(plug.integration_port(from_nova(nova_vif(), HOST), "uuid", "nic0"))
        self.assertIn('external_ids:iface-id="port"', command)
        self.assertIn('external_ids:attached-mac="fa:16:3e:00:00:01"', command)
        self.assertIn('external_ids:lab-gateways="10.10.10.1/24 fd00:10::1/64"', command)
        self.assertIn('external_ids:lab-device="nic0"', command)


class PluggedTest(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.run_folder = Path(folder.name)
        self.nics = Nics(self.run_folder, HOST)
        self.nics.build()
        self.commands: list[ovs.Command] = []
        rows = [{"name": "tapport", "external_ids": {"lab-device": "nic1"}}]
        for target, name, replacement in (
            (ovs, "rows", lambda *_: rows),
            (ovs, "vsctl", lambda _, commands: self.commands.extend(commands)),
            (esw, "guard", lambda *_: None),
            (qmp, "execute_all", lambda _: set()),
        ):
            patcher = mock.patch.object(target, name, replacement)
            patcher.start()
            self.addCleanup(patcher.stop)

    def _device(self, vif: dict[str, Any]) -> str:
        return plug.device(self.run_folder, self.nics, from_nova(vif, HOST))

    def test_the_device_of_an_ovs_port_is_in_its_marks_and_that_of_a_vf_in_the_nic(self) -> None:
        self.nics.attach("0000:18:02.3", "fa:16:3e:00:00:01", 101, self.run_folder, "nic2")
        self.assertEqual(self._device(nova_vif()), "nic1")
        self.assertEqual(self._device(direct("0000:18:02.3")), "nic2")

    def test_a_vif_that_no_guest_has_is_named(self) -> None:
        for vif in (nova_vif(devname="tapother"), direct("0000:18:02.4")):
            with self.assertRaisesRegex(VifError, "port port is in no guest"):
                self._device(vif)

    def test_a_vif_is_unplugged_alone(self) -> None:
        for slot in ("0000:18:02.3", "0000:18:02.4"):
            self.nics.attach(slot, "fa:16:3e:00:00:01", 101, self.run_folder, "nic2")
        for vif in (nova_vif(), direct("0000:18:02.3")):
            plug.unplug_one(self.run_folder, self.nics, from_nova(vif, HOST))
        taken = [("--if-exists", "del-port", "tapport"), ("--if-exists", "del-port", "h1-ens1f0v3")]
        self.assertEqual(self.commands, taken)
        self.assertEqual([vf.assigned for vf in self.nics.vfs(HOST.pfs[0])][3:5], [False, True])


class GatewayTest(unittest.TestCase):
    def _port(self, vlan: object, vif: Vif) -> dict[str, Any]:
        return {"name": vif.tap, "tag": vlan, "external_ids": gateway.note(vif)}

    def test_it_is_in_the_networks_local_vlan(self) -> None:
        vif = from_nova(nova_vif(), HOST)
        wanted = gateway.wanted(one_host(), {"br-int-1": [self._port(3, vif), self._port(3, vif)]})
        addresses = frozenset({"10.10.10.1/24", "fd00:10::1/64"})
        self.assertEqual(
            wanted, {"gw-8b5d9f3a": gateway.Gateway("br-int-1", 3, vif.network, addresses, 1450)}
        )

    def test_a_port_without_a_vlan_yet_has_none(self) -> None:
        vif = from_nova(nova_vif(), HOST)
        unset: list[int] = []
        for vlan in (unset, 4095):
            self.assertEqual(gateway.wanted(one_host(), {"br-int-1": [self._port(vlan, vif)]}), {})

    def test_a_logical_port_of_ovn_has_no_vlan(self) -> None:
        vif = from_nova(nova_vif(), HOST)
        ports = {"br-int-1": [self._port([], vif)]}
        wanted = gateway.wanted(one_host(), ports, has_vlans=False)
        self.assertIsNone(wanted["gw-8b5d9f3a"].vlan)

    def test_a_network_without_gateways_has_none(self) -> None:
        bare = nova_vif()
        bare["network"] = bare["network"] | {"subnets": []}
        wanted = gateway.wanted(one_host(), {"br-int-1": [self._port(3, from_nova(bare, HOST))]})
        self.assertEqual(wanted, {})

    def test_of_several_hosts_one_holds_it(self) -> None:
        vif = from_nova(nova_vif(), HOST)
        ports = {"br-int-2": [self._port(7, vif)], "br-int-1": [self._port(3, vif)]}
        self.assertEqual(gateway.wanted(two_hosts(), ports)["gw-8b5d9f3a"].bridge, "br-int-1")
        del ports["br-int-1"]
        self.assertEqual(gateway.wanted(two_hosts(), ports)["gw-8b5d9f3a"].bridge, "br-int-2")

    def test_a_host_takes_it_over_from_another_one(self) -> None:
        vif = from_nova(nova_vif(), HOST)
        held = {"name": "gw-8b5d9f3a", "tag": 7, "external_ids": {}}
        ports = {"br-int-2": [self._port(7, vif), held], "br-int-1": [self._port(3, vif)]}
        lab = two_hosts()
        with (
            tempfile.TemporaryDirectory() as folder,
            mock.patch.object(gateway, "_ports", return_value=ports),
            mock.patch.object(gateway, "_set_addresses"),
            mock.patch.object(ovs, "vsctl") as vsctl,
        ):
            Path(folder, "ovs").mkdir()
            gateway.reconcile(Path(folder), lab, lab.hosts[0])
        taken, added = vsctl.call_args.args[1]
        self.assertEqual(taken, ("del-port", "br-int-2", "gw-8b5d9f3a"))
        self.assertEqual(added[:4], ("--may-exist", "add-port", "br-int-1", "gw-8b5d9f3a"))
