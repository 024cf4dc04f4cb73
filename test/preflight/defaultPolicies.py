"""
Answers each line with what the default policies of Neutron and Nova allow.

A line has roles and requests. The answer has the requests that the older and the newer defaults refuse.
"""

from __future__ import annotations

import functools
import json
import logging
import sys
from typing import Any

import nova.conf
from neutron import policy as neutron_policy
from neutron_lib import context as neutron_context
from neutron_lib.api import attributes
from neutron_lib.api.definitions import (
    multiprovidernet,
    port_security,
    portbindings,
    provider_net,
    uplink_status_propagation,
)
from nova import context as nova_context
from nova import policy as nova_policy
from oslo_config import cfg
from oslo_policy import opts

PROJECT = "own"
# Whether only the newer defaults count, and whether a token's scope is checked.
SETTINGS = {"older": (False, False), "newer": (True, True), "newer, without scopes": (True, False)}

logging.disable(logging.CRITICAL)
for extension in (multiprovidernet, port_security, portbindings, provider_net, uplink_status_propagation):
    for resource, added in extension.RESOURCE_ATTRIBUTE_MAP.items():
        attributes.RESOURCES.setdefault(resource, {}).update(added)


@functools.cache
def is_allowed(defaults: str, roles: tuple[str, ...], request_json: str) -> bool:
    """Whether the defaults in use, whose name is only for the cache, allow a request."""
    request: dict[str, Any] = json.loads(request_json)
    target = {"tenant_id": PROJECT, "project_id": PROJECT, **request["target"]}
    if request["service"] == "network":
        token = neutron_context.Context(user_id="u", tenant_id=PROJECT, roles=list(roles))
        return bool(neutron_policy.check(token, request["action"], target))
    token = nova_context.RequestContext(user_id="u", project_id=PROJECT, roles=list(roles))
    return bool(token.can(request["action"], target=target, fatal=False))


def use_defaults(new_defaults: bool, enforce_scope: bool) -> None:
    for conf, policy in ((cfg.CONF, neutron_policy), (nova.conf.CONF, nova_policy)):
        conf.set_override("enforce_new_defaults", new_defaults, group="oslo_policy")
        conf.set_override("enforce_scope", enforce_scope, group="oslo_policy")
        policy.reset()
        policy.init(suppress_deprecation_warnings=True)


opts._register(cfg.CONF)
cfg.CONF([], default_config_files=[])
cases = [json.loads(line) for line in sys.stdin]
refused: list[dict[str, list[str]]] = [{} for _ in cases]
for name, setting in SETTINGS.items():
    use_defaults(*setting)
    for case, answer in zip(cases, refused):
        answer[name] = [
            each["action"]
            for each in case["requests"]
            if not is_allowed(name, tuple(case["roles"]), json.dumps(each))
        ]
for answer in refused:
    print(json.dumps(answer))
