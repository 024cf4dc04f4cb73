"""A DNS server on 127.0.0.1, over UDP and TCP, for one name with one address of each type."""

import contextlib
import socket
import socketserver
import struct
import threading
import time
from typing import Any, Callable, Iterator, List, Optional

from guest import dns_message

RESPONSE_FLAGS = 0x8180


def respond(query: bytes, number: Optional[int] = None, edns_size: Optional[int] = 4096) -> bytes:
    """A response with one address of the type that the query asks for.

    It has an OPT record if the query has one and `edns_size` is not None.
    """
    asked, _, _, _, _, options = struct.unpack_from("!6H", query)
    question = query[12 : dns_message.decode_name(query, 12)[1] + 4]
    kind = struct.unpack_from("!H", question, len(question) - 4)[0]
    length = dns_message.ADDRESS_TYPES[kind][1]
    has_option = bool(options) and edns_size is not None
    header = struct.pack(
        "!6H", asked if number is None else number, RESPONSE_FLAGS, 1, 1, 0, 1 if has_option else 0
    )
    answer = struct.pack("!HHHIH", 0xC00C, kind, dns_message.CLASS_IN, 60, length) + bytes(length)
    option = struct.pack("!BHHIH", 0, dns_message.TYPE_OPT, edns_size, 0, 0) if has_option else b""
    return header + question + answer + option


def respond_with_ipv6_only(query: bytes) -> bytes:
    """A response for a name that has an IPv6 address and no IPv4 address."""
    question = query[12 : dns_message.decode_name(query, 12)[1] + 4]
    if question.endswith(struct.pack("!2H", dns_message.TYPE_AAAA, dns_message.CLASS_IN)):
        return respond(query)
    return struct.pack("!2H4H", struct.unpack_from("!H", query)[0], RESPONSE_FLAGS, 1, 0, 0, 0) + question


def refuse(query: bytes) -> bytes:
    """A response with RCODE REFUSED."""
    return struct.pack("!6H", struct.unpack_from("!H", query)[0], RESPONSE_FLAGS | 5, 0, 0, 0, 0)


class DnsServer:
    """A context in which the server runs. `respond` maps a query to a response."""

    def __init__(self, respond: Callable[[bytes], bytes] = respond, tcp: bool = True) -> None:
        self.queries: List[bytes] = []
        self.respond = respond
        self.tcp = tcp
        self.port = 0
        self.servers: List[Any] = []

    def __enter__(self) -> "DnsServer":
        answer = self.answer

        class UdpHandler(socketserver.BaseRequestHandler):
            def handle(self) -> None:
                query, connection = self.request
                connection.sendto(answer(query), self.client_address)

        class TcpHandler(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                size = struct.unpack("!H", self.rfile.read(2))[0]
                response = answer(self.rfile.read(size))
                self.wfile.write(struct.pack("!H", len(response)) + response)

        # The kernel gives a port that is free for UDP; another program may use the same port for TCP.
        while not self.servers:
            udp = socketserver.UDPServer(("127.0.0.1", 0), UdpHandler)
            self.port = udp.server_address[1]
            try:
                tcp = [socketserver.TCPServer(("127.0.0.1", self.port), TcpHandler)] if self.tcp else []
                self.servers = [udp, *tcp]
            except OSError:
                udp.server_close()
        for server in self.servers:
            threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(self, *error: object) -> None:
        for server in self.servers:
            server.shutdown()
            server.server_close()

    def answer(self, query: bytes) -> bytes:
        self.queries.append(query)
        return self.respond(query)

    def wait_for_queries(self, count: int) -> None:
        """Waits until the server has received so many queries."""
        deadline = time.monotonic() + 30
        while len(self.queries) < count and time.monotonic() < deadline:
            time.sleep(0.005)
        if len(self.queries) < count:
            raise TimeoutError(f"{len(self.queries)} of {count} queries arrived")


@contextlib.contextmanager
def unused_port() -> Iterator[int]:
    """A UDP port of 127.0.0.1 that refuses queries."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as holder:
        holder.bind(("127.0.0.1", 0))
        # The port is taken, but a connected socket receives nothing except from its peer.
        holder.connect(("127.0.0.1", 9))
        yield holder.getsockname()[1]
