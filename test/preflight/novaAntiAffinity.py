"""
Answers with how many servers of an anti-affinity group Nova's scheduler places: its own filter decides.

Each line of the input has the hosts, each with its free places and the group's servers on it, and the number
of new servers.
"""

from __future__ import annotations

import json
import sys
import uuid
from types import SimpleNamespace
from typing import Any

from nova import objects
from nova.scheduler.filters.affinity_filter import ServerGroupAntiAffinityFilter

objects.register_all()


def count_placed(hosts: list[dict[str, Any]], servers: int) -> int:
    """Places servers one after another, as Nova does."""
    states = [
        SimpleNamespace(
            host=host["name"],
            free=host["free"],
            instances={str(uuid.uuid4()): None for _ in range(host["existing"])},
        )
        for host in hosts
    ]
    group = objects.InstanceGroup(
        uuid=str(uuid.uuid4()),
        policy="anti-affinity",
        members=[each for state in states for each in state.instances],
    )
    anti_affinity = ServerGroupAntiAffinityFilter()
    placed = 0
    for _ in range(servers):
        spec = objects.RequestSpec(instance_uuid=str(uuid.uuid4()), instance_group=group)
        group.members.append(spec.instance_uuid)
        fitting = [each for each in states if each.free > 0 and anti_affinity.host_passes(each, spec)]
        if fitting:
            fitting[0].free -= 1
            fitting[0].instances[spec.instance_uuid] = None
            placed += 1
    return placed


for line in sys.stdin:
    case = json.loads(line)
    print(count_placed(case["hosts"], case["servers"]))
