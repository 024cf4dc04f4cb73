"""Configuration files in oslo.config's form, and the sections several services share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from cpnrlab.site import REGION, Site

Value = str | int | bool | Sequence[str]
Options = Mapping[str, Value]
Sections = Mapping[str, Options]


def render(sections: Sections) -> str:
    """The text of a file; an option whose value is a sequence appears once for each item."""
    lines = []
    for section, options in sections.items():
        lines.append(f"[{section}]")
        for key, value in options.items():
            for item in [value] if isinstance(value, str | int) else value:
                text = str(item).lower() if isinstance(item, bool) else str(item)
                lines.append(f"{key} = {text}".rstrip())
        lines.append("")
    return "\n".join(lines)


def database(site: Site, name: str) -> dict[str, Value]:
    """Options of a section that names a database."""
    return {"connection": site.database(name), "max_pool_size": 3, "max_overflow": 20}


def message_queue() -> dict[str, Value]:
    """Options of the section on the message queue: a service that is up before it asks again every second."""
    return {"rabbit_retry_interval": 1, "rabbit_retry_backoff": 0}


def credentials(site: Site, user: str) -> dict[str, Value]:
    """Options with which a service talks to the others as its own user."""
    return {**login(site, user), **adapter(site)}


def login(site: Site, user: str) -> dict[str, Value]:
    """Options with which a service gets a token as its own user."""
    return {
        "auth_url": site.auth_url,
        "auth_type": "password",
        "project_name": "service",
        "project_domain_name": "Default",
        "user_domain_name": "Default",
        "username": user,
        "password": site.password,
    }


def adapter(site: Site) -> dict[str, Value]:
    """Options with which a service finds another one in the catalog, as the user who called it."""
    return {"region_name": REGION, **({"valid_interfaces": "admin"} if site.form.tls else {})}


def authtoken(site: Site, user: str) -> dict[str, Value]:
    """Options of the section with which a service checks its callers' tokens."""
    return {
        **login(site, user),
        "region_name": REGION,
        **({"interface": "admin"} if site.form.tls else {}),
        "www_authenticate_uri": site.auth_url,
        "service_token_roles_required": True,
    }
