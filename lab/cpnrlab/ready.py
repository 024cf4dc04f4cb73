"""When the cloud is ready: what each part has to answer, asked until it does."""

from __future__ import annotations

import socket
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cpnrlab import api, database, processes
from cpnrlab.errors import LabError
from cpnrlab.processes import Service
from cpnrlab.services import heat
from cpnrlab.site import ADDRESS, Site
from cpnrlab.stages import Task

_PATIENCE = 120.0
_SRIOV_AGENT = {"neutron-sriov-agent": "NIC Switch agent"}
_AGENTS = {
    "openvswitch": {"neutron-openvswitch-agent": "Open vSwitch agent", **_SRIOV_AGENT},
    "ovn": {"ovn-controller": "OVN Controller agent", **_SRIOV_AGENT},
}


def agents(site: Site) -> dict[str, str]:
    """The agents of each host: service -> the agent's type in Neutron."""
    return _AGENTS[site.form.networking]


def await_port(task: Task, site: Site, service: Service) -> None:
    """Wait until a service with a port listens. LabError if it ends, or takes too long."""
    if service.port is None:
        return
    end = time.monotonic() + _PATIENCE
    while not listens(service.port):
        _still_runs(site, service.name)
        if time.monotonic() > end:
            raise LabError(
                f"{service.name} does not listen on {ADDRESS}:{service.port} after {_PATIENCE:.0f} s."
            )
        task.wait(0.1)


def listens(port: int) -> bool:
    """Whether something on 127.0.0.1 in the calling thread's namespace takes connections on the port."""
    try:
        socket.create_connection((ADDRESS, port), timeout=1).close()
    except OSError:
        return False
    return True


def await_cloud(task: Task, site: Site) -> None:
    """Wait until each part of the cloud has reported since it was started, and each host can get servers."""
    cloud = api.Cloud(site)
    end = time.monotonic() + _PATIENCE
    while True:
        try:
            lacking = lacks(site, cloud)
        except api.ApiError as error:
            lacking = [str(error)]
        if not lacking:
            return
        for entry in processes.records(site.paths):
            _still_runs(site, entry.name)
        task.say(f"waiting for {', '.join(lacking)}")
        if time.monotonic() > end:
            raise LabError(f"After {_PATIENCE:.0f} s the cloud still lacks: {', '.join(lacking)}.")
        task.wait(0.3)


def lacks(site: Site, cloud: api.Cloud) -> list[str]:
    """What is not ready yet, in words; nothing if all is."""
    lacking = []
    reported = cloud.get("neutron", "/v2.0/agents")["agents"]
    services = cloud.get("nova", "/v2.1/os-services")["services"]
    for name in ("nova-conductor", "nova-scheduler"):
        if not any(_fresh(site, name, entry) for entry in services if entry["binary"] == name):
            lacking.append(name)
    for host in site.rack.hosts:
        for name, kind in agents(site).items():
            mine = [agent for agent in reported if agent["host"] == host.name and agent["agent_type"] == kind]
            if not any(
                agent["alive"] and _since(site, f"{name}-{host.name}", agent["heartbeat_timestamp"])
                for agent in mine
            ):
                lacking.append(f"{name} of {host.name}")
        mine = [
            entry for entry in services if entry["host"] == host.name and entry["binary"] == "nova-compute"
        ]
        if not any(_fresh(site, f"nova-compute-{host.name}", entry) for entry in mine):
            lacking.append(f"nova-compute of {host.name}")
    # A hypervisor is listed once its host has its place in the cell.
    hypervisors = {
        entry["hypervisor_hostname"] for entry in cloud.get("nova", "/v2.1/os-hypervisors")["hypervisors"]
    }
    lacking += [
        f"{host.name}'s place in the cell" for host in site.rack.hosts if host.name not in hypervisors
    ]
    providers = {
        entry["name"] for entry in cloud.get("placement", "/resource_providers")["resource_providers"]
    }
    lacking += [f"{host.name}'s inventory" for host in site.rack.hosts if host.name not in providers]
    if site.form.orchestration and not _since(site, heat.ENGINE, database.engine_began(site)):
        lacking.append(heat.ENGINE)
    return lacking


def _fresh(site: Site, name: str, entry: dict[str, Any]) -> bool:
    return entry["state"] == "up" and _since(site, name, entry["updated_at"])


def _since(site: Site, name: str, stamp: str | None) -> bool:
    """Whether a report was made after the reporting service's present process began."""
    entry = processes.record(site.paths, name)
    if entry is None or not stamp:
        return False
    moment = datetime.fromisoformat(stamp.replace(" ", "T")).replace(tzinfo=UTC)
    return moment.timestamp() + 1 >= entry.since


def _still_runs(site: Site, name: str) -> None:
    entry = processes.record(site.paths, name)
    if entry is None or not entry.alive:
        log = processes.log_file(site.paths, name)
        raise LabError(f"{name} has ended{_last_words(log)}; see {log}.")


def _last_words(log: Path) -> str:
    try:
        lines = log.read_text(errors="replace").splitlines()
    except OSError:
        return ""
    errors = [line for line in lines[-200:] if " ERROR " in line or " CRITICAL " in line or "Error" in line]
    words = (errors or lines)[-1:]
    return f": {words[0].strip()[:240]}" if words else ""
