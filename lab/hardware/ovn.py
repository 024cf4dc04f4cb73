"""OVN's northbound database, in a form of the lab with ML2/OVN."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from hardware import tool

_SECONDS = 20


def northbound(run: Path) -> Path:
    """Socket of the database. It exists only in a form with OVN."""
    return run / "ovn" / "nb.sock"


def is_used(run: Path) -> bool:
    """Whether OVN connects the guests of this lab, instead of Neutron's Open vSwitch agent."""
    return northbound(run).exists()


def add_ports(run: Path, ports: Sequence[tuple[str, str]]) -> None:
    """Add logical ports that take any address; `ports` are pairs of network id and name. ToolError."""
    words = [
        word
        for network, name in ports
        for command in (
            ("--may-exist", "lsp-add", f"neutron-{network}", name),
            ("lsp-set-addresses", name, "unknown"),
        )
        for word in ("--", *command)
    ]
    if words:
        tool.run("ovn-nbctl", f"--timeout={_SECONDS}", f"--db=unix:{northbound(run)}", *words)
