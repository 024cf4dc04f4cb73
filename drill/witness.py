"""Watches a bond from inside its guest, as root, and moves it to its other slave when told to.

Any Python from 3.6 on, the standard library only. It comes after verify/sysfs.py. It prints an event a line, each with its time in ms since the start:
the slaves and the active one at first; a link that goes or comes back; another active slave; a gratuitous ARP or an
unsolicited neighbour advertisement that leaves; the first DNS answer that leaves by a slave that was not active.
Standard input takes `switch` and `back`. When it ends, a bond that was switched is switched back: nothing outlives a
lost connection.
"""

import ctypes
import json
import os
import select
import socket
import struct
import sys
import time

ETH_P_ALL, SO_ATTACH_FILTER, PACKET_OUTGOING = 3, 26, 4
RTMGRP_LINK = 1
# The kernel tells of every change; this is to see how unsteadily the guest itself runs.
POLL = 0.01
LATE = 0.02

# Classic BPF (kernel, Documentation/networking/filter.rst): code, jump if true, jump if false, operand.
LOAD_HALF, LOAD_BYTE, LOAD_HALF_AT_X, LOAD_X_HEADER = 0x28, 0x30, 0x48, 0xB1
EQUAL, ANY_BIT, RETURN = 0x15, 0x45, 0x06
ACCEPT, REJECT = (RETURN, 0, 0, 65535), (RETURN, 0, 0, 0)
ANNOUNCEMENTS = [
    (LOAD_HALF, 0, 0, 12),
    (EQUAL, 5, 0, 0x0806),
    (EQUAL, 0, 5, 0x86DD),
    (LOAD_BYTE, 0, 0, 20),
    (EQUAL, 0, 3, 58),
    (LOAD_BYTE, 0, 0, 54),
    (EQUAL, 0, 1, 136),
    ACCEPT,
    REJECT,
]
DNS_ANSWERS = [
    (LOAD_HALF, 0, 0, 12),
    (EQUAL, 0, 7, 0x0800),
    (LOAD_BYTE, 0, 0, 23),
    (EQUAL, 0, 11, 17),
    (LOAD_HALF, 0, 0, 20),
    (ANY_BIT, 9, 0, 0x1FFF),
    (LOAD_X_HEADER, 0, 0, 14),
    (LOAD_HALF_AT_X, 0, 0, 14),
    (EQUAL, 5, 6, 53),
    (EQUAL, 0, 5, 0x86DD),
    (LOAD_BYTE, 0, 0, 20),
    (EQUAL, 0, 3, 17),
    (LOAD_HALF, 0, 0, 54),
    (EQUAL, 0, 1, 53),
    ACCEPT,
    REJECT,
]


def capture(interface, program):
    """A socket that sees what `program` accepts of an interface's packets."""
    instructions = b"".join(struct.pack("HBBI", *step) for step in program)
    code = ctypes.create_string_buffer(instructions)
    sight = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, 0)
    filter_program = struct.pack("HP", len(program), ctypes.addressof(code))
    sight.setsockopt(socket.SOL_SOCKET, SO_ATTACH_FILTER, filter_program)
    sight.bind((interface, ETH_P_ALL))
    sight.setblocking(False)
    return sight


def link_changes():
    """A socket on which the kernel tells when a link, or a bond's active slave, is another (rtnetlink(7))."""
    changes = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0)
    changes.bind((0, RTMGRP_LINK))
    changes.setblocking(False)
    return changes


def drained(changes):
    """Takes what was told, which is read from sysfs."""
    while True:
        try:
            changes.recv(65536)
        except OSError:
            return


def leaving(sight):
    """The packets that have left since."""
    packets = []
    while True:
        try:
            packet, address = sight.recvfrom(256)
        except OSError:
            return packets
        if address[2] == PACKET_OUTGOING:
            packets.append(packet)


def announces(packet):
    """Whether an ARP packet or neighbour advertisement was sent unasked."""
    if packet[12:14] == b"\x08\x06":
        return packet[28:32] == packet[38:42]
    return not packet[58] & 0x40


class Witness:
    """A bond under watch."""

    def __init__(self, bond):
        self.begun = time.monotonic()
        self.options = os.path.join(NET, bond, "bonding")
        self.slaves = (read(self.options, "slaves") or "").split()
        self.active = read(self.options, "active_slave")
        self.links = {slave: self.link(slave) for slave in self.slaves}
        self.changes = link_changes()
        self.announcements = capture(bond, ANNOUNCEMENTS)
        self.answers = {slave: capture(slave, DNS_ANSWERS) for slave in self.slaves if slave != self.active}
        self.switched_from = None
        macs = {slave: read(NET, slave, "bonding_slave", "perm_hwaddr") for slave in self.slaves}
        self.tell("slaves", macs=macs, active=self.active)

    def tell(self, event, **details):
        at = round((time.monotonic() - self.begun) * 1000, 1)
        print(json.dumps(dict(details, event=event, at=at)), flush=True)

    def link(self, slave):
        """Whether there is a carrier, and whether the bond says so too."""
        return read(NET, slave, "carrier") == "1", read(NET, slave, "bonding_slave", "mii_status") == "up"

    def look(self):
        """Tells what has changed."""
        drained(self.changes)
        for slave in self.slaves:
            carrier, up = self.link(slave)
            if (carrier, up) != self.links[slave]:
                self.links[slave] = carrier, up
                self.tell("link", slave=slave, carrier=carrier, up=up)
        active = read(self.options, "active_slave")
        if active != self.active:
            self.active = active
            self.tell("active", slave=active)
        for packet in leaving(self.announcements):
            if announces(packet):
                self.tell("announcement")
        for slave, sight in list(self.answers.items()):
            if leaving(sight):
                self.tell("answer", slave=slave)
                self.answers.pop(slave).close()

    def activate(self, slave):
        with open(os.path.join(self.options, "active_slave"), "w") as file:
            file.write(slave)

    def obey(self, word):
        """Does as told; what is told twice is done once."""
        if word == "switch" and self.switched_from is None:
            others = [slave for slave in self.slaves if slave != self.active]
            self.switched_from = self.active
            self.tell("switch")
            self.activate(others[0])
        elif word == "back" and self.switched_from is not None:
            self.activate(self.switched_from)
            self.switched_from = None

    def watch(self, seconds):
        """Watches until standard input ends, or for that time at most; leaves the bond as it was."""
        try:
            while time.monotonic() < self.begun + seconds:
                slept = time.monotonic()
                heard = [sys.stdin, self.changes, self.announcements, *self.answers.values()]
                if sys.stdin in select.select(heard, [], [], POLL)[0]:
                    said = os.read(sys.stdin.fileno(), 4096)
                    if not said:
                        return
                    for word in said.decode().split():
                        self.obey(word)
                late = time.monotonic() - slept - POLL
                if late > LATE:
                    self.tell("late", by=round(late * 1000, 1))
                self.look()
        finally:
            self.obey("back")


def witness(request):
    """Watches the bond of that name."""
    Witness(request["bond"]).watch(request["seconds"])
