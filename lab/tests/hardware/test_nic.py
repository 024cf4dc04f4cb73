from __future__ import annotations

import tempfile
import unittest
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any
from unittest import mock

from hardware import esw, qmp
from hardware.netlink import Netlink
from hardware.nic import NO_MAC, LinkState, Nics, carrier_of
from tests.hardware.rack import one_host

MAC = "fa:16:3e:00:00:01"
VF = "0000:18:02.3"


class CarrierTest(unittest.TestCase):
    def test_auto_follows_the_pf_enable_is_up_disable_is_down(self) -> None:
        table = {
            (LinkState.AUTO, True): True,
            (LinkState.AUTO, False): False,
            (LinkState.ENABLE, True): True,
            (LinkState.ENABLE, False): True,
            (LinkState.DISABLE, True): False,
            (LinkState.DISABLE, False): False,
        }
        for (link_state, pf), carrier in table.items():
            self.assertEqual(carrier_of(link_state, pf), carrier, (link_state, pf))


class NicsTest(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.guest = Path(folder.name) / "guest"
        self.nics = Nics(Path(folder.name), one_host().hosts[0])
        self.pf = self.nics.host.pfs[0]
        self.told: list[tuple[str, bool]] = []
        self.hung = False
        self.guarded: list[tuple[str, str]] = []
        self._patch(qmp, "execute_all", self._execute_all)
        self._patch(esw, "guard", self._guard)
        self.nics.build()

    def _patch(self, target: object, name: str, replacement: object) -> None:
        patcher = mock.patch.object(target, name, replacement)
        patcher.start()
        self.addCleanup(patcher.stop)

    def _execute_all(self, guests: Mapping[Path, Iterable[qmp.Command]]) -> set[Path]:
        if self.hung:
            return set()
        self.told += [(a["name"], a["up"]) for commands in guests.values() for _, a in commands]
        return set(guests)

    def _guard(self, run: Path, host: object, pf: object, checked: list[tuple[str, str]]) -> None:
        self.guarded = checked

    def _set(self, **config: Any) -> None:  # noqa: ANN401 - as pyroute2
        Netlink(self.nics).set_link_vf_feature("ens1f0", None, {"vf": 3, **config})

    def test_the_tree_looks_like_sysfs(self) -> None:
        device = self.nics.root / "class/net/ens1f0/device"
        self.assertEqual((device / "sriov_numvfs").read_text(), "8\n")
        self.assertEqual((device / "virtfn3").readlink().name, VF)
        self.assertTrue((device / "virtfn3/net/ens1f0v3").is_dir())
        self.assertEqual((device / "virtfn3/physfn").resolve(), device.resolve())

    def test_attach_sets_mac_and_vlan_and_takes_the_netdev_from_the_host(self) -> None:
        self.nics.attach(VF, MAC, 101, self.guest, "nic2")
        vf = self.nics.vfs(self.pf)[3]
        self.assertEqual((vf.mac, vf.vlan, vf.link_state, vf.assigned), (MAC, 101, LinkState.AUTO, True))
        self.assertFalse((self.nics.root / "class/net/ens1f0/device/virtfn3/net").exists())

    def test_detach_undoes_it(self) -> None:
        self.nics.attach(VF, MAC, 101, self.guest, "nic2")
        self._set(link_state=1)
        self.nics.detach(VF)
        vf = self.nics.vfs(self.pf)[3]
        self.assertEqual((vf.mac, vf.vlan, vf.link_state, vf.assigned), (NO_MAC, 0, LinkState.AUTO, False))
        self.assertTrue((self.nics.root / "class/net/ens1f0/device/virtfn3/net/ens1f0v3").is_dir())

    def test_building_again_keeps_what_is_attached_and_pulled(self) -> None:
        self.nics.attach(VF, MAC, 101, self.guest, "nic2")
        self.nics.set_carrier(self.pf, False)
        self.nics.build()
        self.assertEqual(self.nics.vfs(self.pf)[3].mac, MAC)
        self.assertFalse(self.nics.carrier(self.pf))

    def test_a_pulled_cable_reaches_the_guest_once_and_only_if_the_vf_is_auto(self) -> None:
        self.nics.attach(VF, MAC, 101, self.guest, "nic2")
        self.nics.attach("0000:18:02.4", "fa:16:3e:00:00:02", 101, self.guest, "nic3")
        Netlink(self.nics).set_link_vf_feature("ens1f0", None, {"vf": 4, "link_state": 1})
        self.told.clear()
        self.nics.set_carrier(self.pf, False)
        self.nics.set_carrier(self.pf, False)
        self.nics.set_carrier(self.pf, True)
        self.assertEqual(self.told, [("nic2", False), ("nic2", True)])

    def test_disable_wins_over_a_plugged_cable(self) -> None:
        self.nics.attach(VF, MAC, 101, self.guest, "nic2")
        self._set(link_state=2)
        self.assertEqual(self.told[-1], ("nic2", False))

    def test_a_guest_that_hung_is_told_later(self) -> None:
        self.nics.attach(VF, MAC, 101, self.guest, "nic2")
        self.told.clear()
        self.hung = True
        self.nics.set_carrier(self.pf, False)
        self.hung = False
        self.nics.catch_up()
        self.nics.catch_up()
        self.assertEqual(self.told, [("nic2", False)])

    def test_a_guest_started_anew_is_told_again(self) -> None:
        self.nics.attach(VF, MAC, 101, self.guest, "nic2")
        self.told.clear()
        self.nics.restore(self.guest)
        self.assertEqual(self.told, [("nic2", True)])

    def test_the_spoof_check_guards_assigned_vfs_that_have_it(self) -> None:
        self.nics.attach(VF, MAC, 101, self.guest, "nic2")
        self.assertEqual(self.guarded, [("h1-ens1f0v3", MAC)])
        self._set(spoofchk=0)
        self.assertEqual(self.guarded, [])

    def test_netlink_answers_as_the_kernel_does(self) -> None:
        self.nics.attach(VF, MAC, 101, self.guest, "nic2")
        self._set(rate={"max_tx_rate": 20, "min_tx_rate": 10})
        vfs = Netlink(self.nics).get_link_vfs("ens1f0", None)
        self.assertEqual(sorted(vfs), list(range(8)))
        self.assertEqual(vfs[3], {"mac": MAC, "link_state": 0, "max_tx_rate": 20, "min_tx_rate": 10})
        with self.assertRaisesRegex(OSError, "no network device eth9"):
            Netlink(self.nics).get_link_vfs("eth9", None)
