import contextlib
import io
import json
import os
import socket
import unittest
from typing import Any, Dict, List, Tuple
from unittest import mock

from guest import witness
from guest.packet_filters import PacketFilter

from . import packets
from .guest_folder import GuestFolder

INCOMING = 0
GRATUITOUS_ARP = packets.arp("172.16.1.10", "172.16.1.10")


class FakeCapture:
    """What a packet socket is to the witness, without root."""

    def __init__(self) -> None:
        self.sender, self.receiver = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.receiver.setblocking(False)

    def deliver(self, packet: bytes, kind: int = witness.PACKET_OUTGOING) -> None:
        self.sender.send(bytes([kind]) + packet)

    def fileno(self) -> int:
        return self.receiver.fileno()

    def recv(self, size: int) -> bytes:
        return self.receiver.recv(size)

    def recvfrom(self, size: int) -> Tuple[bytes, Tuple[str, int, int, int, bytes]]:
        data = self.receiver.recv(size + 1)
        return data[1:], ("interface", 0, data[0], 1, b"")

    def close(self) -> None:
        self.sender.close()
        self.receiver.close()


class UnsolicitedTest(unittest.TestCase):
    def test_an_arp_packet_is_unsolicited_if_the_sender_names_itself(self) -> None:
        self.assertTrue(witness.is_unsolicited(GRATUITOUS_ARP))
        self.assertFalse(witness.is_unsolicited(packets.arp("172.16.1.10", "172.16.1.1")))

    def test_a_neighbour_advertisement_is_unsolicited_without_the_solicited_flag(self) -> None:
        self.assertTrue(witness.is_unsolicited(packets.neighbour_advertisement(solicited=False)))
        self.assertFalse(witness.is_unsolicited(packets.neighbour_advertisement(solicited=True)))


