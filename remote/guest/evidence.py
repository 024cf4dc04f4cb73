"""Gathers evidence about a VNF in its guest, once. The program does not know which values are expected.

Request: {"bond": name, "pings": [{"address", "over"}], "dns": a request of the program dns, or null}.
`over` is an interface, or an address of the guest. The program prints one line of JSON, made by gather().
"""

import contextlib
import json
import os
import signal
import subprocess
import time
from typing import Any, Dict, List, Optional

from guest import cloud_init, dns, sysfs

NODES = "/sys/devices/system/node"
BONDING_MODULE = "/sys/module/bonding"
# day0/activation.ts: why the script that activates the bond failed. verify/evidence.ts rejects a longer text.
ACTIVATION_ERROR = "/run/day0-bond.error"
MAXIMUM_ERROR_LENGTH = 500
# Addresses for documentation (RFC 5737, RFC 9637), which no network has, by IP version. Nothing is sent.
NOWHERE = {"4": "198.51.100.1", "6": "3fff::1"}
# Some distributions keep `ip` in a folder that is not in the PATH of a user's SSH session.
SYSTEM_FOLDERS = ("/usr/sbin", "/sbin")
# Five commands run one after the other: the program ends before its caller's limit of 60 s (remote/ssh.ts).
COMMAND_TIMEOUT_SECONDS = 8
# Exit code of a ping that could not be sent.
PING_ERROR = 2
# A ping ends by itself within 1 s. This is for a ping that hangs.
PING_TIMEOUT_SECONDS = 5


def command_environment() -> Dict[str, str]:
    """Returns the environment of the commands that are run."""
    path = [os.environ.get("PATH", os.defpath), *SYSTEM_FOLDERS]
    return dict(os.environ, PATH=os.pathsep.join(path))


def stop(process: "subprocess.Popen[bytes]") -> None:
    """Kills a command and every process that it started."""
    with contextlib.suppress(OSError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    if process.stderr is not None:
        process.stderr.close()


def run_command(*command: str) -> Optional[str]:
    """Returns the output of a command, or None if the command is missing, fails or exceeds the timeout."""
    try:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=command_environment(),
            start_new_session=True,
        )
    except OSError:
        return None
    with process:
        try:
            output, _ = process.communicate(timeout=COMMAND_TIMEOUT_SECONDS)
        except subprocess.TimeoutExpired:
            stop(process)
            return None
    return output.decode("utf-8", "replace") if process.returncode == 0 else None


def run_ip(*arguments: str) -> List[Dict[str, Any]]:
    """Returns what `ip -json` prints, or an empty list if there is no such output."""
    try:
        output = json.loads(run_command("ip", "-json", *arguments) or "[]")
    except ValueError:
        return []
    return output if isinstance(output, list) else []


def observe_slave(name: str, primary: Optional[str], active: Optional[str]) -> Dict[str, Any]:
    """Returns the state of one slave of the bond."""
    path = os.path.join(sysfs.NET, name)
    device = os.path.realpath(os.path.join(path, "device"))
    numa_node = sysfs.read_number(device, "numa_node")
    if numa_node is None:
        # A virtio device has no NUMA node of its own: its PCI device above has.
        numa_node = sysfs.read_number(os.path.dirname(device), "numa_node")
    driver = os.path.realpath(os.path.join(path, "device", "driver"))
    return {
        "name": name,
        "mac": sysfs.read(path, "bonding_slave", "perm_hwaddr"),
        "mii": sysfs.read_word(path, "bonding_slave", "mii_status"),
        "primary": name == primary,
        "active": name == active,
        "linkFailures": sysfs.read_number(path, "bonding_slave", "link_failure_count"),
        "driver": os.path.basename(driver) if os.path.exists(driver) else None,
        "numaNode": numa_node,
    }


def observe_link_monitor(options: str) -> Dict[str, Any]:
    """Returns the options of MII and ARP monitoring, with times in ms, from the bond's folder `bonding`."""
    return {
        "miimon": sysfs.read_number(options, "miimon"),
        "updelay": sysfs.read_number(options, "updelay"),
        "downdelay": sysfs.read_number(options, "downdelay"),
        "arpInterval": sysfs.read_number(options, "arp_interval"),
        "arpTargets": (sysfs.read(options, "arp_ip_target") or "").split(),
        "arpValidate": sysfs.read_word(options, "arp_validate"),
    }


def observe_bond_addresses(name: str) -> List[Dict[str, Any]]:
    """Returns the bond's addresses of global scope."""
    return [
        {
            "address": f"{info['local']}/{info['prefixlen']}",
            "tentative": info.get("tentative", False),
            "dadFailed": info.get("dadfailed", False),
        }
        for link in run_ip("address", "show", "dev", name)
        for info in link.get("addr_info", [])
        if info.get("scope") == "global"
    ]


def observe_bond(name: str) -> Optional[Dict[str, Any]]:
    """Returns the state of the bond and its slaves, or None if the guest has no bond of this name."""
    options = os.path.join(sysfs.NET, name, "bonding")
    if not os.path.isdir(options):
        return None
    primary = sysfs.read_word(options, "primary")
    active = sysfs.read_word(options, "active_slave")
    members = (sysfs.read(options, "slaves") or "").split()
    slaves = [observe_slave(member, primary, active) for member in members]
    return {
        "name": name,
        "mode": sysfs.read_word(options, "mode"),
        "failOverMac": sysfs.read_word(options, "fail_over_mac"),
        "linkMonitor": observe_link_monitor(options),
        "primaryReselect": sysfs.read_word(options, "primary_reselect"),
        "gratuitousArps": sysfs.read_number(options, "num_grat_arp"),
        "active": any(slave["active"] for slave in slaves),
        "mii": sysfs.read_word(options, "mii_status"),
        "mtu": sysfs.read_number(sysfs.NET, name, "mtu"),
        "slaves": slaves,
        "addresses": observe_bond_addresses(name),
    }


