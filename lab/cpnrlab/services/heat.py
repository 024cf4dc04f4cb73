"""Heat: orchestration, in a form that has it. Its API and one engine."""

from __future__ import annotations

from cpnrlab.processes import Service
from cpnrlab.services import uwsgi
from cpnrlab.services.ini import Sections, Value, authtoken, database, login, message_queue, render
from cpnrlab.site import Site

DATABASES = ("heat",)
ENGINE = "heat-engine"
_FILE = "heat/heat.conf"
_MIB = 1 << 20
_CLIENTS_TLS: dict[str, Value] = {"endpoint_type": "adminURL"}


def config(site: Site) -> dict[str, str]:
    """Configuration files by name."""
    if not site.form.orchestration:
        return {}
    sections: Sections = {
        "DEFAULT": {
            "transport_url": site.message_queue,
            "num_engine_workers": 1,
            # The lab's password has the 32 characters that Heat needs.
            "auth_encryption_key": site.password,
            # For the user data of many VNFs in the parameters of one stack, 64 KiB each.
            "max_template_size": 8 * _MIB,
            "max_json_body_size": 16 * _MIB,
        },
        "paste_deploy": {"api_paste_config": site.release.file("heat/api-paste.ini")},
        "database": database(site, "heat"),
        "clients": _CLIENTS_TLS if site.form.tls else {},
        # As the user heat, the engine acts for the owner of a stack. The trust names the project.
        "trustee": _without_project(login(site, "heat")),
        "oslo_messaging_rabbit": message_queue(),
        "keystone_authtoken": authtoken(site, "heat"),
    }
    return {_FILE: render(sections)}


def schema(site: Site) -> list[list[str]]:
    """The commands that make or upgrade its database."""
    return [["heat-manage", "--config-file", str(site.paths.etc / _FILE), "db_sync"]]


def services(site: Site) -> list[Service]:
    """The engine and the API, in a form that has Heat."""
    return [_engine(site), _api(site)] if site.form.orchestration else []


def _engine(site: Site) -> Service:
    file = site.paths.etc / _FILE
    return Service(ENGINE, (ENGINE, "--config-file", str(file)), site.release.variables, (file,))


def _api(site: Site) -> Service:
    file = site.paths.etc / _FILE
    # The program takes no arguments from uwsgi: it looks for heat.conf in its home.
    return uwsgi.service(site, "heat", {"HOME": str(file.parent)}, (file,))


def _without_project(options: dict[str, Value]) -> dict[str, Value]:
    return {key: value for key, value in options.items() if not key.startswith("project_")}
