"""Queries DNS servers for an address as clients do: over UDP, TCP, and UDP with EDNS0 (RFC 6891).

A name without an IPv4 address is queried for its IPv6 address.

Request: {"name": name, "servers": [address], "port": number}; the port is optional (default: 53). The program
prints one line of JSON: a list of {"server", "transport", "answered", "detail"}, one for each server and
transport.
"""

import json
import os
import socket
import struct
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Dict, List

from guest import dns_message

PORT = 53
# The time for a whole exchange, however the server divides its response.
TIMEOUT_SECONDS = 3
TRANSPORTS = ("UDP", "TCP", "EDNS0")


def address_family(server: str) -> socket.AddressFamily:
    """Returns the family of an IP address."""
    return socket.AF_INET6 if ":" in server else socket.AF_INET


def receive(connection: socket.socket, size: int, deadline: float) -> bytes:
    """Returns `size` bytes of a TCP connection, or fewer if it ends. socket.timeout after the deadline."""
    content = bytearray()
    while len(content) < size:
        left = deadline - time.monotonic()
        if left <= 0:
            raise socket.timeout("timed out")
        connection.settimeout(left)
        piece = connection.recv(size - len(content))
        if not piece:
            break
        content += piece
    return bytes(content)


def exchange(server: str, port: int, query: bytes, transport: str) -> bytes:
    """Sends a query and returns the response."""
    kind = socket.SOCK_STREAM if transport == "TCP" else socket.SOCK_DGRAM
    deadline = time.monotonic() + TIMEOUT_SECONDS
    with socket.socket(address_family(server), kind) as connection:
        connection.settimeout(TIMEOUT_SECONDS)
        connection.connect((server, port))
        if kind == socket.SOCK_DGRAM:
            connection.send(query)
            return connection.recv(65535)
        connection.sendall(struct.pack("!H", len(query)) + query)
        size = receive(connection, 2, deadline)
        return receive(connection, struct.unpack("!H", size)[0], deadline) if len(size) == 2 else b""


def ask(server: str, port: int, name: str, transport: str) -> Dict[str, Any]:
    """Queries one server over `UDP`, `TCP` or `EDNS0`, and returns how the server answers."""
    try:
        judgement = ask_for(server, port, name, transport, dns_message.TYPE_A)
        if judgement.lacks_type:
            second = ask_for(server, port, name, transport, dns_message.TYPE_AAAA)
            judgement = judgement if second.lacks_type else second
        answered, detail = judgement.answers, judgement.detail
    except (OSError, ValueError) as error:
        answered, detail = False, str(error) or type(error).__name__
    return {"server": server, "transport": transport, "answered": answered, "detail": detail}


def ask_for(server: str, port: int, name: str, transport: str, kind: int) -> dns_message.Judgement:
    """Queries one server for addresses of a type. OSError or ValueError if there is no response."""
    number = struct.unpack("!H", os.urandom(2))[0]
    query = dns_message.encode_query(number, name, transport == "EDNS0", kind)
    return dns_message.judge_response(exchange(server, port, query, transport), query)


def ask_servers(request: Dict[str, Any]) -> List[Dict[str, Any]]:
    """Queries every server over every transport, all at the same time."""
    port, name = request.get("port", PORT), request["name"]
    queries = [(server, transport) for server in request["servers"] for transport in TRANSPORTS]
    with ThreadPoolExecutor(max(1, len(queries))) as pool:
        return list(pool.map(lambda query: ask(query[0], port, name, query[1]), queries))


def main(request: Dict[str, Any]) -> None:
    """Queries the servers and prints the answers."""
    print(json.dumps(ask_servers(request)), flush=True)
