"""A DNS client that queries a server at a steady rate.

Request: {"server": address, "name": name, "interval": ms, "seconds": limit, "port": number}; the port is
optional (default: 53). Standard input carries words, one a line: the program records the time of each word.
The program ends at the word `stop`, at the end of standard input, or after `seconds`.

The program prints {"begun": true} when it starts, and one line at the end, with times in ms since the start:
{"sent": [ms], "arrived": [ms or null], "marks": {word: ms}}. `arrived` has one entry for each query.
"""

import contextlib
import json
import os
import select
import socket
import struct
import time
from typing import Any, Dict, List, Optional, Tuple

from guest import dns, dns_message

STDIN = 0
# A query's number is its ID of 16 bits.
MAXIMUM_QUERIES = 65536
# The most responses that are read between two queries: a server may flood the client.
MAXIMUM_RESPONSES = 1000
# How long the program waits at the end for late responses.
GRACE_SECONDS = 1.0


def read_words(connection: socket.socket, seconds: float) -> Tuple[List[str], bool]:
    """Waits for a response or a word; returns the words, and whether standard input is still open."""
    sources: List[Any] = [STDIN, connection]
    ready = select.select(sources, [], [], max(0, seconds))[0]
    if STDIN not in ready:
        return [], True
    text = os.read(STDIN, 4096)
    return text.decode("utf-8", "replace").split(), bool(text)


def find_type(server: str, port: int, name: str) -> int:
    """Returns the type of the name's addresses: A, unless the server says that there is none."""
    with contextlib.suppress(OSError, ValueError):
        if dns.ask_for(server, port, name, "UDP", dns_message.TYPE_A).lacks_type:
            return dns_message.TYPE_AAAA
    return dns_message.TYPE_A


def receive_responses(
    connection: socket.socket, name: str, kind: int, arrived: List[Optional[float]]
) -> None:
    """Records the time of each response that answers its query."""
    for _ in range(MAXIMUM_RESPONSES):
        if not select.select([connection], [], [], 0)[0]:
            return
        try:
            response = connection.recv(65535)
        except OSError:
            # The kernel reports an unreachable port or host here, which is no response.
            continue
        number = struct.unpack_from("!H", response)[0] if len(response) >= 2 else 0
        now = time.monotonic()
        if number < len(arrived) and arrived[number] is None:
            query = dns_message.encode_query(number, name, False, kind)
            arrived[number] = now if dns_message.judge_response(response, query).answers else None


def run_stream(request: Dict[str, Any]) -> None:
    """Sends a query each `interval` ms for `seconds` at most, and prints the events."""
    server, name = request["server"], request["name"]
    interval = request["interval"] / 1000.0
    port = request.get("port", dns.PORT)
    kind = find_type(server, port, name)
    sent: List[float] = []
    arrived: List[Optional[float]] = []
    marks: Dict[str, float] = {}
    with socket.socket(dns.address_family(server), socket.SOCK_DGRAM) as connection:
        connection.connect((server, port))
        connection.setblocking(False)
        print(json.dumps({"begun": True}), flush=True)
        begun = time.monotonic()
        while len(sent) < MAXIMUM_QUERIES and time.monotonic() < begun + request["seconds"]:
            if time.monotonic() >= begun + len(sent) * interval:
                query = dns_message.encode_query(len(sent), name, False, kind)
                sent.append(time.monotonic())
                arrived.append(None)
                # A query that cannot be sent gets no response.
                with contextlib.suppress(OSError):
                    connection.send(query)
            words, is_open = read_words(connection, begun + len(sent) * interval - time.monotonic())
            receive_responses(connection, name, kind, arrived)
            marks.update((word, time.monotonic()) for word in words)
            if "stop" in words or not is_open:
                break
        deadline = time.monotonic() + GRACE_SECONDS
        while None in arrived and time.monotonic() < deadline:
            receive_responses(connection, name, kind, arrived)
            time.sleep(0.001)

    def since_start(moment: float) -> float:
        return round((moment - begun) * 1000, 1)

    timeline = {
        "sent": [since_start(moment) for moment in sent],
        "arrived": [None if moment is None else since_start(moment) for moment in arrived],
        "marks": {word: since_start(moment) for word, moment in marks.items()},
    }
    print(json.dumps(timeline), flush=True)


def main(request: Dict[str, Any]) -> None:
    """Runs the client."""
    run_stream(request)
