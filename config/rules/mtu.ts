import { isIpv6 } from "../../plan/address";
import { listNetworks, NETWORKS } from "./parts";
import { defineRule, type Rule } from "./rule";

/** Minimum MTU of a link for IPv6, in bytes (RFC 8200, 5). */
const IPV6_MINIMUM = 1280;

const bondMtuCarried = defineRule(
  "bond-mtu-carried",
  "The MTU of the bond is not larger than the MTU of either SR-IOV network.",
  ["bond", "sriov"],
  function* ({ bond, sriov }) {
    const smallestMtu = Math.min(...sriov.map(({ mtu }) => mtu ?? Number.POSITIVE_INFINITY));
    if (bond.mtu !== undefined && bond.mtu > smallestMtu) {
      yield {
        path: "bond.mtu",
        sentence: `${bond.mtu} is larger than ${smallestMtu}, the smallest MTU of the SR-IOV networks: lower it, or raise cpnr:sriov[].mtu`,
      };
    }
  },
);

const oneServiceMtu = defineRule(
  "one-service-mtu",
  "Both SR-IOV networks have the same MTU: after a failover, the other network must carry the same frames.",
  ["sriov"],
  function* ({ sriov: [first, second] }) {
    if (first.mtu !== undefined && second.mtu !== undefined && first.mtu !== second.mtu) {
      yield {
        path: "sriov[1].mtu",
        sentence: `${second.mtu} differs from ${first.mtu}, the MTU of the first SR-IOV network: use the same MTU, or a failover changes which frames pass`,
      };
    }
  },
);

const ipv6Mtu = defineRule(
  "ipv6-mtu",
  "A network with an IPv6 subnet needs an MTU of at least 1280. So does a bond with an IPv6 address.",
  [...NETWORKS, "bond", "vnfs"],
  function* (settings) {
    const { bond, vnfs } = settings;
    const links = [
      ...listNetworks(settings).map(({ path, part }) => ({
        path,
        mtu: part.mtu,
        hasIpv6: part.subnets.some(({ cidr }) => isIpv6(cidr)),
      })),
      { path: "bond", mtu: bond.mtu, hasIpv6: vnfs.some((vnf) => vnf.bond.addresses.some(isIpv6)) },
    ];
    for (const { path, mtu, hasIpv6 } of links) {
      if (hasIpv6 && mtu !== undefined && mtu < IPV6_MINIMUM) {
        yield {
          path: `${path}.mtu`,
          sentence: `${mtu} is less than ${IPV6_MINIMUM}, the minimum MTU of IPv6 (RFC 8200): raise it, or use IPv4 only`,
        };
      }
    }
  },
);

export const mtuRules: readonly Rule[] = [bondMtuCarried, oneServiceMtu, ipv6Mtu];
