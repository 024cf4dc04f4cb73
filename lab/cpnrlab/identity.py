"""Keystone's contents: the services' users, their roles and the catalog."""

from __future__ import annotations

import base64
import hashlib
import secrets
from pathlib import Path

from cpnrlab import api, database, durable, namespace
from cpnrlab.services import keystone
from cpnrlab.site import PORTS, REGION, REGION_DECOY, Site
from cpnrlab.stages import Task

_USERS = ("glance", "neutron", "nova", "placement")
_CATALOG = {
    "glance": ("image", ""),
    "neutron": ("network", ""),
    "nova": ("compute", "/v2.1"),
    "placement": ("placement", ""),
}
_HEAT_PATH = "/v1/%(tenant_id)s"
SECOND_REGION = "RegionTwo"


def users(site: Site) -> tuple[str, ...]:
    """The services' users."""
    return (*_USERS, "heat") if site.form.orchestration else _USERS


def catalog(site: Site) -> dict[str, tuple[str, str]]:
    """Service -> type, path of the endpoint."""
    return {**_CATALOG, "heat": ("orchestration", _HEAT_PATH)} if site.form.orchestration else _CATALOG


def make_keys(site: Site) -> None:
    """Make the keys Keystone signs tokens and encrypts credentials with, where there are none."""
    for repository in ("fernet", "credential"):
        folder = site.paths.run / "keystone" / repository
        folder.mkdir(parents=True, exist_ok=True)
        for number in ("0", "1"):
            if not (folder / number).exists():
                durable.write(folder / number, base64.urlsafe_b64encode(secrets.token_bytes(32)))


def bootstrap(task: Task, site: Site) -> str | None:
    """Make the admin, with the lab's password; needs Keystone's schema."""
    if _done(site).exists() and _done(site).read_text() == _digest(site):
        return "as before"
    argv, env = keystone.bootstrap(site)
    task.execute(namespace.command(site.paths.namespace, argv), env={**database.environment(site), **env})
    return None


def register(task: Task, site: Site) -> str | None:
    """Make the services' users, roles and endpoints; needs Keystone to serve and to know the admin."""
    if _done(site).exists() and _done(site).read_text() == _digest(site):
        return "as before"
    cloud = api.Cloud(site)
    project = _ensure(cloud, "project", {"name": "service", "domain_id": "default"})
    roles = [_ensure(cloud, "role", {"name": name}) for name in ("admin", "service")]
    for name in users(site):
        task.say(f"user {name}")
        user = _ensure(cloud, "user", {"name": name, "domain_id": "default", "password": site.password})
        cloud.call("keystone", "PATCH", f"/v3/users/{user}", {"user": {"password": site.password}})
        for role in roles:
            cloud.call("keystone", "PUT", f"/v3/projects/{project}/users/{user}/roles/{role}")
    known = {endpoint["service_id"] for endpoint in cloud.get("keystone", "/v3/endpoints")["endpoints"]}
    for name, (kind, path) in catalog(site).items():
        task.say(f"endpoint {name}")
        service = _ensure(cloud, "service", {"name": name, "type": kind})
        if service in known:
            continue
        for interface in ("public", "internal", "admin"):
            endpoint = {
                "service_id": service,
                "interface": interface,
                "region_id": REGION,
                "url": site.endpoint(name, interface) + path,
            }
            cloud.call("keystone", "POST", "/v3/endpoints", {"endpoint": endpoint})
    if site.form.tls:
        _register_second_region(site, cloud)
    durable.write(_done(site), _digest(site))
    return None


def _register_second_region(site: Site, cloud: api.Cloud) -> None:
    """Add a region whose endpoints count who asks there."""
    services = cloud.get("keystone", "/v3/services")["services"]
    known = {endpoint["region_id"] for endpoint in cloud.get("keystone", "/v3/endpoints")["endpoints"]}
    if SECOND_REGION in known:
        return
    cloud.call("keystone", "POST", "/v3/regions", {"region": {"id": SECOND_REGION}})
    paths = {"keystone": "/v3", **{name: path for name, (_, path) in catalog(site).items()}}
    for service in services:
        name = service["name"]
        for interface in ("public", "internal", "admin"):
            endpoint = {
                "service_id": service["id"],
                "interface": interface,
                "region_id": SECOND_REGION,
                "url": f"https://{REGION_DECOY}:{PORTS[name]}{paths[name]}",
            }
            cloud.call("keystone", "POST", "/v3/endpoints", {"endpoint": endpoint})


def _ensure(cloud: api.Cloud, kind: str, wanted: dict[str, str]) -> str:
    """The id of the entity of that name, which is made if there is none."""
    for entity in cloud.get("keystone", f"/v3/{kind}s?name={wanted['name']}")[f"{kind}s"]:
        if entity["name"] == wanted["name"]:
            return str(entity["id"])
    return str(cloud.call("keystone", "POST", f"/v3/{kind}s", {kind: wanted})[kind]["id"])


def _done(site: Site) -> Path:
    return site.paths.run / "keystone/registered"


def _digest(site: Site) -> str:
    return hashlib.sha256(repr((site.password, users(site), catalog(site))).encode()).hexdigest()
