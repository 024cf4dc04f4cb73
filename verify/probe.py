"""What a VNF is asked: runs in the guest, prints one JSON document of evidence.

Any Python from 3.6 on, as cloud-init needs one anyway; the standard library only. The program comes on standard
input, after dns.py and sysfs.py and with a call of `main` appended, so nothing is left in the guest.
"""

import json
import os
import subprocess
import sys
import time

NODES = "/sys/devices/system/node"
BONDING_MODULE = "/sys/module/bonding"
CLOUD_INIT_RESULT = "/run/cloud-init/result.json"
CLOUD_INIT_STATUS = "/run/cloud-init/status.json"


def word(*path):
    """The first word of a file such as sysfs' `active-backup 1`, or None where it is empty or not there."""
    words = (read(*path) or "").split()
    return words[0] if words else None


def number(*path):
    """The number in a file, or None."""
    text = word(*path)
    return int(text) if text and text.lstrip("-").isdigit() else None


def ip_json(*arguments):
    """What `ip -json` answers; an empty list where it fails."""
    done = subprocess.run(["ip", "-json", *arguments], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    return json.loads(done.stdout.decode() or "[]") if done.returncode == 0 else []


def slave(name, primary, active):
    """One member of the bond, as the kernel sees it, and whether it is the bond's primary and its active one."""
    path = os.path.join(NET, name)
    device = os.path.realpath(os.path.join(path, "device"))
    node = number(device, "numa_node")
    if node is None:
        node = number(os.path.dirname(device), "numa_node")
    driver = os.path.realpath(os.path.join(path, "device", "driver"))
    return {
        "name": name,
        "mac": read(path, "bonding_slave", "perm_hwaddr"),
        "mii": word(path, "bonding_slave", "mii_status"),
        "primary": name == primary,
        "active": name == active,
        "linkFailures": number(path, "bonding_slave", "link_failure_count"),
        "driver": os.path.basename(driver) if os.path.exists(driver) else None,
        "numaNode": node,
    }


def link_monitor(options):
    """How the bond notices a dead link, under the folder of its options: MII's times in ms, and ARP's."""
    return {
        "miimon": number(options, "miimon"),
        "updelay": number(options, "updelay"),
        "downdelay": number(options, "downdelay"),
        "arpInterval": number(options, "arp_interval"),
        "arpTargets": (read(options, "arp_ip_target") or "").split(),
        "arpValidate": word(options, "arp_validate"),
    }


def bond(name):
    """The bond and its members, or None where there is none of that name."""
    options = os.path.join(NET, name, "bonding")
    if not os.path.isdir(options):
        return None
    addresses = [
        {
            "address": "%s/%d" % (info["local"], info["prefixlen"]),
            "tentative": info.get("tentative", False),
            "dadFailed": info.get("dadfailed", False),
        }
        for link in ip_json("address", "show", "dev", name)
        for info in link.get("addr_info", [])
        if info.get("scope") == "global"
    ]
    primary = word(options, "primary")
    active = word(options, "active_slave")
    slaves = [slave(member, primary, active) for member in (read(options, "slaves") or "").split()]
    return {
        "name": name,
        "mode": word(options, "mode"),
        "failOverMac": word(options, "fail_over_mac"),
        "linkMonitor": link_monitor(options),
        "primaryReselect": word(options, "primary_reselect"),
        "gratuitousArps": number(options, "num_grat_arp"),
        "active": any(member["active"] for member in slaves),
        "mii": word(options, "mii_status"),
        "mtu": number(NET, name, "mtu"),
        "slaves": slaves,
        "addresses": addresses,
    }


def preferred_routes():
    """The default route that the kernel takes, by family: the one of the lowest metric."""
    preferred = {}
    for version in ("4", "6"):
        routes = ip_json("-" + version, "route", "show", "default")
        if routes:
            route = min(routes, key=lambda candidate: candidate.get("metric", 0))
            preferred[version] = {"device": route.get("dev"), "gateway": route.get("gateway")}
    return preferred


def reached(pings):
    """Each of the pings with whether it was answered; all are sent at once."""
    sent = []
    for ping in pings:
        family = "-6" if ":" in ping["address"] else "-4"
        command = ["ping", family, "-n", "-c", "1", "-W", "1", "-I", ping["over"], ping["address"]]
        sent.append(subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL))
    return [dict(ping, reached=process.wait() == 0) for ping, process in zip(pings, sent)]


