import { familyOf } from "../../plan/address";
import { formatValue } from "../fault";
import { findRepeats, listAddresses, NETWORKS } from "./parts";
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

const bondWithoutGateway = defineRule(
  "bond-without-gateway",
  "A bond without a gateway of a family answers DNS clients of this family only in its own subnets.",
  ["vnfs"],
  function* ({ vnfs }) {
    for (const [index, { name, bond }] of vnfs.entries()) {
      const gateways = bond.gateways.map(familyOf);
      const missing = new Set(bond.addresses.map(familyOf).filter((family) => !gateways.includes(family)));
      for (const family of missing) {
        yield {
          path: `vnfs[${index}].bond.gateways`,
          sentence: `has no IPv${family} gateway: ${formatValue(name)} answers IPv${family} clients only in the subnets of its bond, and the DNS clients, the one of cpnr:verification.client too, must be there`,
        };
      }
    }
  },
);

const oneAddressOfFamily = defineRule(
  "one-address-of-family",
  "Nova tells the guest one IPv4 and one IPv6 address of each NIC outside the bond.",
  [...NETWORKS, "vnfs"],
  function* (settings) {
    const switched = listAddresses(settings).filter(({ isOfBond }) => !isOfBond);
    const nicOf = ({ path }: (typeof switched)[number]) => path.replace(/\[\d+\]$/, "");
    for (const [repeat, first] of findRepeats(switched, (one) => `${nicOf(one)} ${familyOf(one.address)}`)) {
      yield {
        path: repeat.path,
        sentence: `${repeat.address} is a second IPv${familyOf(repeat.address)} address of the NIC, after ${first.address}: Nova tells the guest only one of them, so remove one, or configure the NIC by an extra part`,
      };
    }
  },
);

const serviceDuringRollout = defineRule(
  "service-during-rollout",
  "While VNFs are replaced, at least one of several VNFs answers.",
  ["rollout", "vnfs"],
  function* ({ rollout: { maxUnavailable }, vnfs }) {
    if (vnfs.length > 1 && maxUnavailable >= vnfs.length) {
      yield {
        path: "rollout.maxUnavailable",
        sentence: `is ${maxUnavailable}, and there are ${vnfs.length} VNFs: a change can replace all of them at the same time, and then none answers. Set it to ${vnfs.length === 2 ? 1 : `1 to ${vnfs.length - 1}`}`,
      };
    }
  },
);

export const warningRules: readonly Rule[] = [
  vlansJoined,
  spanningCost,
  miiNeedsPropagation,
  bondWithoutGateway,
  oneAddressOfFamily,
  serviceDuringRollout,
];
