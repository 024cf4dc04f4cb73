"""Placement: inventories and allocations."""

from __future__ import annotations

from cpnrlab.processes import Service
from cpnrlab.services import uwsgi
from cpnrlab.services.ini import Sections, authtoken, database, render
from cpnrlab.site import Site

DATABASES = ("placement",)


def config(site: Site) -> dict[str, str]:
    """Configuration files by name."""
    sections: Sections = {
        "api": {"auth_strategy": "keystone"},
        "placement_database": database(site, "placement"),
        "keystone_authtoken": authtoken(site, "placement"),
    }
    return {"placement/placement.conf": render(sections)}


def schema(site: Site) -> list[list[str]]:
    """The commands that make or upgrade its database."""
    return [
        ["placement-manage", "--config-file", str(site.paths.etc / "placement/placement.conf"), "db", "sync"]
    ]


def service(site: Site) -> Service:
    """The API."""
    folder = site.paths.etc / "placement"
    env = {"OS_PLACEMENT_CONFIG_DIR": str(folder)}
    return uwsgi.service(site, "placement", env, (folder / "placement.conf",))
