"""`lab/lab host`: switches a compute host off, as a power failure does, and on."""

from __future__ import annotations

from cpnrlab import namespace, processes, run
from cpnrlab.errors import LabError
from cpnrlab.processes import Service
from cpnrlab.services import neutron, nova
from cpnrlab.site import Site
from hardware import domain, process, state
from hardware.process import QemuError
from hardware.qmp import QmpError
from hardware.rack import Host
from hardware.tool import ToolError


def set_power(site: Site, name: str, on: bool) -> None:
    """Switch a host on or off. LabError if there is no such host."""
    run.require_started(site.paths)
    try:
        host = site.rack.host(name)
    except KeyError as error:
        raise LabError(f"{str(error.args[0]).capitalize()}.") from error
    with namespace.entered(site.paths.namespace):
        if on:
            _start(site, host)
        else:
            _end(site, host)


def start_guests(site: Site, host: Host) -> int:
    """Start the guests that ran at the power failure; returns how many. LabError if one doesn't start."""
    try:
        return domain.start_all(site.paths.run, host)
    except (ToolError, QemuError, QmpError) as error:
        raise LabError(f"A guest of {host.name} can't be started: {error}") from error


def _start(site: Site, host: Host) -> None:
    """Start the services. Nova then starts the guests that the host still has."""
    for service in _services(site, host):
        processes.start(site.paths, service)


def _end(site: Site, host: Host) -> None:
    """End everything at once. Nova ends before the guests, or it would note that they are switched off."""
    processes.stop(site.paths, [(service.name, 0.0) for service in _services(site, host)])
    folders = (state.host_folder(site.paths.run, host.name) / "instances").glob("*")
    guests = [pid for folder in folders if (pid := process.pid(folder)) is not None]
    processes.end_all(guests, grace=0.0)
    domain.lose_all(site.paths.run, site.rack, host)


def _services(site: Site, host: Host) -> list[Service]:
    return [*neutron.agents(site, host), nova.compute(site, host)]
