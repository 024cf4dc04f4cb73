"""Open vSwitch's command line tools, on the lab's own database."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Tuple

from hardware import state, tool

SECONDS = 20

Command = Tuple[str, ...]
"""One ovs-vsctl command with its arguments; several make one transaction."""


class OvsError(tool.ToolError):
    """An Open vSwitch tool failed; the message is what it said."""


def bridge(name: str) -> Command:
    """A bridge in user space: the lab needs no kernel module."""
    return ("--may-exist", "add-br", name, "--", "set", "Bridge", name, "datapath_type=netdev")


def patch(bridge: str, port: str, peer: str) -> Command:
    """One end of a link between two bridges."""
    interface = ("--", "set", "Interface", port, "type=patch", f"options:peer={peer}")
    return ("--may-exist", "add-port", bridge, port, *interface)


def setting(column: str, key: str, value: str) -> str:
    """`column:key=value` for a map column, the value quoted."""
    return f"{column}:{key}={json.dumps(value)}"


def vsctl(run: Path, commands: Sequence[Command], *options: str) -> str:
    """Run commands as one transaction and wait until the switch has it; returns the output. OvsError."""
    if not commands:
        return ""
    words = [word for command in commands for word in ("--", *command)]
    database = f"--db=unix:{state.ovs_socket(run)}"
    return _run("ovs-vsctl", f"--timeout={SECONDS}", database, *options, *words)


def rows(run: Path, table: str, *columns: str) -> list[dict[str, Any]]:
    """Columns of every row of a table; sets as lists, maps as dicts. OvsError."""
    text = vsctl(run, [(f"--columns={','.join(columns)}", "list", table)], "--format=json")
    data = json.loads(text)
    return [_record(data["headings"], row) for row in data["data"]]


def set_flows(run: Path, bridge: str, flows: Iterable[str]) -> None:
    """Replace all OpenFlow flows of a bridge. OvsError."""
    target = f"unix:{state.ovs_socket(run).parent / f'{bridge}.mgmt'}"
    _run("ovs-ofctl", f"--timeout={SECONDS}", "replace-flows", target, "-", text="\n".join(flows) + "\n")


def _run(*command: str, text: str | None = None) -> str:
    try:
        return tool.run(*command, text=text)
    except tool.ToolError as error:
        raise OvsError(str(error)) from error


def _record(headings: list[str], row: list[Any]) -> dict[str, Any]:
    if len(row) != len(headings):
        raise OvsError(f"ovs-vsctl gave {len(row)} values for {len(headings)} columns")
    return dict(zip(headings, map(_plain, row)))


def _plain(value: Any) -> Any:  # noqa: ANN401 - OVSDB's JSON
    if not isinstance(value, list):
        return value
    kind, content = value
    if kind == "set":
        return [_plain(item) for item in content]
    if kind == "map":
        return {_plain(key): _plain(item) for key, item in content}
    return content  # of a UUID
