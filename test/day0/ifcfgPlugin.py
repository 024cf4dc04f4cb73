"""Reads ifcfg files with a real NetworkManager that has the plugin ifcfg-rh.

Runs as root in mount, network and process namespaces of its own. The argument is the folder to chroot into
(tools/network-manager/ensure). Standard input is a JSON list of sets of files: texts by path. Standard output
is a JSON list with one object for each: the keyfiles that NetworkManager migrates the profiles to, by name.
"""

from __future__ import annotations

import json
import os
import pathlib
import subprocess
import sys
import time

ROOT = pathlib.Path(sys.argv[1])
BUS = "unix:path=/run/bus"
KEYFILES = ROOT / "etc/NetworkManager/system-connections"
TIMEOUT_SECONDS = 30

FILES = {
    "etc/passwd": "root:x:0:0:root:/root:/bin/sh\n",
    "etc/group": "root:x:0:\n",
    "etc/machine-id": "0" * 32 + "\n",
    "etc/bus.conf": f"""<busconfig>
  <type>system</type>
  <listen>{BUS}</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*"/><allow receive_sender="*"/><allow own="*"/><allow user="*"/>
  </policy>
</busconfig>
""",
    "etc/NetworkManager/NetworkManager.conf": """[main]
plugins=ifcfg-rh
no-auto-default=*
dns=none
auth-polkit=false
""",
    # NetworkManager activates nothing.
    "var/lib/NetworkManager/NetworkManager.state": "[main]\nNetworkingEnabled=false\n",
}


def mount(kind: str, target: str) -> None:
    (ROOT / target).mkdir(exist_ok=True)
    subprocess.run(["mount", "-t", kind, kind, ROOT / target], check=True)


def write(path: str, text: str) -> pathlib.Path:
    target = ROOT / path.lstrip("/")
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(text)
    return target


def in_root(*command: str) -> list[str]:
    return ["chroot", str(ROOT), *command]


def run_nmcli(*arguments: str) -> None:
    subprocess.run(
        in_root("/usr/bin/nmcli", *arguments), env=environment, check=True, stdout=subprocess.DEVNULL
    )


def wait_for_network_manager() -> None:
    deadline = time.monotonic() + TIMEOUT_SECONDS
    while time.monotonic() < deadline:
        query = in_root("/usr/bin/nmcli", "--terse", "--fields", "RUNNING", "general")
        result = subprocess.run(query, env=environment, capture_output=True, text=True)
        if result.stdout.strip() == "running":
            return
        time.sleep(0.05)
    sys.exit(f"NetworkManager did not start within {TIMEOUT_SECONDS} s: {result.stderr}")


def migrate(files: dict[str, str]) -> dict[str, str]:
    written = [write(path, text) for path, text in files.items()]
    run_nmcli("connection", "reload")
    run_nmcli("connection", "migrate")
    keyfiles = {path.name: path.read_text() for path in KEYFILES.iterdir()}
    for path in [*written, *KEYFILES.iterdir()]:
        path.unlink(missing_ok=True)
    run_nmcli("connection", "reload")
    return keyfiles


for folder in ("etc", "run", "var", "tmp", "dev"):
    mount("tmpfs", folder)
mount("proc", "proc")
mount("sysfs", "sys")
for device in ("null", "urandom", "random"):
    (ROOT / "dev" / device).touch()
    subprocess.run(["mount", "--bind", f"/dev/{device}", ROOT / "dev" / device], check=True)
for name, content in FILES.items():
    write(name, content)
KEYFILES.mkdir()
environment = dict(os.environ, DBUS_SYSTEM_BUS_ADDRESS=BUS, LC_ALL="C")
bus = in_root("/usr/bin/dbus-daemon", "--config-file=/etc/bus.conf", "--nofork", "--nopidfile")
manager = in_root("/usr/sbin/NetworkManager", "--no-daemon", "--log-level=WARN")
# They end with the namespace.
subprocess.Popen(bus, stderr=subprocess.DEVNULL)
while not (ROOT / "run/bus").exists():
    time.sleep(0.02)
subprocess.Popen(manager, env=environment, stdout=sys.stderr)
wait_for_network_manager()
print(json.dumps([migrate(files) for files in json.load(sys.stdin)]))
