"""Answers each line, a flavor and an image, with what Nova makes of them (nova.virt.hardware)."""

from __future__ import annotations

import json
import sys
from typing import Any

from nova import exception, objects
from nova.virt import hardware

PAGES = {
    hardware.MEMPAGES_SMALL: "small",
    hardware.MEMPAGES_LARGE: "large",
    hardware.MEMPAGES_ANY: "any",
}


def topology_of(case: dict[str, Any]) -> dict[str, Any]:
    flavor = objects.Flavor(name="f", vcpus=case["vcpus"], memory_mb=case["ram"], extra_specs=case["specs"])
    image = objects.ImageMeta.from_dict({"id": "i", "name": "i", "properties": case["image"]})
    try:
        found = hardware.numa_get_constraints(flavor, image)
    except (exception.NovaException, ValueError) as error:
        return {"refused": type(error).__name__}
    if found is None:
        return {"memory": [case["ram"]], "cpus": [case["vcpus"]], "policy": "shared", "pageSize": None}
    cell = found.cells[0]
    return {
        "memory": [each.memory for each in found.cells],
        "cpus": [len(each.cpuset | each.pcpuset) for each in found.cells],
        "policy": cell.cpu_policy or "shared",
        "pageSize": PAGES.get(cell.pagesize, cell.pagesize),
    }


objects.register_all()
for line in sys.stdin:
    print(json.dumps(topology_of(json.loads(line))))
