"""Reads and checks `lab/hosts.json`, which describes the lab's rack.

A host is one entry in the file; nothing is known about a host anywhere else.
"""

from __future__ import annotations

import ipaddress
import json
import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, TypeVar

from hardware.rack import Cell, Host, Lab, Member, Pf, Segment

T = TypeVar("T")

_PCI_ADDRESS = re.compile(r"[0-9a-f]{4}:[0-9a-f]{2}:[0-9a-f]{2}\.[0-7]")
_MAC = re.compile(r"(?:[0-9a-f]{2}:){5}[0-9a-f]{2}")
_NAME = re.compile(r"[a-z][a-z0-9-]*")


class HostsError(ValueError):
    """The hosts file can't be used; the message names the entry, what it holds and what was expected."""


def parse_cpus(text: str) -> frozenset[int]:
    """`"0-1,16"` -> {0, 1, 16}; an empty text is no CPU. ValueError if it isn't such a list."""
    cpus: set[int] = set()
    for part in filter(None, text.split(",")):
        first, _, last = part.partition("-")
        cpus.update(range(int(first), int(last or first) + 1))
    return frozenset(cpus)


def load(path: Path) -> Lab:
    """Read and check the hosts file. HostsError says which entry is wrong and what it should be."""
    try:
        data = json.loads(path.read_text())
    except OSError as error:
        raise HostsError(f"The hosts file {path} can't be read: {error.strerror}.") from error
    except ValueError as error:
        raise HostsError(f"The hosts file {path} isn't JSON: {error}.") from error
    try:
        return parse(data)
    except HostsError as error:
        raise HostsError(f"{path}: {error}") from error


def parse(data: object) -> Lab:
    """The rack that decoded JSON describes; HostsError as `load`."""
    root = _Entry(data, "the file")
    lab = Lab(
        hosts=tuple(_host(entry, number) for number, entry in enumerate(root.entries("hosts"), 1)),
        segments=tuple(_segment(entry) for entry in root.entries("segments")),
    )
    _unique("hosts", "name", (host.name for host in lab.hosts))
    _unique("segments", "name", (segment.name for segment in lab.segments))
    members = [member for segment in lab.segments for member in segment.members]
    _unique("segments", "member", (f"{member.physnet} VLAN {member.vlan}" for member in members))
    for segment in lab.segments:
        for member in segment.members:
            _require(
                member.physnet in lab.physnets,
                f"segment {segment.name}: physnet is {member.physnet!r}, expected one that a PF is on"
                f" ({_listed(lab.physnets)})",
            )
    return lab


class _Entry:
    """One JSON object of the file, with the words to name it in an error."""

    def __init__(self, data: object, where: str) -> None:
        if not isinstance(data, dict):
            raise HostsError(f"{where} is {data!r}, expected an object.")
        self._data: dict[str, Any] = data
        self.where = f"{where} {data['name']}" if isinstance(data.get("name"), str) else where

    def get(self, key: str, kind: type[T], expected: str, check: Callable[[T], bool] = lambda _: True) -> T:
        value = self._data.get(key)
        if isinstance(value, kind) and isinstance(value, bool) == (kind is bool) and check(value):
            return value
        raise HostsError(f"{self.where}: {key} is {value!r}, expected {expected}.")

    def text(self, key: str, pattern: re.Pattern[str], expected: str) -> str:
        return self.get(key, str, expected, lambda value: bool(pattern.fullmatch(value)))

    def name(self, longest: int) -> str:
        expected = f"at most {longest} lower-case letters, digits and dashes, a letter first"
        return self.get(
            "name", str, expected, lambda value: bool(_NAME.fullmatch(value)) and len(value) <= longest
        )

    def number(self, key: str, low: int, high: int) -> int:
        return self.get(key, int, f"a number from {low} to {high}", lambda value: low <= value <= high)

    def cpus(self, key: str) -> frozenset[int]:
        try:
            return parse_cpus(self.get(key, str, 'a list of CPUs like "0-1,16"'))
        except ValueError:
            raise HostsError(
                f'{self.where}: {key} is {self._data[key]!r}, expected a list like "0-1,16".'
            ) from None

    def entries(self, key: str) -> list[_Entry]:
        items = self.get(key, list, "a list")
        return [
            _Entry(item, f"{self.where}, {key[:-1]}" if self.where != "the file" else key[:-1])
            for item in items
        ]


