"""The administrator's security group, where the cloud filters: guests have to be reached, as in any cloud."""

from __future__ import annotations

from cpnrlab import api
from cpnrlab.site import Site
from cpnrlab.stages import Task


def open_default_group(task: Task, site: Site) -> str | None:
    """Let everything reach the ports that have the administrator's default group."""
    cloud = api.Cloud(site)
    [project] = cloud.get("keystone", "/v3/projects?name=admin")["projects"]
    query = f"/v2.0/security-groups?name=default&project_id={project['id']}"
    [group] = cloud.get("neutron", query)["security_groups"]
    for family in ("IPv4", "IPv6"):
        rule = {"direction": "ingress", "ethertype": family, "security_group_id": group["id"]}
        try:
            cloud.call("neutron", "POST", "/v2.0/security-group-rules", {"security_group_rule": rule})
        except api.ApiError as error:
            if error.status != 409:
                raise
            return "as before"
    return None
