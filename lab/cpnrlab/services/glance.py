"""Glance: images."""

from __future__ import annotations

from cpnrlab.processes import Service
from cpnrlab.services.ini import Sections, authtoken, database, render
from cpnrlab.site import ADDRESS, PORTS, Site

DATABASES = ("glance",)


def config(site: Site) -> dict[str, str]:
    """Configuration files by name."""
    run = site.paths.run
    paste = site.release.file("glance/glance-api-paste.ini")
    sections: Sections = {
        "DEFAULT": {
            "bind_host": ADDRESS,
            "bind_port": PORTS["glance"],
            "workers": 0,
            "enabled_import_methods": "[]",
        },
        "database": database(site, "glance"),
        "glance_store": {
            "stores": "file",
            "default_store": "file",
            "filesystem_store_datadir": str(run / "glance/images"),
        },
        "paste_deploy": {"flavor": "keystone", "config_file": paste},
        "oslo_concurrency": {"lock_path": str(run / "locks")},
        "keystone_authtoken": authtoken(site, "glance"),
    }
    return {"glance-api.conf": render(sections)}


def schema(site: Site) -> list[list[str]]:
    """The commands that make or upgrade its database."""
    manage = ["glance-manage", "--config-file", str(site.paths.etc / "glance-api.conf")]
    return [[*manage, "db_sync"], [*manage, "db_load_metadefs", site.release.file("glance/metadefs")]]


def service(site: Site) -> Service:
    """The API."""
    file = site.paths.etc / "glance-api.conf"
    argv = ("glance-api", "--config-file", str(file))
    return Service("glance", argv, site.release.variables, (file,), PORTS["glance"])