def _host(entry: _Entry, number: int) -> Host:
    host = Host(
        name=entry.name(longest=63),
        number=number,
        disk_gb=entry.number("disk_gb", 1, 1 << 20),
        cells=tuple(_cell(cell) for cell in entry.entries("cells")),
        pfs=tuple(_pf(pf) for pf in entry.entries("pfs")),
    )
    ids = [cell.id for cell in host.cells]
    _require(
        ids == sorted(set(ids)) and ids != [],
        f"host {host.name}: cells have the ids {ids}, expected at least one, ascending",
    )
    for cell in host.cells:
        others = frozenset().union(*(other.cpus for other in host.cells if other is not cell))
        twice = (cell.shared_cpus & cell.dedicated_cpus) | (cell.cpus & others)
        _require(not twice, f"host {host.name}: CPU {min(twice, default=0)} is listed twice, expected once")
    for pf in host.pfs:
        _require(
            pf.numa_node in ids,
            f"host {host.name}, pf {pf.name}: numa_node is {pf.numa_node}, expected one of {ids}",
        )
    _unique(f"host {host.name}, pfs", "name", (pf.name for pf in host.pfs))
    _unique(
        f"host {host.name}", "PCI address", (a for pf in host.pfs for a in (pf.address, *pf.vf_addresses))
    )
    return host


def _cell(entry: _Entry) -> Cell:
    cell = Cell(
        id=entry.number("id", 0, 63),
        socket=entry.number("socket", 0, 63),
        shared_cpus=entry.cpus("shared_cpus"),
        dedicated_cpus=entry.cpus("dedicated_cpus"),
        memory_mb=entry.number("memory_mb", 1, 1 << 24),
        hugepages={
            int(size): count for size, count in entry.get("hugepages", dict, "page size -> count").items()
        },
        tunneled=entry.get("tunneled", bool, "true or false"),
    )
    huge_mb = sum(size * count for size, count in cell.hugepages.items()) // 1024
    _require(
        huge_mb <= cell.memory_mb,
        f"{entry.where} {cell.id}: hugepages take {huge_mb} MiB, expected at most {cell.memory_mb}",
    )
    return cell


def _pf(entry: _Entry) -> Pf:
    pci_id = re.compile(r"[0-9a-f]{4}")
    return Pf(
        name=entry.name(longest=8),
        address=entry.text("address", _PCI_ADDRESS, "a PCI address like 0000:18:00.0"),
        physnet=entry.text("physnet", re.compile(r"[a-z][a-z0-9-]{0,11}"), "a name of at most 12 characters"),
        numa_node=entry.number("numa_node", 0, 63),
        model=entry.get("model", str, "the NIC's name"),
        vendor_id=entry.text("vendor_id", pci_id, "four hexadecimal digits"),
        product_id=entry.text("product_id", pci_id, "four hexadecimal digits"),
        vf_product_id=entry.text("vf_product_id", pci_id, "four hexadecimal digits"),
        vf_offset=entry.number("vf_offset", 1, 255),
        vfs=entry.number("vfs", 1, 64),
        mac=entry.text("mac", _MAC, "a MAC address in lower case"),
    )


def _segment(entry: _Entry) -> Segment:
    members = tuple(
        Member(member.get("physnet", str, "a physnet"), member.number("vlan", 1, 4094))
        for member in entry.entries("members")
    )
    gateways = tuple(entry.get("gateways", list, "a list of addresses"))
    for gateway in gateways:
        try:
            ipaddress.ip_interface(gateway)
        except ValueError:
            raise HostsError(
                f"{entry.where}: gateway is {gateway!r}, expected an address like 172.16.1.1/24."
            ) from None
    return Segment(entry.name(longest=11), members, gateways)


def _unique(where: str, what: str, values: Iterable[str]) -> None:
    seen: set[str] = set()
    for value in values:
        _require(value not in seen, f"{where}: {what} {value} is used twice, expected once")
        seen.add(value)


def _require(condition: bool, message: str) -> None:
    if not condition:
        raise HostsError(f"{message}.")


def _listed(names: Iterable[str]) -> str:
    return ", ".join(names) or "none"
