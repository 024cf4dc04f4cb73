"""Watches a bond from inside the guest, as root, and switches its active slave on command.

Request: {"bond": name, "seconds": limit}. Standard input carries words, one a line: `switch` activates
another slave, `back` activates the first one again. The program ends at the end of standard input or after
`seconds`. At its end it switches a switched bond back, so a lost SSH connection leaves the bond as it was.

The program prints one event a line, as JSON. Each has the fields `event` and `at`, in ms since the start:

- `slaves`: at the start, the slaves' permanent MACs (`macs`) and the active slave (`active`), null if none;
- `link`: the link of a slave changed; `carrier` is the link, `up` is the state that the bond uses;
- `active`: another slave is active, or none (null);
- `switch`: the program switches the active slave;
- `announcement`: a gratuitous ARP or an unsolicited neighbour advertisement left the guest;
- `answer`: the first DNS response left the guest through a slave that was not active at the start;
- `late`: the program did not run for `by` ms.
"""

import ctypes
import json
import os
import select
import socket
import struct
import sys
import time
from typing import Any, Dict, List, Optional, Tuple

from guest import sysfs
from guest.packet_filters import ANNOUNCEMENTS, DNS_RESPONSES, PacketFilter

STDIN = 0
ETH_P_ALL, SO_ATTACH_FILTER, PACKET_OUTGOING = 3, 26, 4
RTMGRP_LINK = 1
# The kernel reports every change. The poll shows how regularly the guest runs this program.
POLL_SECONDS = 0.01
LATE_SECONDS = 0.02


def attach_filter(receiver: socket.socket, packet_filter: PacketFilter) -> None:
    """Lets a socket receive only the packets that the filter accepts."""
    program = packet_filter.program
    code = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *step) for step in program))
    receiver.setsockopt(
        socket.SOL_SOCKET, SO_ATTACH_FILTER, struct.pack("HP", len(program), ctypes.addressof(code))
    )


def open_capture(interface: str, packet_filter: PacketFilter) -> socket.socket:
    """Returns a socket that receives those packets of an interface that the filter accepts."""
    capture = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, 0)
    # The filter is attached before the socket receives its first packet.
    attach_filter(capture, packet_filter)
    capture.bind((interface, ETH_P_ALL))
    capture.setblocking(False)
    return capture


def open_link_changes() -> socket.socket:
    """Returns a socket on which the kernel reports changes of links and of active slaves (rtnetlink(7))."""
    changes = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0)
    changes.bind((0, RTMGRP_LINK))
    changes.setblocking(False)
    return changes


def drain(changes: socket.socket) -> None:
    """Discards the messages of a socket: they only say that it is time to read sysfs."""
    while True:
        try:
            changes.recv(65536)
        except OSError:
            return


def read_outgoing(capture: socket.socket) -> List[bytes]:
    """Returns the captured packets that left the guest since the last call."""
    packets: List[bytes] = []
    while True:
        try:
            packet, address = capture.recvfrom(256)
        except OSError:
            return packets
        if address[2] == PACKET_OUTGOING:
            packets.append(packet)


def is_unsolicited(packet: bytes) -> bool:
    """Returns whether an ARP packet is gratuitous, or whether a neighbour advertisement is unsolicited."""
    if packet[12:14] == b"\x08\x06":
        sender, target = packet[28:32], packet[38:42]
        return sender == target
    solicited = packet[58] & 0x40
    return not solicited


class Witness:
    """Watches one bond."""

    def __init__(self, bond: str) -> None:
        self.begun = time.monotonic()
        self.bond = bond
        self.options = os.path.join(sysfs.NET, bond, "bonding")
        self.slaves = (sysfs.read(self.options, "slaves") or "").split()
        self.active = sysfs.read_word(self.options, "active_slave")
        self.links = {slave: self.read_link(slave) for slave in self.slaves}
        self.changes = open_link_changes()
        self.announcements = open_capture(bond, ANNOUNCEMENTS)
        self.responses = {
            slave: open_capture(slave, DNS_RESPONSES) for slave in self.slaves if slave != self.active
        }
        self.switched_from: Optional[str] = None
        macs = {slave: sysfs.read(sysfs.NET, slave, "bonding_slave", "perm_hwaddr") for slave in self.slaves}
        self.emit("slaves", macs=macs, active=self.active)

    def emit(self, event: str, **details: object) -> None:
        """Prints an event."""
        at = round((time.monotonic() - self.begun) * 1000, 1)
        print(json.dumps(dict(details, event=event, at=at)), flush=True)

    def read_link(self, slave: str) -> Tuple[bool, bool]:
        """Returns whether a slave has a carrier, and whether the bond uses the link as up."""
        return (
            sysfs.read(sysfs.NET, slave, "carrier") == "1",
            sysfs.read(sysfs.NET, slave, "bonding_slave", "mii_status") == "up",
        )

    def emit_changes(self) -> None:
        """Prints an event for everything that changed since the last call."""
        drain(self.changes)
        for slave in self.slaves:
            carrier, up = self.read_link(slave)
            if (carrier, up) != self.links[slave]:
                self.links[slave] = carrier, up
                self.emit("link", slave=slave, carrier=carrier, up=up)
        active = sysfs.read_word(self.options, "active_slave")
        if active != self.active:
            self.active = active
            self.emit("active", slave=active)
        for packet in read_outgoing(self.announcements):
            if is_unsolicited(packet):
                self.emit("announcement")
        for slave, capture in list(self.responses.items()):
            if read_outgoing(capture):
                self.emit("answer", slave=slave)
                self.responses.pop(slave).close()

    def activate(self, slave: str) -> None:
        """Makes a slave the active one."""
        with open(os.path.join(self.options, "active_slave"), "w") as file:
            file.write(slave)

    def handle(self, word: str) -> None:
        """Carries out `switch` or `back`. A repeated word has no effect."""
        if word == "switch" and self.switched_from is None:
            others = [slave for slave in self.slaves if slave != self.active]
            if self.active is None:
                sys.exit(f"{self.bond} has no active slave to switch from.")
            if not others:
                sys.exit(f"{self.bond} has no slave to switch to besides {self.active}.")
            self.switched_from = self.active
            self.emit("switch")
            self.activate(others[0])
        elif word == "back" and self.switched_from is not None:
            self.activate(self.switched_from)
            self.switched_from = None

    def watch(self, seconds: float) -> None:
        """Watches for `seconds` at most, and then switches a switched bond back."""
        try:
            while time.monotonic() < self.begun + seconds:
                started = time.monotonic()
                sources: List[Any] = [STDIN, self.changes, self.announcements, *self.responses.values()]
                if STDIN in select.select(sources, [], [], POLL_SECONDS)[0]:
                    text = os.read(STDIN, 4096)
                    if not text:
                        return
                    for word in text.decode("utf-8", "replace").split():
                        self.handle(word)
                late = time.monotonic() - started - POLL_SECONDS
                if late > LATE_SECONDS:
                    self.emit("late", by=round(late * 1000, 1))
                self.emit_changes()
        finally:
            self.handle("back")


def main(request: Dict[str, Any]) -> None:
    """Watches the bond."""
    Witness(request["bond"]).watch(request["seconds"])
