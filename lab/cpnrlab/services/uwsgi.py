"""How a WSGI program of OpenStack is served."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from cpnrlab.processes import Service
from cpnrlab.site import ADDRESS, PORTS


def service(name: str, program: str, env: Mapping[str, str], config: tuple[Path, ...]) -> Service:
    """The service that serves a WSGI program on its port.

    The connection is closed after each answer: uwsgi drops a kept one, and nova's services die of it.
    """
    argv = (
        "uwsgi",
        *("--plugins", "python3"),
        *("--http-socket", f"{ADDRESS}:{PORTS[name]}"),
        *("--wsgi-file", program),
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
    return Service(name, argv, env, config, PORTS[name])
