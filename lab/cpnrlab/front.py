"""What is between users and the cloud in a form with TLS: endpoints behind HTTPS, a proxy, and decoys.

usage: python3 -m cpnrlab.front SETTINGS.json (see `Settings`)

The decoys are the endpoints that nobody may use: the interface `public`, and a second region.
Every connection is counted by where it came to, and how.
"""

from __future__ import annotations

import asyncio
import json
import ssl
import sys
from collections import Counter
from collections.abc import Callable, Coroutine
from contextlib import suppress
from dataclasses import dataclass, fields
from pathlib import Path

from cpnrlab import durable

_PLAIN_ADDRESS = "127.0.0.1"
_BLOCK = 1 << 16
Handler = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Coroutine[None, None, None]]


@dataclass(frozen=True)
class Settings:
    """Addresses, all with the same ports, and files."""

    endpoints: str
    """Address of the HTTPS endpoints; each port is served by the same port of 127.0.0.1, in plain text."""
    proxy: str
    """Address of the HTTP proxy. It can only CONNECT."""
    proxy_port: int
    decoys: dict[str, str]
    """Address by name."""
    ports: list[int]
    certificate: str
    key: str
    counts: str
    """File in which the connections are counted, as JSON."""


class Front:
    """The listeners, and what they have counted."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._counts: Counter[str] = Counter()
        self._tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        self._tls.load_cert_chain(settings.certificate, settings.key)

    async def serve(self) -> None:
        """Listen until the process ends."""
        settings = self._settings
        listeners: list[tuple[Handler, str, int]] = [(self._proxy, settings.proxy, settings.proxy_port)]
        for port in settings.ports:
            listeners.append((self._endpoint(port), settings.endpoints, port))
            listeners += [(self._decoy(name), address, port) for name, address in settings.decoys.items()]
        servers = [
            await asyncio.start_server(_ended(handler), host, port) for handler, host, port in listeners
        ]
        # Whoever starts the front knows by the file that it listens.
        self._count()
        await asyncio.gather(*(server.serve_forever() for server in servers))

    def _count(self, *events: str) -> None:
        self._counts.update(events)
        durable.write(Path(self._settings.counts), json.dumps(self._counts))

    def _endpoint(self, port: int) -> Handler:
        async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            peer = writer.get_extra_info("peername")[0]
            self._count("through the proxy" if peer == self._settings.proxy else "past the proxy")
            await writer.start_tls(self._tls)
            await _join(reader, writer, *await asyncio.open_connection(_PLAIN_ADDRESS, port))

        return handle

    def _decoy(self, name: str) -> Handler:
        async def handle(_: asyncio.StreamReader, __: asyncio.StreamWriter) -> None:
            self._count(name)

        return handle

    async def _proxy(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        request = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split()
        if request[:1] != ["CONNECT"]:
            self._count("proxy: in plain text")
            writer.write(b"HTTP/1.1 405 Method Not Allowed\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
            return
        host, _, port = request[1].rpartition(":")
        from_here = (self._settings.proxy, 0)
        there = await asyncio.open_connection(host, int(port), local_addr=from_here)
        writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        await _join(reader, writer, *there)


def _ended(handler: Handler) -> Handler:
    """The handler, after which its connection is closed, whatever happened."""

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError, ssl.SSLError, asyncio.IncompleteReadError):
            await handler(reader, writer)
        writer.close()

    return handle


async def _join(
    reader: asyncio.StreamReader,
    writer: asyncio.StreamWriter,
    far_reader: asyncio.StreamReader,
    far_writer: asyncio.StreamWriter,
) -> None:
    """Copy both ways until one side ends."""
    both = {
        asyncio.create_task(_copy(reader, far_writer)),
        asyncio.create_task(_copy(far_reader, writer)),
    }
    _, pending = await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
    for task in pending:
        task.cancel()
    await asyncio.gather(*both, return_exceptions=True)
    far_writer.close()


async def _copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while block := await reader.read(_BLOCK):
        writer.write(block)
        await writer.drain()


def read(file: Path) -> Settings:
    """The settings in a file."""
    data = json.loads(file.read_text())
    return Settings(**{field.name: data[field.name] for field in fields(Settings)})


if __name__ == "__main__":
    with suppress(KeyboardInterrupt):
        asyncio.run(Front(read(Path(sys.argv[1]))).serve())
