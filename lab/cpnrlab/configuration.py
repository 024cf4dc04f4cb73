"""The services' configuration files, and the files with which the user and Pulumi reach the cloud."""

from __future__ import annotations

import json
from pathlib import Path

from cpnrlab import durable
from cpnrlab.paths import CLOUD_NAME
from cpnrlab.services import front, glance, heat, keystone, mariadb, neutron, nova, placement, rabbitmq
from cpnrlab.site import REGION, Site, secret

_MODULES = (front, mariadb, rabbitmq, keystone, placement, glance, nova, neutron, heat)


def files(site: Site) -> dict[str, str]:
    """Text of each configuration file, by its path below the configuration folder."""
    return {name: text for module in _MODULES for name, text in module.config(site).items()}


def write(site: Site) -> None:
    """Write what has changed; no file but ours can be read by others."""
    site.paths.make()
    secret(site.paths.passphrase)
    for name, text in files(site).items():
        _write(site.paths.etc / name, text)
    _write(site.paths.clouds, clouds(site))


def clouds(site: Site) -> str:
    """The clouds.yaml: JSON, which is YAML. Of a lab for a member, it has the administrator besides."""
    auth_url = f"{site.endpoint('keystone', 'internal')}/v3"
    common = {
        "region_name": REGION,
        **({"interface": "internal", "cacert": str(site.company_ca)} if site.form.tls else {}),
        "identity_api_version": 3,
        **{f"{api}_api_version": version for api, version in site.release.microversions.items()},
    }
    administrator = {
        "auth": {
            "auth_url": auth_url,
            "username": "admin",
            "password": site.password,
            "project_name": "admin",
            "user_domain_name": "Default",
            "project_domain_name": "Default",
        },
        **common,
    }
    if not site.member_file.exists():
        return _document({CLOUD_NAME: administrator})
    credential = json.loads(site.member_file.read_text())
    member = {
        "auth_type": "v3applicationcredential",
        "auth": {
            "auth_url": auth_url,
            "application_credential_id": credential["id"],
            "application_credential_secret": credential["secret"],
        },
        **common,
    }
    return _document({CLOUD_NAME: member, f"{CLOUD_NAME}-admin": administrator})


def _document(entries: dict[str, object]) -> str:
    return json.dumps({"clouds": entries}, indent=2) + "\n"


def _write(path: Path, text: str) -> None:
    if path.exists() and path.read_text() == text:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    durable.write(path, text)
