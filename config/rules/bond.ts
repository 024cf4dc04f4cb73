import { familyOf, inSubnet, isIpv6, networkOf } from "../../plan/address";
import { formatValue } from "../fault";
import { checkHostAddress, findRepeats, listAddresses, NETWORKS } from "./parts";
import { defineRule, type Rule } from "./rule";

/** Each IPv6 interface has such an address, so a router can have it too (RFC 4291). */
const LINK_LOCAL = "fe80::/64";

const bondGatewayOnLink = defineRule(
  "bond-gateway-on-link",
  "A gateway of the bond is the address of another host, in the subnet of one of the bond's addresses, or link-local.",
  ["vnfs"],
  function* ({ vnfs }) {
    for (const [index, { bond }] of vnfs.entries()) {
      const onLink = bond.addresses.some(isIpv6) ? [...bond.addresses, LINK_LOCAL] : bond.addresses;
      for (const [position, gateway] of bond.gateways.entries()) {
        const path = `vnfs[${index}].bond.gateways[${position}]`;
        const around = onLink.find((address) => inSubnet(gateway, address));
        if (around === undefined) {
          yield {
            path,
            sentence: `${gateway} is in no subnet of the bond's addresses (${bond.addresses.join(", ")}): use a gateway in one of them`,
          };
        } else {
          yield* checkHostAddress(path, gateway, networkOf(around));
        }
      }
    }
  },
);

const oneBondGateway = defineRule(
  "one-bond-gateway",
  "A bond has at most one IPv4 gateway and one IPv6 gateway.",
  ["vnfs"],
  function* ({ vnfs }) {
    for (const [index, { bond }] of vnfs.entries()) {
      for (const [repeat, first] of findRepeats(bond.gateways.entries(), ([, gateway]) =>
        familyOf(gateway),
      )) {
        yield {
          path: `vnfs[${index}].bond.gateways[${repeat[0]}]`,
          sentence: `${repeat[1]} is a second IPv${familyOf(repeat[1])} gateway, after ${first[1]}: keep only one of them`,
        };
      }
    }
  },
);

const bondGatewayNotVnf = defineRule(
  "bond-gateway-not-vnf",
  "No gateway of a bond is an address of a VNF.",
  [...NETWORKS, "vnfs"],
  function* (settings) {
    const addresses = listAddresses(settings);
    for (const [index, { bond }] of settings.vnfs.entries()) {
      for (const [position, gateway] of bond.gateways.entries()) {
        const owner = addresses.find(({ address }) => address === gateway);
        if (owner) {
          yield {
            path: `vnfs[${index}].bond.gateways[${position}]`,
            sentence: `${gateway} is an address of a VNF (${owner.path}): use the address of the router`,
          };
        }
      }
    }
  },
);

const primaryIsMember = defineRule(
  "primary-is-member",
  "The primary slave of the bond is in one of the SR-IOV networks.",
  ["bond", "sriov"],
  function* ({ bond, sriov }) {
    const names = sriov.map(({ name }) => name);
    if (bond.primary !== undefined && !names.includes(bond.primary)) {
      yield {
        path: "bond.primary",
        sentence: `${formatValue(bond.primary)} is not an SR-IOV network: use ${names.map(formatValue).join(" or ")}`,
      };
    }
  },
);

/** NIC names of the kernel (eth0) and of systemd (systemd.net-naming-scheme(7)). */
const NIC = /^(eth\d+|en([abdiosvX]|(P\d+)?p)\d\w*|enx[\da-f]{12})$/;
/** The loopback interface, sysctl's names for all interfaces and for their defaults, and a file of the bonding driver. */
const RESERVED = ["lo", "all", "default", "bonding_masters"];

const bondNameFree = defineRule(
  "bond-name-free",
  "The guest does not use the name of the bond for something else.",
  ["bond"],
  function* ({ bond }) {
    if (RESERVED.includes(bond.name) || NIC.test(bond.name)) {
      yield {
        path: "bond.name",
        sentence: `${formatValue(bond.name)} is a name that the guest uses for something else: use a name like "bond0"`,
      };
    }
  },
);

export const bondRules: readonly Rule[] = [
  bondGatewayOnLink,
  oneBondGateway,
  bondGatewayNotVnf,
  primaryIsMember,
  bondNameFree,
];