def observe_preferred_routes() -> Dict[str, Dict[str, Optional[str]]]:
    """Returns the route that the kernel takes where only a default route leads, by IP version (`4`, `6`)."""
    preferred = {}
    for version, address in NOWHERE.items():
        routes = run_ip("-" + version, "route", "get", address)
        if routes and routes[0].get("type", "unicast") == "unicast":
            preferred[version] = {"device": routes[0].get("dev"), "gateway": routes[0].get("gateway")}
    return preferred


def start_ping(address: str, over: str) -> Optional["subprocess.Popen[bytes]"]:
    """Starts to send one ping; returns None if the guest has no `ping`."""
    family = "-6" if ":" in address else "-4"
    try:
        return subprocess.Popen(
            ["ping", family, "-n", "-c", "1", "-W", "1", "-I", over, address],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            env=command_environment(),
            start_new_session=True,
        )
    except OSError:
        return None


def is_reached(process: "subprocess.Popen[bytes]", deadline: float) -> Optional[bool]:
    """Waits for a ping until the deadline at most; whether it was answered, None if it was not allowed.

    Without a capability of the program, only the groups of net.ipv4.ping_group_range may send pings.
    """
    try:
        _, errors = process.communicate(timeout=max(0, deadline - time.monotonic()))
    except subprocess.TimeoutExpired:
        stop(process)
        return False
    if process.returncode == PING_ERROR and b"not permitted" in errors:
        return None
    return process.returncode == 0


def send_pings(pings: List[Dict[str, str]]) -> List[Dict[str, Any]]:
    """Sends all pings at the same time. `reached` is null where the guest can send none."""
    processes = [start_ping(ping["address"], ping["over"]) for ping in pings]
    deadline = time.monotonic() + PING_TIMEOUT_SECONDS
    return [
        {
            "address": ping["address"],
            "over": ping["over"],
            "reached": None if process is None else is_reached(process, deadline),
        }
        for ping, process in zip(pings, processes)
    ]


def observe_numa_nodes() -> List[Dict[str, Any]]:
    """Returns the guest's NUMA nodes with their CPUs (such as `0-1`) and their memory in MiB."""
    entries = os.listdir(NODES) if os.path.isdir(NODES) else []
    numbers = sorted(int(entry[4:]) for entry in entries if entry[:4] == "node" and entry[4:].isdigit())
    nodes = []
    for number in numbers:
        folder = os.path.join(NODES, f"node{number}")
        lines = (sysfs.read(folder, "meminfo") or "").splitlines()
        totals = [int(line.split()[-2]) // 1024 for line in lines if "MemTotal:" in line]
        nodes.append(
            {
                "node": number,
                "cpus": sysfs.read(folder, "cpulist"),
                "memory": totals[0] if totals else None,
            }
        )
    return nodes


def observe_interfaces() -> List[Dict[str, Any]]:
    """Returns the NICs that are not in the bond, with their addresses of global scope."""
    addresses: Dict[Optional[str], List[str]] = {}
    for link in run_ip("address", "show"):
        addresses[link.get("ifname")] = [
            info["local"] for info in link.get("addr_info", []) if info.get("scope") == "global"
        ]
    return [
        {"name": name, "mac": sysfs.read(sysfs.NET, name, "address"), "addresses": addresses.get(name, [])}
        for name in sorted(os.listdir(sysfs.NET))
        if os.path.exists(os.path.join(sysfs.NET, name, "device"))
        and not os.path.exists(os.path.join(sysfs.NET, name, "bonding_slave"))
    ]


def is_clock_synchronized() -> Optional[bool]:
    """Returns whether the guest's clock is synchronized, or None if systemd does not say so."""
    output = run_command("timedatectl", "show", "--property=NTPSynchronized", "--value")
    return {"yes": True, "no": False}.get((output or "").strip())


def read_activation_error() -> Optional[str]:
    """Returns why the bond was not activated, or None if nothing failed since the boot."""
    error = sysfs.read(ACTIVATION_ERROR)
    return error[:MAXIMUM_ERROR_LENGTH] if error else None


def gather(request: Dict[str, Any]) -> Dict[str, Any]:
    """Returns the evidence as it is now."""
    return {
        "hostname": os.uname().nodename,
        "cloudInit": cloud_init.observe_cloud_init(),
        "numaNodes": observe_numa_nodes(),
        "bondingModule": os.path.isdir(BONDING_MODULE),
        "bond": observe_bond(request["bond"]),
        "activationError": read_activation_error(),
        "interfaces": observe_interfaces(),
        "preferredRoute": observe_preferred_routes(),
        "pings": send_pings(request["pings"]),
        "dns": dns.ask_servers(request["dns"]) if request["dns"] else [],
        "clockSynchronized": is_clock_synchronized(),
    }


def main(request: Dict[str, Any]) -> None:
    """Gathers the evidence and prints it."""
    print(json.dumps(gather(request)), flush=True)
