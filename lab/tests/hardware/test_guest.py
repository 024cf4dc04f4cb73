from __future__ import annotations

import unittest
from dataclasses import replace
from pathlib import Path

from hardware.guest import Guest, GuestCell, GuestNic, command

GUEST = Guest(
    uuid="0b1c",
    name="instance-00000001",
    vcpus=4,
    flavor_memory_mb=8192,
    cells=(GuestCell((0, 1)), GuestCell((2, 3))),
    nics=(
        GuestNic("nic0", "tap0", "fa:16:3e:00:00:00", mtu=1450),
        GuestNic("nic1", "h1-ens1f0v0", "fa:16:3e:00:00:01", cell=0),
        GuestNic("nic2", "h1-ens2f0v0", "fa:16:3e:00:00:02", cell=1),
    ),
    disk=Path("/instances/0b1c/disk"),
    config_drive=Path("/instances/0b1c/disk.config"),
    kernel=Path("/images/vmlinuz"),
    initrd=Path("/images/initrd"),
    append="root=/dev/vda",
)


class CommandTest(unittest.TestCase):
    def setUp(self) -> None:
        self.text = " ".join(command(GUEST))

    def test_memory_is_an_eighth_split_over_the_nodes(self) -> None:
        self.assertIn("-m 1024 ", self.text)
        self.assertIn("memory-backend-ram,id=ram1,size=512M", self.text)

    def test_a_small_flavor_keeps_what_it_needs_to_boot(self) -> None:
        self.assertEqual(replace(GUEST, flavor_memory_mb=512).memory_mb, 256)
        self.assertEqual(replace(GUEST, flavor_memory_mb=128).memory_mb, 128)

    def test_cpus_sit_on_the_nodes_nova_chose(self) -> None:
        self.assertIn("-numa cpu,node-id=0,socket-id=1", self.text)
        self.assertIn("-numa cpu,node-id=1,socket-id=2", self.text)

    def test_each_vf_is_behind_a_root_of_its_own_node(self) -> None:
        self.assertIn("pcie-root-port,id=port2,bus=pxb0", self.text)
        self.assertIn("pcie-root-port,id=port3,bus=pxb1", self.text)
        self.assertIn("id=nic2,netdev=nic2-tap,mac=fa:16:3e:00:00:02,bus=port3", self.text)

    def test_a_plain_nic_is_behind_a_root_of_the_first_bus_with_the_networks_mtu(self) -> None:
        self.assertIn("pcie-root-port,id=port1,bus=pcie.0,chassis=1,slot=1", self.text)
        nic = "id=nic0,netdev=nic0-tap,mac=fa:16:3e:00:00:00,bus=port1,romfile=,host_mtu=1450"
        self.assertIn(nic, self.text)

    def test_it_starts_paused_in_its_folder(self) -> None:
        self.assertTrue(self.text.endswith("-S -daemonize -pidfile qemu.pid"))
        self.assertIn("-qmp unix:qmp.sock,server=on,wait=off", self.text)

    def test_without_a_kernel_the_disk_boots(self) -> None:
        self.assertNotIn("-kernel", command(replace(GUEST, kernel=None)))

    def test_without_numa_there_are_no_nodes(self) -> None:
        nics = (GuestNic("nic0", "h1-ens1f0v0", "fa:16:3e:00:00:01"),)
        text = " ".join(command(replace(GUEST, cells=(), nics=nics)))
        self.assertNotIn("numa", text)
        self.assertIn("pcie-root-port,id=port1,bus=pcie.0", text)

    def test_under_tcg_one_thread_runs_all_cpus_so_that_no_wake_up_is_lost(self) -> None:
        self.assertIn("-accel tcg,thread=single", self.text)
        self.assertNotIn("tcg", " ".join(command(replace(GUEST, accelerator="kvm"))))

    def test_under_tcg_the_kernel_does_not_check_its_timer_which_may_be_late(self) -> None:
        guest = replace(GUEST, kernel=Path("/images/vmlinuz"), append="quiet")
        self.assertIn("-append quiet no_timer_check", " ".join(command(guest)))
        self.assertNotIn("no_timer_check", " ".join(command(replace(guest, accelerator="kvm"))))

    def test_the_accelerator_decides_the_cpu(self) -> None:
        self.assertIn("-cpu host", " ".join(command(replace(GUEST, accelerator="kvm"))))
        self.assertIn("-cpu qemu64", self.text)
