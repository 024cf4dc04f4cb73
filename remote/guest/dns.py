"""Queries DNS servers for an IPv4 address as clients do: over UDP, TCP, and UDP with EDNS0 (RFC 6891).

Request: {"name": name, "servers": [address], "port": number}; the port is optional (default: 53). The program
prints one line of JSON: a list of {"server", "transport", "answered", "detail"}, one for each server and
transport.
"""

import json
import os
import socket
import struct
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Dict, List, Optional, Tuple

PORT = 53
TIMEOUT_SECONDS = 3
TRANSPORTS = ("UDP", "TCP", "EDNS0")
EDNS_SIZE = 1232
TYPE_A, TYPE_OPT, CLASS_IN = 1, 41, 1
FLAG_RESPONSE, RCODE = 0x8000, 0x000F


def encode_query(number: int, name: str, edns: bool) -> bytes:
    """Returns a query with the ID `number` for the name's IPv4 address."""
    header = struct.pack("!6H", number, 0, 1, 0, 0, 1 if edns else 0)
    labels = [label.encode("ascii") for label in name.split(".") if label]
    question = b"".join(bytes([len(label)]) + label for label in labels) + b"\0"
    question += struct.pack("!2H", TYPE_A, CLASS_IN)
    option = struct.pack("!BHHIH", 0, TYPE_OPT, EDNS_SIZE, 0, 0) if edns else b""
    return header + question + option


def skip_name(response: bytes, start: int) -> int:
    """Returns the position after the name that begins at `start`."""
    position = start
    while response[position] and response[position] < 0xC0:
        position += 1 + response[position]
    return position + (2 if response[position] else 1)


def find_edns_size(response: bytes) -> Optional[int]:
    """Returns the UDP size in the response's OPT record, or None if the response has no OPT record."""
    questions, *records = struct.unpack_from("!4H", response, 4)
    position = 12
    for _ in range(questions):
        position = skip_name(response, position) + 4
    for _ in range(sum(records)):
        position = skip_name(response, position)
        kind, size, _, length = struct.unpack_from("!HHIH", response, position)
        if kind == TYPE_OPT:
            return int(size)
        position += 10 + length
    return None


def judge_response(response: bytes, number: int, edns: bool) -> Tuple[bool, str]:
    """Returns whether a response answers the query with the ID `number`, and describes the response."""
    if len(response) < 12:
        return False, f"a reply of {len(response)} bytes"
    seen, flags, _, answers = struct.unpack_from("!4H", response)
    if seen != number or not flags & FLAG_RESPONSE:
        return False, "something that is no reply to the question"
    if flags & RCODE or not answers:
        return False, f"RCODE {flags & RCODE} and {answers} answers"
    if not edns:
        return True, "an answer" if answers == 1 else f"{answers} answers"
    size = find_edns_size(response)
    return size is not None, "no EDNS0" if size is None else f"EDNS0 of {size} bytes"


def address_family(server: str) -> socket.AddressFamily:
    """Returns the family of an IP address."""
    return socket.AF_INET6 if ":" in server else socket.AF_INET


def exchange(server: str, port: int, query: bytes, transport: str) -> bytes:
    """Sends a query and returns the response."""
    kind = socket.SOCK_STREAM if transport == "TCP" else socket.SOCK_DGRAM
    with socket.socket(address_family(server), kind) as connection:
        connection.settimeout(TIMEOUT_SECONDS)
        connection.connect((server, port))
        if kind == socket.SOCK_DGRAM:
            connection.send(query)
            return connection.recv(65535)
        connection.sendall(struct.pack("!H", len(query)) + query)
        with connection.makefile("rb") as stream:
            size = stream.read(2)
            return stream.read(struct.unpack("!H", size)[0]) if len(size) == 2 else b""


def ask(server: str, port: int, name: str, transport: str) -> Dict[str, Any]:
    """Queries one server over `UDP`, `TCP` or `EDNS0`, and returns how the server answers."""
    edns = transport == "EDNS0"
    number = struct.unpack("!H", os.urandom(2))[0]
    try:
        response = exchange(server, port, encode_query(number, name, edns), transport)
        answered, detail = judge_response(response, number, edns)
    except (OSError, ValueError, struct.error, IndexError) as error:
        answered, detail = False, str(error) or type(error).__name__
    return {"server": server, "transport": transport, "answered": answered, "detail": detail}


def ask_servers(request: Dict[str, Any]) -> List[Dict[str, Any]]:
    """Queries every server over every transport, all at the same time."""
    port, name = request.get("port", PORT), request["name"]
    queries = [(server, transport) for server in request["servers"] for transport in TRANSPORTS]
    with ThreadPoolExecutor(max(1, len(queries))) as pool:
        return list(pool.map(lambda query: ask(query[0], port, name, query[1]), queries))


def main(request: Dict[str, Any]) -> None:
    """Queries the servers and prints the answers."""
    print(json.dumps(ask_servers(request)), flush=True)
