"""Classic BPF programs that select packets of an interface (kernel: Documentation/networking/filter.rst).

Each program is what `tcpdump -y EN10MB -ddd '<expression>'` prints after the first line.
"""

from typing import List, NamedTuple, Tuple

# Code, jump if true, jump if false, operand.
Instruction = Tuple[int, int, int, int]


class PacketFilter(NamedTuple):
    """A tcpdump expression and the program that tcpdump compiles from the expression."""

    expression: str
    program: List[Instruction]


# ARP packets and IPv6 neighbour advertisements.
ANNOUNCEMENTS = PacketFilter(
    "arp or icmp6[icmp6type] == icmp6-neighboradvert",
    [
        (40, 0, 0, 12),
        (21, 5, 0, 2054),
        (21, 0, 5, 34525),
        (48, 0, 0, 20),
        (21, 0, 3, 58),
        (48, 0, 0, 54),
        (21, 0, 1, 136),
        (6, 0, 0, 262144),
        (6, 0, 0, 0),
    ],
)

# DNS responses over UDP.
DNS_RESPONSES = PacketFilter(
    "udp src port 53",
    [
        (40, 0, 0, 12),
        (21, 0, 4, 34525),
        (48, 0, 0, 20),
        (21, 0, 11, 17),
        (40, 0, 0, 54),
        (21, 8, 9, 53),
        (21, 0, 8, 2048),
        (48, 0, 0, 23),
        (21, 0, 6, 17),
        (40, 0, 0, 20),
        (69, 4, 0, 8191),
        (177, 0, 0, 14),
        (72, 0, 0, 14),
        (21, 0, 1, 53),
        (6, 0, 0, 262144),
        (6, 0, 0, 0),
    ],
)
