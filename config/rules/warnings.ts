import { formatValue } from "../fault";
import { defineRule, type Rule } from "./rule";

const vlansJoined = defineRule(
  "vlans-joined",
  "Two different VLAN ids are two segments, unless the fabric joins the VLANs.",
  ["sriov"],
  function* ({ sriov: [first, second] }) {
    if (first.vlan !== undefined && second.vlan !== undefined && first.vlan !== second.vlan) {
      yield {
        path: "sriov[1].vlan",
        sentence: `${second.vlan} differs from ${first.vlan}, the VLAN id of the first SR-IOV network: the fabric must join the two VLANs, or a failover moves the VNF to another segment`,
      };
    }
  },
);

const spanningCost = defineRule(
  "spanning-cost",
  "A server that spans several NUMA nodes has a higher latency.",
  ["flavor"],
  function* ({ flavor }) {
    const nodes = flavor.adopt ? "NUMA nodes" : `${flavor.numaNodes} NUMA nodes`;
    yield {
      path: "flavor",
      sentence: `${formatValue(flavor.name)} spans ${nodes}: access to memory and NICs of another node has a higher latency, but the VNF survives the failure of a NIC`,
    };
  },
);

const miiNeedsPropagation = defineRule(
  "mii-needs-propagation",
  "MII monitoring detects a failed cable only if the link state of the VF follows the link state of the PF.",
  ["bond"],
  function* ({ bond }) {
    if (bond.linkMonitor.type === "mii") {
      yield {
        path: "bond.linkMonitor.type",
        sentence:
          "mii detects an unplugged cable only if the ports propagate the uplink status (Neutron's extension uplink-status-propagation, and the driver of the NIC): if they can't, use type arp",
      };
    }
  },
);

export const warningRules: readonly Rule[] = [vlansJoined, spanningCost, miiNeedsPropagation];
