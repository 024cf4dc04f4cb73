import { shown } from "../fault";
import { type Rule, rule } from "./rule";

const vlansJoined = rule(
  "vlans-joined",
  "Two VLAN ids are two segments until the fabric joins them.",
  ["sriov"],
  function* ({ sriov: [first, second] }) {
    if (first.vlan !== undefined && second.vlan !== undefined && first.vlan !== second.vlan) {
      yield {
        path: "sriov[1].vlan",
        sentence: `${second.vlan} differs from the first SR-IOV network's ${first.vlan}: the fabric must join the two VLANs, or a failover leads into another segment`,
      };
    }
  },
);

const spanningCost = rule(
  "spanning-cost",
  "A server on several NUMA nodes pays for it in latency.",
  ["flavor"],
  function* ({ flavor }) {
    const nodes = flavor.adopt ? "NUMA nodes" : `${flavor.numaNodes} NUMA nodes`;
    yield {
      path: "flavor",
      sentence: `${shown(flavor.name)} spans ${nodes}: memory and NICs of the other node answer later, the price of surviving a NIC`,
    };
  },
);

const miiNeedsPropagation = rule(
  "mii-needs-propagation",
  "MII sees a broken cable only if the VF's link follows the PF's.",
  ["bond"],
  function* ({ bond }) {
    if (bond.linkMonitor.type === "mii") {
      yield {
        path: "bond.linkMonitor.type",
        sentence:
          "mii sees a cable that is out only if the ports propagate the uplink's status (Neutron's uplink-status-propagation, and the NIC's driver): where they can't, use type arp",
      };
    }
  },
);

export const warningRules: readonly Rule[] = [vlansJoined, spanningCost, miiNeedsPropagation];
