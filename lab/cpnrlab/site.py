"""One lab as the services see it: its folders, its form, its rack of hosts, its password."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from cpnrlab import durable, form, packages, release
from cpnrlab.errors import LabError
from cpnrlab.form import Form
from cpnrlab.paths import Paths
from cpnrlab.release import Release
from hardware import hosts
from hardware.rack import Lab

ADDRESS = "127.0.0.1"
"""Everything listens here, inside the lab's namespace."""
REGION = "RegionOne"
PORTS = {
    "mariadb": 3306,
    "epmd": 4369,
    "keystone": 5000,
    "rabbitmq": 5672,
    "heat": 8004,
    "nova": 8774,
    "placement": 8778,
    "glance": 9292,
    "neutron": 9696,
    "rabbitmq-distribution": 25672,
}
"""TCP ports by what listens on them. Only a form with orchestration has `heat`."""
ENDPOINTS, PUBLIC_DECOY, REGION_DECOY = "198.18.255.1", "198.18.255.3", "198.18.255.4"
"""In a form with TLS: where HTTPS is served, and where nobody may ask (cpnrlab/front.py)."""
OPENFLOW_PORT = 6633
"""Of the first host's Open vSwitch agent; the next host's is one more."""


@dataclass(frozen=True)
class Site:
    """Everything a service's configuration is made from."""

    paths: Paths
    rack: Lab
    form: Form

    @classmethod
    def of(cls, paths: Paths) -> Site:
        """The site of a checkout; LabError if its form or its hosts file can't be used."""
        chosen = form.load(paths, form.current(paths))
        try:
            return cls(paths, hosts.load(paths.lab / chosen.hosts), chosen)
        except hosts.HostsError as error:
            raise LabError(str(error)) from error

    @property
    def hosts_file(self) -> Path:
        """What the compute hosts are made of."""
        return self.paths.lab / self.form.hosts

    @cached_property
    def release(self) -> Release:
        """The OpenStack release of its form."""
        return release.find(self.paths, self.form.release)

    @property
    def network_extensions(self) -> tuple[str, ...]:
        """ML2's extension drivers."""
        return self.form.network_extensions or self.release.network_extensions

    @property
    def packages(self) -> tuple[str, ...]:
        """Debian's packages that it needs."""
        return (*packages.CLOUD, *self.release.packages, *self.form.packages)

    @cached_property
    def password(self) -> str:
        """Of the admin, the services, the database and the message queue: one random word for each lab."""
        return secret(self.paths.run / "password")

    @property
    def auth_url(self) -> str:
        """Keystone's endpoint."""
        return f"http://{ADDRESS}:{PORTS['keystone']}/v3"

    def endpoint(self, name: str, interface: str) -> str:
        """Where the catalog says a service is, for an interface.

        With TLS, services use `admin`, in plain text; users can use `internal` only.
        """
        if not self.form.tls or interface == "admin":
            return f"http://{ADDRESS}:{PORTS[name]}"
        return f"https://{ENDPOINTS if interface == 'internal' else PUBLIC_DECOY}:{PORTS[name]}"

    @property
    def apis(self) -> tuple[str, ...]:
        """The services with an API for users."""
        heat = ("heat",) if self.form.orchestration else ()
        return ("keystone", "nova", "placement", "glance", "neutron", *heat)

    @property
    def member_file(self) -> Path:
        """The member's application credential, in a form whose user is a member."""
        return self.paths.run / "application-credential.json"

    @property
    def tls_folder(self) -> Path:
        """Keys and certificates of a form with TLS."""
        return self.paths.run / "tls"

    @property
    def company_ca(self) -> Path:
        """Certificate of the company's CA, in a form with TLS."""
        return self.tls_folder / "ca.pem"

    @property
    def message_queue(self) -> str:
        """The services' transport URL."""
        return f"rabbit://openstack:{self.password}@{ADDRESS}:{PORTS['rabbitmq']}/"

    def database(self, name: str) -> str:
        """The services' URL of a database."""
        return f"mysql+pymysql://openstack:{self.password}@{ADDRESS}:{PORTS['mariadb']}/{name}?charset=utf8"

    @property
    def ports(self) -> dict[int, str]:
        """What listens on which TCP port."""
        agents = {
            OPENFLOW_PORT + host.number - 1: f"neutron-openvswitch-agent of {host.name}"
            for host in self.rack.hosts
        }
        absent = () if self.form.orchestration else ("heat",)
        return {port: name for name, port in PORTS.items() if name not in absent} | agents


def secret(path: Path) -> str:
    """The random word kept in a file of mode 0600, made if it isn't there."""
    if not path.exists():
        durable.write(path, secrets.token_urlsafe(24) + "\n")
    return path.read_text().strip()
