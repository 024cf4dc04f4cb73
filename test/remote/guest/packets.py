"""Ethernet frames for the tests of the witness and of its packet filters."""

import struct

IPV4, ARP, IPV6 = 0x0800, 0x0806, 0x86DD
TCP, UDP, ICMPV6 = 6, 17, 58
NEIGHBOUR_SOLICITATION, NEIGHBOUR_ADVERTISEMENT = 135, 136
MAC = b"\xfa\x16\x3e\x00\x00\x01"


def frame(kind: int, content: bytes) -> bytes:
    return b"\xff" * 6 + MAC + struct.pack("!H", kind) + content


def arp(sender: str, target: str) -> bytes:
    """An ARP request of `sender` for `target`."""
    addresses = [bytes(int(part) for part in address.split(".")) for address in (sender, target)]
    content = struct.pack("!HHBBH", 1, IPV4, 6, 4, 1) + MAC + addresses[0] + b"\0" * 6 + addresses[1]
    return frame(ARP, content)


def ipv6(next_header: int, content: bytes) -> bytes:
    return frame(IPV6, struct.pack("!IHBB", 6 << 28, len(content), next_header, 255) + b"\0" * 32 + content)


def neighbour_advertisement(solicited: bool, kind: int = NEIGHBOUR_ADVERTISEMENT) -> bytes:
    flags = 0x60000000 if solicited else 0x20000000
    return ipv6(ICMPV6, struct.pack("!BBHI", kind, 0, 0, flags) + b"\0" * 16)


def ipv4(protocol: int, content: bytes, fragment: int = 0, options: bytes = b"") -> bytes:
    words = 5 + len(options) // 4
    header = struct.pack("!BBHHHBBH", 0x40 | words, 0, 20 + len(content), 1, fragment, 64, protocol, 0)
    return frame(IPV4, header + b"\0" * 8 + options + content)


def ports(source: int, destination: int) -> bytes:
    """The start of a UDP or TCP header, and some payload."""
    return struct.pack("!HHHH", source, destination, 20, 0) + b"\0" * 12
