"""The rack of `lab/hosts.json`, and one of two hosts, for the tests."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

from hardware import hosts
from hardware.rack import Lab

FILE = Path(__file__).resolve().parents[2] / "hosts.json"


def document() -> dict[str, Any]:
    """The decoded hosts file, to change."""
    decoded: dict[str, Any] = json.loads(FILE.read_text())
    return decoded


def one_host() -> Lab:
    """The lab as it is."""
    return hosts.load(FILE)


def two_hosts() -> Lab:
    """The lab with a second host like the first."""
    data = document()
    second = copy.deepcopy(data["hosts"][0])
    second["name"] = "compute-2"
    data["hosts"].append(second)
    return hosts.parse(data)
