"""The OpenStack releases that a lab can run: where each one's programs are, and in what they differ."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from cpnrlab.paths import Paths

DEFAULT = "zed"
SYSTEM_PATH = "/usr/sbin:/usr/bin:/sbin:/bin"
PYTHON = "/usr/bin/python3.11"
"""Debian's Python, which its uwsgi embeds: releases from PyPI are installed for it."""


@dataclass(frozen=True)
class Release:
    """One OpenStack release."""

    applications: Mapping[str, str]
    """The WSGI applications that uwsgi serves, by service: scripts of Debian's, else modules.

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

    @property
    def variables(self) -> dict[str, str]:
        """The environment variables with which the release's programs run and find each other."""
        return {"PATH": f"{self.environment}/bin:{SYSTEM_PATH}"} if self.environment else {}

    def file(self, path: str) -> str:
        """A file that comes with a service, by its path below `etc`."""
        return f"{self.environment or ''}/etc/{path}"


RELEASES = {
    "zed": Release(
        applications={"keystone": "/usr/bin/keystone-wsgi-public", "placement": "/usr/bin/placement-api"},
        network_extensions=("port_security", "uplink_status_propagation"),
        packages=(
            *("keystone", "glance-api", "placement-api"),
            *("nova-api", "nova-conductor", "nova-scheduler", "neutron-server"),
        ),
    ),
    "2025.2": Release(
        applications={
            "keystone": "keystone.wsgi.api",
            "placement": "placement.wsgi.api",
            "nova": "nova.wsgi.osapi_compute",
            "neutron": "neutron.wsgi.api",
        },
        network_extensions=(
            *("port_security", "port_trusted"),
            *("uplink_status_propagation", "uplink_status_propagation_updatable"),
        ),
        packages=("python3-venv",),
        lock=Path("releases/2025.2/requirements.txt"),
    ),
}
"""The releases by name."""


def find(paths: Paths, name: str) -> Release:
    """A release, with the place of its environment."""
    found = RELEASES[name]
    if found.lock is None:
        return found
    made_from = PYTHON.encode() + (paths.lab / found.lock).read_bytes()
    key = hashlib.sha256(made_from).hexdigest()[:16]
    return replace(found, environment=paths.cache / "releases" / key)
