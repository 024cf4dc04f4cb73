"""How a WSGI program of OpenStack is served."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from cpnrlab.processes import Service
from cpnrlab.site import ADDRESS, PORTS, Site


def service(site: Site, name: str, env: Mapping[str, str], config: tuple[Path, ...]) -> Service:
    """The service that serves the release's WSGI application of that name on its port.

    The connection is closed after each answer: uwsgi drops a kept one, and nova's services die of it.
    """
    argv = (
        *site.release.uwsgi,
        *("--http-socket", f"{ADDRESS}:{PORTS[name]}"),
        *_application(site, name),
        *[
            "--processes",
            "1",
            "--threads",
            "6",
            "--enable-threads",
            "--listen",
            "64",
            "--buffer-size",
            "65535",
        ],
        *["--master", "--need-app", "--lazy-apps", "--die-on-term", "--no-orphans", "--disable-logging"],
        *("--add-header", "Connection: close"),
    )
    return Service(name, argv, {**site.release.variables, **env}, config, PORTS[name])


def _application(site: Site, name: str) -> tuple[str, ...]:
    application = site.release.applications[name]
    if site.release.environment is None:
        return ("--wsgi-file", application)
    return ("--virtualenv", str(site.release.environment), "--module", application)