class WitnessTest(unittest.TestCase):
    def setUp(self) -> None:
        self.guest = GuestFolder(self)
        self.guest.write_files("net/bond0/bonding", {"slaves": "ens4 ens5", "active_slave": "ens5"})
        for slave, mac in (("ens4", "fa:16:3e:00:00:02"), ("ens5", "fa:16:3e:00:00:01")):
            self.set_link(slave, "1", "up")
            self.guest.write_files(f"net/{slave}/bonding_slave", {"perm_hwaddr": mac})
        self.captures: Dict[str, FakeCapture] = {}
        self.filters: Dict[str, str] = {}
        self.changes = self.fake_capture()
        self.guest.set_constant(self, witness, "open_capture", self.open_capture)
        self.guest.set_constant(self, witness, "open_link_changes", lambda: self.changes)
        # Only a test that is about lateness depends on the machine's speed.
        self.guest.set_constant(self, witness, "LATE_SECONDS", 60)
        self.output = io.StringIO()
        redirection = contextlib.redirect_stdout(self.output)
        redirection.__enter__()
        self.addCleanup(redirection.__exit__, None, None, None)
        standard_input, self.words = os.pipe()
        self.addCleanup(os.close, standard_input)
        self.guest.set_constant(self, witness, "STDIN", standard_input)

    def fake_capture(self) -> FakeCapture:
        capture = FakeCapture()
        self.addCleanup(capture.close)
        return capture

    def open_capture(self, interface: str, packet_filter: PacketFilter) -> FakeCapture:
        self.captures[interface] = self.fake_capture()
        self.filters[interface] = packet_filter.expression
        return self.captures[interface]

    def set_link(self, slave: str, carrier: str, mii_status: str) -> None:
        self.guest.write_files(f"net/{slave}", {"carrier": carrier, "bonding_slave/mii_status": mii_status})

    def active_slave(self) -> str:
        return (self.guest.net / "bond0/bonding/active_slave").read_text(encoding="ascii").strip()

    def events(self) -> List[Dict[str, Any]]:
        """The events since the last call, without their times."""
        events = [json.loads(line) for line in self.output.getvalue().splitlines()]
        self.output.seek(0)
        self.output.truncate()
        for event in events:
            self.assertGreaterEqual(event.pop("at"), 0)
        return events

    def watching(self) -> witness.Witness:
        """A witness after its first event."""
        watching = witness.Witness("bond0")
        self.events()
        return watching

    def test_the_first_event_shows_the_slaves_and_the_active_one(self) -> None:
        witness.Witness("bond0")
        macs = {"ens4": "fa:16:3e:00:00:02", "ens5": "fa:16:3e:00:00:01"}
        self.assertEqual(self.events(), [{"event": "slaves", "macs": macs, "active": "ens5"}])

    def test_the_first_event_of_a_bond_without_a_link_has_no_active_slave(self) -> None:
        self.guest.write_files("net/bond0/bonding", {"active_slave": ""})
        witness.Witness("bond0")
        self.assertIsNone(self.events()[0]["active"])

    def test_announcements_are_captured_on_the_bond_and_responses_on_a_slave_that_is_not_active(self) -> None:
        self.watching()
        announcements = "arp or icmp6[icmp6type] == icmp6-neighboradvert"
        self.assertEqual(self.filters, {"bond0": announcements, "ens4": "udp src port 53"})

    def test_a_link_that_changes_is_an_event(self) -> None:
        watching = self.watching()
        watching.emit_changes()
        self.assertEqual(self.events(), [])
        self.set_link("ens5", "0", "up")
        watching.emit_changes()
        self.set_link("ens5", "0", "down")
        watching.emit_changes()
        self.assertEqual(
            self.events(),
            [
                {"event": "link", "slave": "ens5", "carrier": False, "up": True},
                {"event": "link", "slave": "ens5", "carrier": False, "up": False},
            ],
        )

    def test_another_active_slave_is_an_event_and_null_is_none(self) -> None:
        watching = self.watching()
        for slave in ("ens4", ""):
            self.guest.write_files("net/bond0/bonding", {"active_slave": slave})
            watching.emit_changes()
        self.assertEqual(
            self.events(), [{"event": "active", "slave": "ens4"}, {"event": "active", "slave": None}]
        )

    def test_an_announcement_that_leaves_is_an_event(self) -> None:
        watching = self.watching()
        self.captures["bond0"].deliver(packets.arp("172.16.1.10", "172.16.1.1"))
        self.captures["bond0"].deliver(GRATUITOUS_ARP, INCOMING)
        watching.emit_changes()
        self.assertEqual(self.events(), [])
        self.captures["bond0"].deliver(GRATUITOUS_ARP)
        watching.emit_changes()
        self.assertEqual(self.events(), [{"event": "announcement"}])

    def test_the_first_dns_response_that_leaves_through_a_slave_is_an_event(self) -> None:
        watching = self.watching()
        response = packets.ipv4(packets.UDP, packets.ports(53, 4000))
        self.captures["ens4"].deliver(response, INCOMING)
        watching.emit_changes()
        self.assertEqual(self.events(), [])
        self.captures["ens4"].deliver(response)
        self.captures["ens4"].deliver(response)
        watching.emit_changes()
        watching.emit_changes()
        self.assertEqual(self.events(), [{"event": "answer", "slave": "ens4"}])

    def test_the_word_switch_activates_the_other_slave_and_the_word_back_the_first_one(self) -> None:
        watching = self.watching()
        watching.handle("switch")
        self.assertEqual(self.active_slave(), "ens4")
        watching.emit_changes()
        watching.handle("switch")
        self.assertEqual(self.active_slave(), "ens4")
        watching.handle("back")
        self.assertEqual(self.active_slave(), "ens5")
        self.assertEqual(self.events(), [{"event": "switch"}, {"event": "active", "slave": "ens4"}])

    def test_a_bond_that_was_not_switched_is_left_alone(self) -> None:
        watching = self.watching()
        self.guest.write_files("net/bond0/bonding", {"active_slave": "ens4"})
        watching.handle("back")
        self.assertEqual(self.active_slave(), "ens4")

    def test_a_bond_without_another_slave_cannot_be_switched(self) -> None:
        self.guest.write_files("net/bond0/bonding", {"slaves": "ens5"})
        watching = self.watching()
        with self.assertRaisesRegex(SystemExit, "bond0 has no slave to switch to besides ens5"):
            watching.handle("switch")

    def test_a_bond_without_an_active_slave_cannot_be_switched(self) -> None:
        self.guest.write_files("net/bond0/bonding", {"active_slave": ""})
        watching = self.watching()
        with self.assertRaisesRegex(SystemExit, "bond0 has no active slave to switch from"):
            watching.handle("switch")

    def test_the_end_of_standard_input_switches_the_bond_back(self) -> None:
        watching = self.watching()
        os.write(self.words, b"switch\n")
        os.close(self.words)
        watching.watch(60)
        self.assertEqual(self.active_slave(), "ens5")
        self.assertEqual(self.events(), [{"event": "switch"}, {"event": "active", "slave": "ens4"}])

    def test_the_end_of_its_time_switches_the_bond_back(self) -> None:
        watching = self.watching()
        os.write(self.words, b"switch\n")
        watching.watch(0.5)
        os.close(self.words)
        self.assertEqual(self.active_slave(), "ens5")

    def test_a_guest_that_does_not_run_the_witness_in_time_is_late(self) -> None:
        watching = self.watching()
        with mock.patch.object(witness, "LATE_SECONDS", -1):
            watching.watch(0.5)
        os.close(self.words)
        first = self.events()[0]
        self.assertEqual(first["event"], "late")
        self.assertIsInstance(first["by"], float)

    def test_messages_about_links_are_discarded(self) -> None:
        watching = self.watching()
        self.changes.deliver(b"message")
        watching.emit_changes()
        with self.assertRaises(BlockingIOError):
            self.changes.recv(1)
