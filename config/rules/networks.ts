import {
  hostOf,
  inSubnet,
  isIpv6,
  isLinkLocalIpv6,
  networkOf,
  overlap,
  rangeOf,
  sameRange,
} from "../../plan/address";
import { formatValue } from "../fault";
import type { OvsNetworkSettings } from "../schema";
import { checkHostAddress, findRepeats, listNetworks, listSubnets, NETWORKS } from "./parts";
import { defineRule, type Finding, type Rule } from "./rule";

const subnetCidr = defineRule(
  "subnet-cidr",
  "The CIDR of a subnet contains the network address, as in Neutron.",
  NETWORKS,
  function* (settings) {
    for (const { path, part } of listSubnets(settings)) {
      if (rangeOf(hostOf(part.cidr)).first !== rangeOf(part.cidr).first) {
        yield {
          path: `${path}.cidr`,
          sentence: `${part.cidr} is the address of a host: use ${networkOf(part.cidr)}`,
        };
      }
    }
  },
);

const gatewayInSubnet = defineRule(
  "gateway-in-subnet",
  "The gateway of a subnet is a host address of the subnet. For IPv6, the router's link-local address is also valid.",
  NETWORKS,
  function* (settings) {
    for (const { path, part } of listSubnets(settings)) {
      const { cidr, gateway } = part;
      // An IPv6 router also has a link-local address and the subnet-router anycast address.
      const isIpv6Router =
        gateway !== undefined && isIpv6(cidr) && (isLinkLocalIpv6(gateway) || inSubnet(gateway, cidr));
      if (gateway !== undefined && !isIpv6Router) {
        yield* checkHostAddress(`${path}.gateway`, gateway, cidr);
      }
    }
  },
);

const segmentFitsType = defineRule(
  "segment-fits-type",
  "A segment has what its type needs, as in Neutron's ML2: flat a physical network and no id; vlan an id of 1 to 4094, and with an id a physical network; a tunnel no physical network, and vxlan and geneve an id of at most 24 bits.",
  ["orchestration", "management"],
  function* ({ orchestration, management }) {
    yield* checkSegment("orchestration.segment", orchestration?.segment);
    yield* checkSegment("management.segment", management.segment);
  },
);

/** Largest VNI: the headers of VXLAN and Geneve have 24 bits for it. */
const LARGEST_VNI = 2 ** 24 - 1;

/** The faults of a segment. A segment that Neutron chooses has none. */
function* checkSegment(path: string, segment: OvsNetworkSettings["segment"]): Generator<Finding> {
  if (segment === undefined) {
    return;
  }
  const { type, physicalNetwork, id } = segment;
  switch (type) {
    case "flat":
      if (physicalNetwork === undefined) {
        yield { path, sentence: "is flat and has no physicalNetwork: set it" };
      }
      if (id !== undefined) {
        yield { path: `${path}.id`, sentence: `${id} is set, but a flat segment has none: remove it` };
      }
      return;
    case "vlan":
      if (id !== undefined && id > 4094) {
        yield { path: `${path}.id`, sentence: `${id} is no VLAN id: use 1 to 4094` };
      }
      if (id !== undefined && physicalNetwork === undefined) {
        yield {
          path,
          sentence: `has the VLAN id ${id} and no physicalNetwork: set it, or remove the id and let Neutron choose both`,
        };
      }
      return;
    default:
      if (physicalNetwork !== undefined) {
        yield {
          path: `${path}.physicalNetwork`,
          sentence: `${formatValue(physicalNetwork)} is set, but a segment of type ${type} is a tunnel: remove it`,
        };
      }
      if (type !== "gre" && id !== undefined && id > LARGEST_VNI) {
        yield { path: `${path}.id`, sentence: `${id} is no VNI: use 1 to ${LARGEST_VNI}` };
      }
  }
}

const subnetsApart = defineRule(
  "subnets-apart",
  "The subnets of one guest do not overlap. One exception: both SR-IOV networks can have the same service subnet, because they are one segment that is reached through two NICs.",
  NETWORKS,
  function* (settings) {
    const subnets = listNetworks(settings).flatMap(({ path, part }) =>
      part.subnets.map(({ cidr }, index) => ({
        network: path,
        path: `${path}.subnets[${index}].cidr`,
        cidr,
      })),
    );
    for (const [index, subnet] of subnets.entries()) {
      const range = rangeOf(subnet.cidr);
      const other = subnets.slice(0, index).find((before) => {
        const isServiceSubnetOfBoth =
          before.network === "sriov[0]" &&
          subnet.network === "sriov[1]" &&
          sameRange(range, rangeOf(before.cidr));
        return !isServiceSubnetOfBoth && overlap(range, rangeOf(before.cidr));
      });
      if (other) {
        yield {
          path: subnet.path,
          sentence: `${subnet.cidr} overlaps ${other.cidr} (${other.path}), and one guest is in both: use ranges that do not overlap`,
        };
      }
    }
  },
);

const vlanOfCreatedNetwork = defineRule(
  "vlan-of-created-network",
  "An SR-IOV network to be created has a VLAN id.",
  ["sriov"],
  function* ({ sriov }) {
    for (const [index, network] of sriov.entries()) {
      if (!network.adopt && network.vlan === undefined) {
        yield {
          path: `sriov[${index}].vlan`,
          sentence: `is missing: set a VLAN id from 1 to 4094, because the network ${formatValue(network.name)} will be created`,
        };
      }
    }
  },
);

const vlanOnce = defineRule(
  "vlan-once",
  "Each VLAN id is used once on a physical network.",
  ["sriov"],
  function* ({ sriov: [first, second] }) {
    if (
      first.vlan !== undefined &&
      first.vlan === second.vlan &&
      first.physicalNetwork === second.physicalNetwork
    ) {
      yield {
        path: "sriov[1].vlan",
        sentence: `${second.vlan} is also the VLAN id of the first SR-IOV network, on the same physical network: use another VLAN id`,
      };
    }
  },
);

const networkNameOnce = defineRule(
  "network-name-once",
  "Each network has its own name.",
  NETWORKS,
  function* (settings) {
    for (const [repeat, first] of findRepeats(listNetworks(settings), ({ part }) => part.name)) {
      yield {
        path: `${repeat.path}.name`,
        sentence: `${formatValue(repeat.part.name)} is already the name of ${first.path}: give each network its own name`,
      };
    }
  },
);

const subnetNameOnce = defineRule(
  "subnet-name-once",
  "Each subnet of a network has its own name.",
  NETWORKS,
  function* (settings) {
    for (const { path, part } of listNetworks(settings)) {
      for (const [repeat, first] of findRepeats(part.subnets.entries(), ([, subnet]) => subnet.name)) {
        yield {
          path: `${path}.subnets[${repeat[0]}].name`,
          sentence: `${formatValue(repeat[1].name)} is already the name of ${path}.subnets[${first[0]}]: give each subnet its own name`,
        };
      }
    }
  },
);

export const networkRules: readonly Rule[] = [
  subnetCidr,
  gatewayInSubnet,
  segmentFitsType,
  subnetsApart,
  vlanOfCreatedNetwork,
  vlanOnce,
  networkNameOnce,
  subnetNameOnce,
];
