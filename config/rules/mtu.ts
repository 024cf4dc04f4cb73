import { isIpv6 } from "../../plan/address";
import { NETWORKS, networksOf } from "./parts";
import { type Rule, rule } from "./rule";

/** What IPv6 needs of a link, in bytes (RFC 8200, 5). */
const IPV6_MINIMUM = 1280;

const bondMtuCarried = rule(
  "bond-mtu-carried",
  "The bond's frames fit the networks of both members.",
  ["bond", "sriov"],
  function* ({ bond, sriov }) {
    const least = Math.min(...sriov.map(({ mtu }) => mtu ?? Number.POSITIVE_INFINITY));
    if (bond.mtu !== undefined && bond.mtu > least) {
      yield {
        path: "bond.mtu",
        sentence: `${bond.mtu} is more than the ${least} that the SR-IOV networks carry: lower it, or raise cpnr:sriov[].mtu`,
      };
    }
  },
);

const oneServiceMtu = rule(
  "one-service-mtu",
  "The pair's networks carry frames of one size: after a failover the other one has to.",
  ["sriov"],
  function* ({ sriov: [first, second] }) {
    if (first.mtu !== undefined && second.mtu !== undefined && first.mtu !== second.mtu) {
      yield {
        path: "sriov[1].mtu",
        sentence: `${second.mtu} differs from the first SR-IOV network's ${first.mtu}: make them alike, or a failover changes what passes`,
      };
    }
  },
);

const ipv6Mtu = rule(
  "ipv6-mtu",
  "What carries IPv6 carries its least MTU.",
  [...NETWORKS, "bond", "vnfs"],
  function* (settings) {
    const { bond, vnfs } = settings;
    const links = [
      ...networksOf(settings).map(({ path, part }) => ({
        path,
        mtu: part.mtu,
        ipv6: part.subnets.some(({ cidr }) => isIpv6(cidr)),
      })),
      { path: "bond", mtu: bond.mtu, ipv6: vnfs.some((vnf) => vnf.bond.addresses.some(isIpv6)) },
    ];
    for (const { path, mtu, ipv6 } of links) {
      if (ipv6 && mtu !== undefined && mtu < IPV6_MINIMUM) {
        yield {
          path: `${path}.mtu`,
          sentence: `${mtu} is less than the ${IPV6_MINIMUM} that IPv6 needs (RFC 8200): raise it, or use IPv4 only`,
        };
      }
    }
  },
);

export const mtuRules: readonly Rule[] = [bondMtuCarried, oneServiceMtu, ipv6Mtu];
