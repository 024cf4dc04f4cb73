"""Asks a DNS server one question in the three ways its clients do: over UDP, over TCP, and with EDNS0 (RFC 6891).

Any Python from 3.6 on, the standard library only: it runs in the guest and on the client outside, from standard input.
"""

import os
import socket
import struct
from concurrent.futures import ThreadPoolExecutor

DNS_PORT = 53
DNS_SECONDS = 3
EDNS_SIZE = 1232
TYPE_A, TYPE_OPT, CLASS_IN = 1, 41, 1


def dns_query(number, name, edns):
    """The query of that id for the name's IPv4 address."""
    header = struct.pack("!6H", number, 0, 1, 0, 0, 1 if edns else 0)
    labels = b"".join(bytes([len(label)]) + label.encode("ascii") for label in name.rstrip(".").split("."))
    question = labels + b"\0" + struct.pack("!2H", TYPE_A, CLASS_IN)
    option = struct.pack("!BHHIH", 0, TYPE_OPT, EDNS_SIZE, 0, 0) if edns else b""
    return header + question + option


def dns_skip_name(reply, at):
    """Where the name that begins at `at` ends."""
    while reply[at] and reply[at] < 0xC0:
        at += 1 + reply[at]
    return at + (2 if reply[at] else 1)


def dns_option_size(reply):
    """The UDP size that the reply's OPT record offers, or None without one."""
    counts = struct.unpack_from("!4H", reply, 4)
    at = 12
    for _ in range(counts[0]):
        at = dns_skip_name(reply, at) + 4
    for _ in range(sum(counts[1:])):
        at = dns_skip_name(reply, at)
        kind, size, _, length = struct.unpack_from("!HHIH", reply, at)
        if kind == TYPE_OPT:
            return size
        at += 10 + length
    return None


def dns_verdict(reply, number, edns):
    """Whether a reply answers the query `number`, and in a few words how."""
    if len(reply) < 12:
        return False, "a reply of %d bytes" % len(reply)
    seen, flags, _, answers = struct.unpack_from("!4H", reply)
    if seen != number or not flags & 0x8000:
        return False, "something that is no reply to the question"
    if flags & 15 or not answers:
        return False, "RCODE %d and %d answers" % (flags & 15, answers)
    if not edns:
        return True, "an answer" if answers == 1 else "%d answers" % answers
    size = dns_option_size(reply)
    return size is not None, "no EDNS0" if size is None else "EDNS0 of %d bytes" % size


def dns_exchange(server, query, transport):
    """The server's reply to a query."""
    family = socket.AF_INET6 if ":" in server else socket.AF_INET
    kind = socket.SOCK_STREAM if transport == "TCP" else socket.SOCK_DGRAM
    with socket.socket(family, kind) as connection:
        connection.settimeout(DNS_SECONDS)
        connection.connect((server, DNS_PORT))
        if kind == socket.SOCK_DGRAM:
            connection.send(query)
            return connection.recv(65535)
        connection.sendall(struct.pack("!H", len(query)) + query)
        with connection.makefile("rb") as stream:
            size = stream.read(2)
            return stream.read(struct.unpack("!H", size)[0]) if len(size) == 2 else b""


def dns_ask(server, name, transport):
    """How the server answers for the name over `UDP`, `TCP` or `EDNS0`."""
    edns = transport == "EDNS0"
    number = struct.unpack("!H", os.urandom(2))[0]
    try:
        reply = dns_exchange(server, dns_query(number, name, edns), transport)
        answered, detail = dns_verdict(reply, number, edns)
    except (OSError, struct.error, IndexError) as error:
        answered, detail = False, str(error) or type(error).__name__
    return {"server": server, "transport": transport, "answered": answered, "detail": detail}


def dns_answers(request):
    """The answers of every server asked, in all three ways at once; none where there is nothing to ask for."""
    asked = [
        (server, request["name"], transport)
        for server in (request["servers"] if request else [])
        for transport in ("UDP", "TCP", "EDNS0")
    ]
    with ThreadPoolExecutor(max(1, len(asked))) as pool:
        return list(pool.map(lambda question: dns_ask(*question), asked))
