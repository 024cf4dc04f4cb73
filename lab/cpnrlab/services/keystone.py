"""Keystone: identity and the catalog."""

from __future__ import annotations

from cpnrlab.processes import Service
from cpnrlab.services import uwsgi
from cpnrlab.services.ini import Sections, database, render
from cpnrlab.site import REGION, Site

DATABASES = ("keystone",)


def config(site: Site) -> dict[str, str]:
    """Configuration files by name."""
    keys = site.paths.run / "keystone"
    sections: Sections = {
        "DEFAULT": {"public_endpoint": site.auth_url.removesuffix("/v3")},
        "database": database(site, "keystone"),
        "token": {"provider": "fernet", "expiration": _token_seconds(site)},
        # The password is random: bcrypt's rounds would only slow down each token.
        "identity": {"password_hash_rounds": 4},
        "fernet_tokens": {"key_repository": str(keys / "fernet")},
        "fernet_receipts": {"key_repository": str(keys / "fernet")},
        "credential": {"key_repository": str(keys / "credential")},
        # Keystone changes what it gets from the cache, so each reader needs a copy of its own.
        "cache": {"enabled": True, "backend": "dogpile.cache.memory_pickle"},
    }
    return {"keystone.conf": render(sections)}


def schema(site: Site) -> list[list[str]]:
    """The commands that make or upgrade its database."""
    return [["keystone-manage", "--config-file", str(site.paths.etc / "keystone.conf"), "db_sync"]]


def bootstrap(site: Site) -> tuple[list[str], dict[str, str]]:
    """The command that makes the admin and Keystone's endpoints, and the environment with the password."""
    argv = ["keystone-manage", "--config-file", str(site.paths.etc / "keystone.conf"), "bootstrap"]
    for interface in ("admin", "internal", "public"):
        argv += [f"--bootstrap-{interface}-url", f"{site.endpoint('keystone', interface)}/v3"]
    return [*argv, "--bootstrap-region-id", REGION], {"OS_BOOTSTRAP_PASSWORD": site.password}


def _token_seconds(site: Site) -> int:
    """How long a token is valid.

    Shorter than in any cloud, so that a command which can't get a new token fails here. Heat can't, and an
    update of many VNFs takes long: with `reauthentication_auth_method` it fails in Debian 12, because
    oslo.messaging 14.0.3 takes the trust from the context of each notification.
    """
    return 3600 if site.form.orchestration else 600


def service(site: Site) -> Service:
    """The API."""
    file = site.paths.etc / "keystone.conf"
    env = {"OS_KEYSTONE_CONFIG_FILES": str(file), "OS_KEYSTONE_CONFIG_DIR": str(site.paths.etc)}
    return uwsgi.service(site, "keystone", env, (file,))
