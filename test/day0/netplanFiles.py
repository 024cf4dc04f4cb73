"""Reads netplan files with the real netplan, beside the file that the real cloud-init renders.

Standard input is a JSON list of {"networkData", "names", "files", "settings"}: Nova's network_data.json or
null, the guest's interface names by MAC address, the text of other files by their names in /etc/netplan, and
the arguments of each `netplan set` that follows. Standard output is a JSON list with one object for each: the
names of the files that `netplan generate` writes for systemd-networkd, with their texts.
"""

from __future__ import annotations

import ctypes.util
import io
import json
import pathlib
import subprocess
import sys
import tempfile
from contextlib import redirect_stderr
from typing import Any
from unittest import mock

from cloudinit.net import netplan as renderer
from cloudinit.net import network_state
from cloudinit.sources.helpers import openstack

# `netplan set` needs none of these modules, but the program imports them.
for module in ("dbus", "netifaces", "rich", "rich.console", "rich.highlighter", "rich.theme"):
    sys.modules[module] = mock.MagicMock()
find_library = ctypes.util.find_library
with mock.patch.object(ctypes.util, "find_library", lambda _: "libnetplan.so.0.0"):
    import netplan

GENERATE = pathlib.Path(netplan.__file__).parents[3] / "libexec/netplan/generate"


def run_netplan(*arguments: str) -> None:
    errors = io.StringIO()
    with mock.patch.object(sys, "argv", ["netplan", *arguments]), redirect_stderr(errors):
        netplan.Netplan().main()


def render_cloud_init(network_data: dict[str, Any], names: dict[str, str], root: pathlib.Path) -> None:
    config = openstack.convert_net_json(network_data, known_macs=names)
    state = network_state.parse_net_config_data(config)
    settings = {"netplan_path": "etc/netplan/50-cloud-init.yaml", "netplan_header": "", "postcmds": False}
    renderer.Renderer(settings).render_network_state(state, target=str(root))


def read(case: dict[str, Any], root: pathlib.Path) -> dict[str, str]:
    folder = root / "etc/netplan"
    folder.mkdir(parents=True)
    if case["networkData"] is not None:
        render_cloud_init(case["networkData"], case["names"], root)
    for name, text in case["files"].items():
        (folder / name).write_text(text)
    for path in folder.iterdir():
        path.chmod(0o600)
    for arguments in case["settings"]:
        run_netplan("set", "--root-dir", str(root), *arguments)
    subprocess.run([GENERATE, "--root-dir", root], check=True, stdout=subprocess.DEVNULL)
    return {path.name: path.read_text() for path in sorted((root / "run/systemd/network").iterdir())}


results = []
for case in json.load(sys.stdin):
    with tempfile.TemporaryDirectory() as made:
        results.append(read(case, pathlib.Path(made)))
print(json.dumps(results))
