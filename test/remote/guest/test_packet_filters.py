import socket
import subprocess
import unittest
from pathlib import Path
from typing import List

from guest.packet_filters import ANNOUNCEMENTS, DNS_RESPONSES, PacketFilter
from guest.witness import attach_filter

from . import packets

ENSURE_TOOLS = Path(__file__).resolve().parents[3] / "tools" / "ensure"


class CompiledTest(unittest.TestCase):
    def test_a_program_is_what_tcpdump_compiles_from_the_expression(self) -> None:
        tools = subprocess.check_output([str(ENSURE_TOOLS)]).decode().strip()
        for packet_filter in (ANNOUNCEMENTS, DNS_RESPONSES):
            command = [f"{tools}/bin/tcpdump", "-y", "EN10MB", "-ddd", packet_filter.expression]
            count, *lines = subprocess.check_output(command).decode().splitlines()
            self.assertEqual(len(lines), int(count))
            instructions = [tuple(int(number) for number in line.split()) for line in lines]
            self.assertEqual(packet_filter.program, instructions, packet_filter.expression)


class KernelTest(unittest.TestCase):
    """The kernel applies a filter to the datagrams of any socket, so no test needs root."""

    def accepted(self, packet_filter: PacketFilter, frames: List[bytes]) -> List[bool]:
        sender, receiver = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
        with sender, receiver:
            attach_filter(receiver, packet_filter)
            receiver.setblocking(False)
            accepted = []
            for one in frames:
                sender.send(one)
                try:
                    accepted.append(receiver.recv(2048) == one)
                except BlockingIOError:
                    accepted.append(False)
            return accepted

    def test_announcements_are_arp_packets_and_neighbour_advertisements(self) -> None:
        announcements = [
            packets.arp("172.16.1.10", "172.16.1.10"),
            packets.arp("172.16.1.10", "172.16.1.1"),
            packets.neighbour_advertisement(solicited=False),
            packets.neighbour_advertisement(solicited=True),
        ]
        others = [
            packets.neighbour_advertisement(solicited=False, kind=packets.NEIGHBOUR_SOLICITATION),
            packets.ipv6(packets.UDP, bytes([packets.NEIGHBOUR_ADVERTISEMENT]) * 20),
            packets.ipv4(packets.UDP, packets.ports(53, 4000)),
        ]
        self.assertEqual(self.accepted(ANNOUNCEMENTS, announcements), [True] * len(announcements))
        self.assertEqual(self.accepted(ANNOUNCEMENTS, others), [False] * len(others))

    def test_dns_responses_come_from_udp_port_53(self) -> None:
        responses = [
            packets.ipv4(packets.UDP, packets.ports(53, 4000)),
            packets.ipv4(packets.UDP, packets.ports(53, 4000), options=b"\x01" * 8),
            packets.ipv6(packets.UDP, packets.ports(53, 4000)),
        ]
        others = [
            packets.ipv4(packets.UDP, packets.ports(4000, 53)),
            packets.ipv6(packets.UDP, packets.ports(4000, 53)),
            packets.ipv4(packets.TCP, packets.ports(53, 4000)),
            packets.ipv6(packets.TCP, packets.ports(53, 4000)),
            # A later fragment has no UDP header.
            packets.ipv4(packets.UDP, packets.ports(53, 4000), fragment=1),
            packets.arp("172.16.1.10", "172.16.1.10"),
        ]
        self.assertEqual(self.accepted(DNS_RESPONSES, responses), [True] * len(responses))
        self.assertEqual(self.accepted(DNS_RESPONSES, others), [False] * len(others))
