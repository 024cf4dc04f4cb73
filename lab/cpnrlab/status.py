"""`lab/lab status`: what of the lab is up."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from cpnrlab import api, cloud, namespace, processes, ready
from cpnrlab.site import Site
from hardware import cable


@dataclass(frozen=True)
class Row:
    """One line of the table."""

    kind: str
    name: str
    state: str
    detail: str = ""
    well: bool = True


def show(site: Site) -> int:
    """Print the table; returns 0 if all is well, else 1."""
    if not namespace.is_ours(site.paths.namespace, site.paths.root):
        print("The lab is down.")
        return 1
    rows = [*services(site), *_asked(site)]
    widths = [max(len(getattr(row, column)) for row in rows) for column in ("kind", "name", "state")]
    for row in rows:
        cells = (row.kind.ljust(widths[0]), row.name.ljust(widths[1]), row.state.ljust(widths[2]), row.detail)
        print(f"{' ' if row.well else '!'} {'  '.join(cells)}".rstrip())
    return 0 if all(row.well for row in rows) else 1


def services(site: Site) -> Iterator[Row]:
    """The processes that should run."""
    for service in cloud.services(site):
        entry = processes.record(site.paths, service.name)
        if entry is None:
            yield Row("service", service.name, "stopped", well=False)
        elif entry.alive:
            yield Row(
                "service", service.name, "running", f"pid {entry.pid}, {_span(time.time() - entry.since)}"
            )
        else:
            log = processes.log_file(site.paths, service.name)
            yield Row("service", service.name, "died", f"see {log}", well=False)


def _asked(site: Site) -> Iterator[Row]:
    """What the cloud says of itself."""
    with namespace.entered(site.paths.namespace):
        try:
            client = api.Cloud(site)
            yield from _agents(site, client)
            yield from _hosts(site, client)
            yield from _guests(client)
        except api.ApiError as error:
            yield Row("cloud", "API", "no answer", str(error), well=False)
        yield from _cables(site)


def _agents(site: Site, client: api.Cloud) -> Iterable[Row]:
    for agent in client.get("neutron", "/v2.0/agents")["agents"]:
        if agent["agent_type"] in ready.agents(site).values():
            state = "alive" if agent["alive"] else "dead"
            yield Row("agent", f"{agent['agent_type']} of {agent['host']}", state, well=agent["alive"])


def _hosts(site: Site, client: api.Cloud) -> Iterable[Row]:
    known = {
        entry["hypervisor_hostname"]: entry
        for entry in client.get("nova", "/v2.1/os-hypervisors/detail")["hypervisors"]
    }
    for host in site.rack.hosts:
        entry = known.get(host.name)
        if entry is None:
            yield Row("host", host.name, "unknown", well=False)
        else:
            vfs = " ".join(f"{pf.physnet}={pf.name}" for pf in host.pfs)
            yield Row(
                "host",
                host.name,
                entry["state"],
                f"{entry['running_vms']} guests, {vfs}",
                entry["state"] == "up",
            )


def _guests(client: api.Cloud) -> Iterable[Row]:
    for server in client.get("nova", "/v2.1/servers/detail?all_tenants=1")["servers"]:
        host = server.get("OS-EXT-SRV-ATTR:host") or "no host"
        yield Row("guest", server["name"], server["status"], f"on {host}", server["status"] != "ERROR")


def _cables(site: Site) -> Iterable[Row]:
    for entry in cable.status(site.paths.run, site.rack):
        yield Row("cable", entry.name, "up" if entry.up else "down", entry.detail)


def _span(seconds: float) -> str:
    minutes, hours = int(seconds) // 60, int(seconds) // 3600
    return f"{hours} h {minutes % 60} min" if hours else f"{minutes} min"
