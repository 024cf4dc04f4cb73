"""Nova: the API, the conductor and the scheduler, and a compute service for each host."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from cpnrlab.processes import Service
from cpnrlab.services import uwsgi
from cpnrlab.services.ini import (
    Value,
    adapter,
    authtoken,
    credentials,
    database,
    login,
    message_queue,
    render,
)
from cpnrlab.site import ADDRESS, PORTS, Site
from hardware.rack import Host

DATABASES = ("nova_api", "nova", "nova_cell0")

# Nova fills these in from its own configuration: the cells' records hold no password, nor does their dump.
_CELL_DATABASE = "{{scheme}}://{{username}}:{{password}}@{{hostname}}:{{port}}/{name}?{{query}}"
_CELL_QUEUE = "{scheme}://{username}:{password}@{hostname}:{port}/"

_OWN_SERVER: dict[str, Value] = {
    "enabled_apis": "osapi_compute",
    "osapi_compute_listen": ADDRESS,
    "osapi_compute_workers": 1,
}
_FILTERS = (
    "ComputeFilter",
    "ComputeCapabilitiesFilter",
    "ImagePropertiesFilter",
    "ServerGroupAntiAffinityFilter",
    "ServerGroupAffinityFilter",
    "PciPassthroughFilter",
    "NUMATopologyFilter",
)


def config(site: Site) -> dict[str, str]:
    """Configuration files by name."""
    files = {"nova.conf": render(_common(site)), "nova-control.conf": render(_control(site))}
    for host in site.rack.hosts:
        files[f"hosts/{host.name}/nova-compute.conf"] = render(_compute(site, host))
    return files


def schema(site: Site) -> list[list[str]]:
    """The commands that make or upgrade its databases and cells."""
    manage = ["nova-manage", *_arguments(_control_files(site))]
    return [
        [*manage, "api_db", "sync"],
        [*manage, "cell_v2", "map_cell0", "--database_connection", _CELL_DATABASE.format(name="nova_cell0")],
        [*manage, "db", "sync"],
        [
            *(*manage, "cell_v2", "create_cell", "--name", "cell1"),
            *("--database_connection", _CELL_DATABASE.format(name="nova"), "--transport-url", _CELL_QUEUE),
        ],
    ]


def workers(site: Site) -> list[Service]:
    """Conductor and scheduler; each ends at its start if Keystone doesn't know the user nova."""
    return [_control_service(site, "nova-conductor"), _control_service(site, "nova-scheduler")]


def server(site: Site) -> Service:
    """The API; it ends at its start as the workers do."""
    if "nova" not in site.release.applications:
        return _control_service(site, "nova-api", PORTS["nova"])
    files = _control_files(site)
    paste = site.release.file("nova/api-paste.ini")
    env = {
        "OS_NOVA_CONFIG_FILES": ";".join(map(str, (paste, *files))),
        # With eventlet, requests hang sooner or later in uwsgi's threads.
        "OS_NOVA_DISABLE_EVENTLET_PATCHING": "1",
    }
    return replace(uwsgi.service(site, "nova", env, files), name="nova-api")


def compute(site: Site, host: Host) -> Service:
    """The compute service of a host."""
    files = (site.paths.etc / "nova.conf", site.paths.etc / f"hosts/{host.name}/nova-compute.conf")
    argv = [str(site.paths.lab / "hardware/nova-compute"), *_arguments(files)]
    return Service(
        f"nova-compute-{host.name}",
        tuple(argv),
        host_environment(site, host),
        (*files, site.hosts_file),
    )


def host_environment(site: Site, host: Host) -> dict[str, str]:
    """What tells the programs that run on simulated hardware which host they are."""
    return {
        **site.release.variables,
        "LAB_RUN": str(site.paths.run),
        "LAB_HOST": host.name,
        "LAB_HOSTS_FILE": str(site.hosts_file),
    }


def _common(site: Site) -> dict[str, dict[str, Value]]:
    run = site.paths.run
    return {
        "DEFAULT": {
            "my_ip": ADDRESS,
            "state_path": str(run / "nova"),
            "transport_url": site.message_queue,
            **({} if "nova" in site.release.applications else _OWN_SERVER),
            "cpu_allocation_ratio": "1.0",
            "ram_allocation_ratio": "1.0",
            "disk_allocation_ratio": "1.0",
        },
        "wsgi": {"api_paste_config": site.release.file("nova/api-paste.ini")},
        "glance": adapter(site),
        "neutron": credentials(site, "nova"),
        "placement": credentials(site, "nova"),
        "service_user": {"send_service_user_token": True, **login(site, "nova")},
        "oslo_concurrency": {"lock_path": str(run / "locks")},
        "oslo_messaging_rabbit": message_queue(),
        "keystone_authtoken": authtoken(site, "nova"),
    }


def _control(site: Site) -> dict[str, dict[str, Value]]:
    """What only the control plane is to know: a compute service has no access to the databases."""
    return {
        "DEFAULT": {"periodic_fuzzy_delay": 0},
        "api_database": database(site, "nova_api"),
        "database": database(site, "nova"),
        "conductor": {"workers": 1},
        # A new host gets its place in the cell by itself.
        "scheduler": {"workers": 1, "discover_hosts_in_cells_interval": 2},
        "filter_scheduler": {"enabled_filters": ",".join(_FILTERS)},
        # VFs and CPUs are to be what runs out first, as on a real host.
        "quota": {"instances": 40, "cores": 160, "ram": 409600},
    }


def _compute(site: Site, host: Host) -> dict[str, dict[str, Value]]:
    state = site.paths.run / "hosts" / host.name
    sets: dict[str, Value] = {
        "cpu_shared_set": _cpus(host.shared_cpus),
        "cpu_dedicated_set": _cpus(host.dedicated_cpus),
    }
    pin_set: dict[str, Value] = {"vcpu_pin_set": _cpus(host.dedicated_cpus)}
    return {
        "DEFAULT": {
            **({} if site.form.cpu_sets else pin_set),
            "host": host.name,
            "compute_driver": "lab.driver.LabDriver",
            "state_path": str(state / "nova"),
            "instances_path": str(state / "instances"),
            "force_config_drive": True,
            "resume_guests_state_on_host_boot": True,
            "sync_power_state_interval": 30,
            "vif_plugging_timeout": 60,
            "vif_plugging_is_fatal": True,
        },
        "compute": sets if site.form.cpu_sets else {},
        "pci": {site.release.vfs_option: host.device_specs()},
        # For a port whose binding names no bridge, as OVN's.
        "neutron": {"ovs_bridge": host.integration_bridge},
        "vnc": {"enabled": False},
        "oslo_concurrency": {"lock_path": str(state / "locks")},
    }


def _control_service(site: Site, name: str, port: int | None = None) -> Service:
    files = _control_files(site)
    return Service(name, (name, *_arguments(files)), site.release.variables, files, port)


def _control_files(site: Site) -> tuple[Path, ...]:
    return (site.paths.etc / "nova.conf", site.paths.etc / "nova-control.conf")


def _arguments(files: Iterable[Path]) -> list[str]:
    return [word for file in files for word in ("--config-file", str(file))]


def _cpus(cpus: frozenset[int]) -> str:
    return ",".join(str(cpu) for cpu in sorted(cpus))
