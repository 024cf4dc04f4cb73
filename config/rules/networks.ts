import {
  hostOf,
  inSubnet,
  isIpv6,
  isLinkLocalIpv6,
  networkOf,
  overlap,
  rangeOf,
  reservedAs,
  sameRange,
} from "../../plan/address";
import { shown } from "../fault";
import { NETWORKS, networksOf, repeated, subnetsOf } from "./parts";
import { type Rule, rule } from "./rule";

const subnetCidr = rule(
  "subnet-cidr",
  "A subnet's CIDR is written with the network's own address, as Neutron writes it.",
  NETWORKS,
  function* (settings) {
    for (const { path, part } of subnetsOf(settings)) {
      if (rangeOf(hostOf(part.cidr)).first !== rangeOf(part.cidr).first) {
        yield {
          path: `${path}.cidr`,
          sentence: `${part.cidr} is a host's address: the subnet is ${networkOf(part.cidr)}`,
        };
      }
    }
  },
);

const gatewayInSubnet = rule(
  "gateway-in-subnet",
  "A subnet's gateway is a host's address in the subnet; an IPv6 router's link-local address will do too.",
  NETWORKS,
  function* (settings) {
    for (const { path, part } of subnetsOf(settings)) {
      const { cidr, gateway } = part;
      if (gateway === undefined || (isIpv6(cidr) && isLinkLocalIpv6(gateway))) {
        continue;
      }
      const reserved = isIpv6(gateway) ? undefined : reservedAs(gateway, cidr);
      if (!inSubnet(gateway, cidr)) {
        yield { path: `${path}.gateway`, sentence: `${gateway} is outside the subnet ${cidr}` };
      } else if (reserved) {
        yield {
          path: `${path}.gateway`,
          sentence: `${gateway} is ${reserved} of ${cidr}: use a host's address in it`,
        };
      }
    }
  },
);

const subnetsApart = rule(
  "subnets-apart",
  "Subnets that one guest sees are apart. The one exception is a service subnet that is the same on both SR-IOV networks: they are one segment seen through two NICs.",
  NETWORKS,
  function* (settings) {
    const subnets = networksOf(settings).flatMap(({ path, part }) =>
      part.subnets.map(({ cidr }, index) => ({
        network: path,
        path: `${path}.subnets[${index}].cidr`,
        cidr,
      })),
    );
    for (const [index, subnet] of subnets.entries()) {
      const range = rangeOf(subnet.cidr);
      const other = subnets.slice(0, index).find((before) => {
        const shared =
          before.network === "sriov[0]" &&
          subnet.network === "sriov[1]" &&
          sameRange(range, rangeOf(before.cidr));
        return !shared && overlap(range, rangeOf(before.cidr));
      });
      if (other) {
        yield {
          path: subnet.path,
          sentence: `${subnet.cidr} overlaps ${other.cidr} (${other.path}), and a guest sees both: use ranges that are apart`,
        };
      }
    }
  },
);

const vlanOfCreatedNetwork = rule(
  "vlan-of-created-network",
  "An SR-IOV network that is to be created has a VLAN id.",
  ["sriov"],
  function* ({ sriov }) {
    for (const [index, network] of sriov.entries()) {
      if (!network.adopt && network.vlan === undefined) {
        yield {
          path: `sriov[${index}].vlan`,
          sentence: `is missing: network ${shown(network.name)} is to be created and needs a VLAN id, 1 to 4094`,
        };
      }
    }
  },
);

const vlanOnce = rule(
  "vlan-once",
  "A VLAN id is used once on a physical network.",
  ["sriov"],
  function* ({ sriov: [first, second] }) {
    if (
      first.vlan !== undefined &&
      first.vlan === second.vlan &&
      first.physicalNetwork === second.physicalNetwork
    ) {
      yield {
        path: "sriov[1].vlan",
        sentence: `${second.vlan} is the first SR-IOV network's too, on the same physical network: a VLAN there is one network's`,
      };
    }
  },
);

const networkNameOnce = rule(
  "network-name-once",
  "No two networks have one name.",
  NETWORKS,
  function* (settings) {
    for (const [again, first] of repeated(networksOf(settings), ({ part }) => part.name)) {
      yield {
        path: `${again.path}.name`,
        sentence: `${shown(again.part.name)} is the name of ${first.path} already: give each network its own`,
      };
    }
  },
);

const subnetNameOnce = rule(
  "subnet-name-once",
  "No two subnets of a network have one name.",
  NETWORKS,
  function* (settings) {
    for (const { path, part } of networksOf(settings)) {
      for (const [again, first] of repeated(part.subnets.entries(), ([, subnet]) => subnet.name)) {
        yield {
          path: `${path}.subnets[${again[0]}].name`,
          sentence: `${shown(again[1].name)} is the name of ${path}.subnets[${first[0]}] already: give each subnet its own`,
        };
      }
    }
  },
);

export const networkRules: readonly Rule[] = [
  subnetCidr,
  gatewayInSubnet,
  subnetsApart,
  vlanOfCreatedNetwork,
  vlanOnce,
  networkNameOnce,
  subnetNameOnce,
];
