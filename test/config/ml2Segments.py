"""Answers each line, a segment, with whether the type drivers of ML2 accept it for a provider network."""

from __future__ import annotations

import json
import sys
from typing import Any

from neutron.conf.plugins.ml2 import config
from neutron.plugins.ml2.drivers import type_flat, type_geneve, type_gre, type_vlan, type_vxlan
from neutron_lib import exceptions
from neutron_lib.plugins import utils
from oslo_config import cfg

config.register_ml2_plugin_opts()
cfg.CONF([], project="neutron")

DRIVERS = {
    "flat": type_flat.FlatTypeDriver(),
    "vlan": type_vlan.VlanTypeDriver(),
    "vxlan": type_vxlan.VxlanTypeDriver(),
    "geneve": type_geneve.GeneveTypeDriver(),
    "gre": type_gre.GreTypeDriver(),
}
DRIVERS["vlan"].network_vlan_ranges = {"physnet1": []}

# The drivers of tunnels compare an id with these limits where they read their ranges.
IDS = {"vxlan": utils.is_valid_vxlan_vni, "geneve": utils.is_valid_geneve_vni, "gre": utils.is_valid_gre_id}


def is_accepted(segment: dict[str, Any]) -> bool:
    driver = DRIVERS[segment["type"]]
    identifier = segment.get("id")
    fields = {
        "network_type": segment["type"],
        "physical_network": segment.get("physicalNetwork"),
        "segmentation_id": identifier,
    }
    try:
        driver.validate_provider_segment(fields)
    except exceptions.InvalidInput:
        return False
    check = IDS.get(segment["type"])
    return identifier is None or check is None or check(identifier)


for line in sys.stdin:
    print(json.dumps(is_accepted(json.loads(line))))