def numa_nodes():
    """The guest's NUMA nodes, with the CPUs and the memory in MiB of each."""
    names = sorted(name for name in os.listdir(NODES) if name[:4] == "node") if os.path.isdir(NODES) else []
    nodes = []
    for name in names:
        total = [line for line in (read(NODES, name, "meminfo") or "").splitlines() if "MemTotal:" in line]
        memory = int(total[0].split()[-2]) // 1024 if total else None
        nodes.append({"node": int(name[4:]), "cpus": read(NODES, name, "cpulist"), "memory": memory})
    return nodes


def interfaces():
    """The NICs that are not in the bond, with their addresses of global scope."""
    names = [name for name in sorted(os.listdir(NET)) if os.path.exists(os.path.join(NET, name, "device"))]
    held = {}
    for link in ip_json("address", "show"):
        scoped = [info["local"] for info in link.get("addr_info", []) if info.get("scope") == "global"]
        held[link.get("ifname")] = scoped
    return [
        {"name": name, "mac": read(NET, name, "address"), "addresses": held.get(name, [])}
        for name in names
        if not os.path.exists(os.path.join(NET, name, "bonding_slave"))
    ]


def clock_synchronized():
    """Whether the guest's clock follows another, or None where nobody there knows."""
    try:
        command = ["timedatectl", "show", "--property=NTPSynchronized", "--value"]
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    except OSError:
        return None
    return {"yes": True, "no": False}.get(done.stdout.decode().strip())


def cloud_init():
    """Whether cloud-init has ended, the stage it is in, and the errors it reported."""
    result = read(CLOUD_INIT_RESULT)
    status = read(CLOUD_INIT_STATUS)
    stage = json.loads(status)["v1"].get("stage") if status else None
    errors = json.loads(result)["v1"].get("errors", []) if result else []
    return {"ended": result is not None, "stage": stage, "failed": bool(errors), "errors": errors}


def gather(request):
    """All the evidence at this moment."""
    name = request["bond"]
    return {
        "hostname": os.uname().nodename,
        "cloudInit": cloud_init(),
        "numaNodes": numa_nodes(),
        "bondingModule": os.path.isdir(BONDING_MODULE),
        "bond": bond(name),
        "interfaces": interfaces(),
        "preferredRoute": preferred_routes(),
        "pings": reached(request["pings"]),
        "dns": dns_answers(request["dns"]),
        "clockSynchronized": clock_synchronized(),
    }


def matches(expected, seen):
    """Whether `seen` holds all that `expected` says: an object's fields, a list's elements in any order."""
    if isinstance(expected, dict):
        return isinstance(seen, dict) and all(matches(value, seen.get(key)) for key, value in expected.items())
    if isinstance(expected, list):
        return isinstance(seen, list) and all(any(matches(e, s) for s in seen) for e in expected)
    return expected == seen


def uptime():
    """Seconds since the guest booted."""
    return float(word("/proc/uptime"))


def main(request):
    """Waits for cloud-init and then for the bond, each for its time; prints the evidence; exits 1 if it falls short."""
    while not cloud_init()["ended"] and uptime() < request["bootupTime"]:
        time.sleep(0.5)
    limit = time.monotonic() + (request["recoveryWait"] if cloud_init()["ended"] else 0)
    evidence = gather(request)
    while not matches(request["expected"], evidence) and time.monotonic() < limit:
        time.sleep(0.5)
        evidence = gather(request)
    print(json.dumps(evidence))
    sys.exit(0 if matches(request["expected"], evidence) else 1)
