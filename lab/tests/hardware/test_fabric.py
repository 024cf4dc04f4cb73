from __future__ import annotations

import tempfile
import unittest
from pathlib import Path
from unittest import mock

from hardware import cable, esw, fabric, ovs, qmp, underlay
from hardware.hosts import HostsError
from hardware.nic import LinkState, Nics
from tests.hardware.rack import one_host, two_hosts


class PlanTest(unittest.TestCase):
    def setUp(self) -> None:
        self.plan = [" ".join(command) for command in fabric.plan(one_host())]

    def _command(self, start: str) -> str:
        (found,) = [command for command in self.plan if command.startswith(start)]
        return found

    def _port(self, bridge_and_port: str) -> str:
        return self._command(f"--may-exist add-port {bridge_and_port}")

    def test_every_bridge_is_in_user_space(self) -> None:
        for name in ("esw1-ens1f0", "esw1-ens2f0", "sw-sriov0", "sw-sriov1", "seg-service", "ul-1"):
            self.assertIn(
                f"set Bridge {name} datapath_type=netdev", self._command(f"--may-exist add-br {name} ")
            )

    def test_the_leaf_lets_only_the_segments_vlans_pass(self) -> None:
        self.assertIn("vlan_mode=trunk trunks=101", self._port("sw-sriov0 port1-ens1f0"))
        self.assertIn("vlan_mode=trunk trunks=102", self._port("sw-sriov1 port1-ens2f0"))

    def test_a_segment_joins_its_members_vlans(self) -> None:
        self.assertIn("tag=101", self._port("sw-sriov0 v101-sriov0"))
        self.assertIn("tag=102", self._port("sw-sriov1 v102-sriov1"))
        self.assertIn("options:peer=v102-sriov1", self._port("seg-service s102-sriov1"))

    def test_the_namespace_holds_the_gateways(self) -> None:
        commands = [" ".join(command) for command in fabric.addresses(one_host())]
        self.assertIn("ip address replace 172.16.1.1/24 dev seg-service", commands)
        self.assertIn("ip link set seg-service up", commands)

    def test_devices_of_several_hosts_differ_and_fit_the_kernels_limit(self) -> None:
        lab = two_hosts()
        taps = [esw.tap(host, pf, n) for host in lab.hosts for pf in host.pfs for n in range(pf.vfs)]
        names = [*fabric.bridges(lab), *taps]
        self.assertEqual(len(names), len(set(names)))
        self.assertLessEqual(max(len(name) for name in names), 15)

    def test_a_hosts_bridge_returns_what_another_host_sends_and_answers_for_its_address(self) -> None:
        back, answer, rest = underlay.flows(two_hosts().hosts[1])
        self.assertEqual(back, "priority=2,in_port=LOCAL,dl_dst=02:00:c6:12:00:02,actions=IN_PORT")
        self.assertIn("arp_tpa=198.18.0.2,", answer)
        self.assertIn("load:0x0200c6120002->NXM_NX_ARP_SHA[]", answer)
        self.assertIn("load:0xc6120002->NXM_OF_ARP_SPA[],IN_PORT", answer)
        self.assertEqual(rest, "priority=1,actions=NORMAL")

    def test_the_spoof_check_drops_foreign_source_addresses(self) -> None:
        self.assertEqual(
            esw.guard_flows([("h1-ens1f0v3", "fa:16:3e:00:00:01")]),
            [
                "priority=0,actions=NORMAL",
                "priority=20,in_port=h1-ens1f0v3,dl_src=fa:16:3e:00:00:01,actions=NORMAL",
                "priority=10,in_port=h1-ens1f0v3,actions=drop",
            ],
        )


class CableTest(unittest.TestCase):
    def test_found_by_pf_or_physical_network(self) -> None:
        for name in ("ens1f0", "sriov0"):
            self.assertEqual([pf.name for _, pf in cable.find(one_host(), name, None)], ["ens1f0"])

    def test_a_physical_network_has_a_cable_of_each_host(self) -> None:
        owners = [host.name for host, _ in cable.find(two_hosts(), "sriov0", None)]
        self.assertEqual(owners, ["compute-1", "compute-2"])
        owners = [host.name for host, _ in cable.find(two_hosts(), "sriov0", "compute-2")]
        self.assertEqual(owners, ["compute-2"])

    def test_what_is_not_there_or_not_one_is_named(self) -> None:
        with self.assertRaisesRegex(
            HostsError, r"no PF or physical network sriov9; the lab has ens1f0 \(sriov0\), "
        ):
            cable.find(one_host(), "sriov9", None)
        with self.assertRaisesRegex(HostsError, "There is no host compute-9; the lab has compute-1"):
            cable.find(one_host(), "sriov0", "compute-9")
        with self.assertRaisesRegex(HostsError, "ens1f0 is more than one cable"):
            cable.find(two_hosts(), "ens1f0", None)

    def test_a_vf_gets_its_link_state_by_its_mac_address(self) -> None:
        lab, mac = two_hosts(), "fa:16:3e:00:00:01"
        with tempfile.TemporaryDirectory() as folder, mock.patch.object(ovs, "vsctl"):
            run = Path(folder)
            for host in lab.hosts:
                Nics(run, host).build()
            pf = lab.hosts[1].pfs[0]
            nics = Nics(run, lab.hosts[1])
            with mock.patch.object(esw, "guard"), mock.patch.object(qmp, "execute_all", return_value=set()):
                nics.attach(pf.vf_addresses[2], mac, 101, run / "guest", "nic0")
                cable.set_vf_state(run, lab, mac, LinkState.ENABLE)
            self.assertEqual(nics.vfs(pf)[2].link_state, LinkState.ENABLE)
            with self.assertRaisesRegex(HostsError, "No guest has a VF with the MAC address 02:"):
                cable.set_vf_state(run, lab, "02:00:00:00:00:01", LinkState.AUTO)

    def test_pulling_cuts_the_patch_and_the_carrier_and_plugging_restores_both(self) -> None:
        lab = one_host()
        with tempfile.TemporaryDirectory() as folder, mock.patch.object(ovs, "vsctl") as vsctl:
            run = Path(folder)
            nics = Nics(run, lab.hosts[0])
            nics.build()
            cable.set(run, lab, "sriov0", False)
            self.assertEqual(
                vsctl.call_args.args[1], [("--if-exists", "del-port", "esw1-ens1f0", "up1-ens1f0")]
            )
            self.assertEqual([entry.up for entry in cable.status(run, lab)], [False, True])
            cable.set(run, lab, "ens1f0", True)
            self.assertIn("options:peer=port1-ens1f0", vsctl.call_args.args[1][0])
            self.assertEqual([entry.up for entry in cable.status(run, lab)], [True, True])
