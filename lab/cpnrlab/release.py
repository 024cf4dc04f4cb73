"""The OpenStack releases that a lab can run: where each one's programs are, and in what they differ."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from cpnrlab.paths import Paths

DEFAULT = "zed"
SYSTEM_PATH = "/usr/sbin:/usr/bin:/sbin:/bin"
DEBIAN_PYTHON = "/usr/bin/python3.11"
"""The Python that Debian's uwsgi embeds. The package python3-venv installs it."""


@dataclass(frozen=True)
class Release:
    """One OpenStack release."""

    applications: Mapping[str, str]
    """The WSGI applications that uwsgi serves, by service: a script's path, else a module and its callable.

    A service that isn't here has a server of its own.
    """
    network_extensions: tuple[str, ...]
    """ML2's extension drivers."""
    packages: tuple[str, ...]
    """Debian's packages with the services, or with what installs them."""
    lock: Path | None = None
    """The pinned packages of PyPI with the services, below lab/; None if Debian's packages have them."""
    environment: Path | None = None
    """The virtual environment where the lock is installed (environment.py)."""
    python: str = DEBIAN_PYTHON
    """The Python of the environment: a path, else the name of a program (interpreter.py)."""
    uwsgi: tuple[str, ...] = ("uwsgi", "--plugins", "python3")
    """The program that serves the applications: Debian's with its Python, or one of the environment."""
    networking: tuple[str, ...] = ("openvswitch", "ovn")
    """ML2's mechanism drivers for networks that are not SR-IOV, as a form names them."""
    orchestration: tuple[str, ...] = ()
    """Debian's packages with Heat and its client; none if the lab has no Heat for the release."""
    vfs_option: str = "device_spec"
    """Nova's option that lists the VFs of a host, in the section `pci`."""
    microversions: Mapping[str, str] = field(default_factory=lambda: {"compute": "2.90", "placement": "1.39"})
    """What the client in the lab asks for, by API."""

    @property
    def variables(self) -> dict[str, str]:
        """The environment variables with which the release's programs run and find each other."""
        return {"PATH": f"{self.environment}/bin:{SYSTEM_PATH}"} if self.environment else {}

    def file(self, path: str) -> str:
        """A file that comes with a service, by its path below `etc`."""
        return f"{self.environment or ''}/etc/{path}"


RELEASES = {
    "zed": Release(
        applications={
            "keystone": "/usr/bin/keystone-wsgi-public",
            "placement": "/usr/bin/placement-api",
            "heat": "/usr/bin/heat-wsgi-api",
        },
        network_extensions=("port_security", "port_numa_affinity_policy", "uplink_status_propagation"),
        packages=(
            *("keystone", "glance-api", "placement-api"),
            *("nova-api", "nova-conductor", "nova-scheduler", "neutron-server"),
        ),
        orchestration=("heat-api", "heat-engine", "python3-heatclient"),
    ),
    "2025.2": Release(
        applications={
            "keystone": "keystone.wsgi.api:application",
            "placement": "placement.wsgi.api:application",
            "nova": "nova.wsgi.osapi_compute:application",
            "neutron": "neutron.wsgi.api:application",
        },
        network_extensions=(
            *("port_security", "port_numa_affinity_policy", "port_trusted"),
            *("uplink_status_propagation", "uplink_status_propagation_updatable"),
        ),
        packages=("python3-venv",),
        lock=Path("releases/2025.2/requirements.txt"),
    ),
    "train": Release(
        applications={
            "keystone": "keystone.server.wsgi:initialize_public_application()",
            "placement": "placement.wsgi:init_application()",
        },
        network_extensions=("port_security", "uplink_status_propagation"),
        # Some packages in C have no wheel for this Python, and uwsgi has none for any.
        packages=("gcc", "libc6-dev"),
        lock=Path("releases/train/requirements.txt"),
        python="python3.7",
        uwsgi=("uwsgi",),
        networking=("openvswitch",),
        vfs_option="passthrough_whitelist",
        microversions={"compute": "2.79", "placement": "1.36"},
    ),
}
"""The releases by name."""


def find(paths: Paths, name: str) -> Release:
    """A release, with the place of its environment."""
    found = RELEASES[name]
    if found.lock is None:
        return found
    made_from = found.python.encode() + (paths.lab / found.lock).read_bytes()
    key = hashlib.sha256(made_from).hexdigest()[:16]
    return replace(found, environment=paths.cache / "releases" / key)
