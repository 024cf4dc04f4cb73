"""A member's project, and what the cloud's administrator makes for it, in a form whose user is a member."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from cpnrlab import api, configuration, durable
from cpnrlab.site import Site, secret
from cpnrlab.stages import Task

PROJECT = "cpnr"
_USER = "cpnr-member"
_CREDENTIAL = "cpnr-lab"


def register(task: Task, site: Site) -> str | None:
    """Make the project, its networks and ports, the flavor, and the member's application credential."""
    if site.member_file.exists():
        return "as before"
    cloud = api.Cloud(site)
    password = secret(site.paths.run / "member-password")
    project, user = _member(cloud, password)
    made = site.form.administrator
    for network in made["networks"]:
        task.say(f"network {network['network']['name']}")
        _network(cloud, network, project)
    task.say("flavor")
    _flavor(cloud, made["flavor"])
    task.say("application credential")
    login = api.Login(_USER, PROJECT, password)
    credential = _application_credential(api.Cloud(site, login), user)
    durable.write(site.member_file, json.dumps(credential))
    durable.write(site.paths.clouds, configuration.clouds(site))
    return None


def _member(cloud: api.Cloud, password: str) -> tuple[str, str]:
    """Ids of the project and of its user, who has the role member."""
    project = _ensure(cloud, "keystone", "/v3/projects", "project", {"name": PROJECT, "domain_id": "default"})
    user = {"name": _USER, "domain_id": "default", "password": password}
    member = _ensure(cloud, "keystone", "/v3/users", "user", user)
    [role] = cloud.get("keystone", "/v3/roles?name=member")["roles"]
    cloud.call("keystone", "PUT", f"/v3/projects/{project}/users/{member}/roles/{role['id']}")
    return project, member


def _network(cloud: api.Cloud, wanted: Mapping[str, Any], project: str) -> None:
    """A network of the administrator that all projects share, its subnet, and a port of the member in it."""
    shared = {**wanted["network"], "shared": True}
    network = _ensure(cloud, "neutron", "/v2.0/networks", "network", shared)
    subnet = {**wanted["subnet"], "network_id": network}
    _ensure(cloud, "neutron", "/v2.0/subnets", "subnet", subnet)
    port = {**wanted["port"], "network_id": network, "project_id": project}
    _ensure(cloud, "neutron", "/v2.0/ports", "port", port)


def _flavor(cloud: api.Cloud, wanted: Mapping[str, Any]) -> None:
    known = {flavor["name"]: flavor["id"] for flavor in cloud.get("nova", "/v2.1/flavors")["flavors"]}
    flavor = known.get(wanted["flavor"]["name"])
    if flavor is None:
        flavor = cloud.call("nova", "POST", "/v2.1/flavors", {"flavor": wanted["flavor"]})["flavor"]["id"]
    specs = {"extra_specs": wanted["extra_specs"]}
    cloud.call("nova", "POST", f"/v2.1/flavors/{flavor}/os-extra_specs", specs)


def _application_credential(cloud: api.Cloud, user: str) -> dict[str, str]:
    """A new application credential of the user whose token `cloud` has: its secret is shown only once."""
    path = f"/v3/users/{user}/application_credentials"
    for old in cloud.get("keystone", path)["application_credentials"]:
        cloud.call("keystone", "DELETE", f"{path}/{old['id']}")
    wanted = {"application_credential": {"name": _CREDENTIAL}}
    made = cloud.call("keystone", "POST", path, wanted)["application_credential"]
    return {"id": made["id"], "secret": made["secret"]}


def _ensure(cloud: api.Cloud, service: str, path: str, kind: str, wanted: Mapping[str, Any]) -> str:
    """The id of the thing of that name, which is made if there is none."""
    for entity in cloud.get(service, f"{path}?name={wanted['name']}")[f"{kind}s"]:
        return str(entity["id"])
    return str(cloud.call(service, "POST", path, {kind: wanted})[kind]["id"])
