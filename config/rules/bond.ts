import { familyOf, inSubnet, networkOf, reservedAs } from "../../plan/address";
import { shown } from "../fault";
import { NETWORKS, placedAddresses, repeated } from "./parts";
import { type Rule, rule } from "./rule";

const bondGatewayOnLink = rule(
  "bond-gateway-on-link",
  "A gateway is another host's address on a network of the bond's addresses.",
  ["vnfs"],
  function* ({ vnfs }) {
    for (const [index, { bond }] of vnfs.entries()) {
      for (const [position, gateway] of bond.gateways.entries()) {
        const path = `vnfs[${index}].bond.gateways[${position}]`;
        const around = bond.addresses.find((address) => inSubnet(gateway, address));
        const reserved = around && reservedAs(gateway, around);
        if (!around) {
          yield {
            path,
            sentence: `${gateway} is on no network of the bond's addresses (${bond.addresses.join(", ")})`,
          };
        } else if (reserved) {
          yield {
            path,
            sentence: `${gateway} is ${reserved} of ${networkOf(around)}: use a host's address in it`,
          };
        }
      }
    }
  },
);

const oneBondGateway = rule(
  "one-bond-gateway",
  "A bond has one gateway for a family.",
  ["vnfs"],
  function* ({ vnfs }) {
    for (const [index, { bond }] of vnfs.entries()) {
      for (const [again, first] of repeated(bond.gateways.entries(), ([, gateway]) => familyOf(gateway))) {
        yield {
          path: `vnfs[${index}].bond.gateways[${again[0]}]`,
          sentence: `${again[1]} is a second IPv${familyOf(again[1])} gateway, after ${first[1]}: keep one`,
        };
      }
    }
  },
);

const bondGatewayNotVnf = rule(
  "bond-gateway-not-vnf",
  "No gateway is an address of a VNF.",
  [...NETWORKS, "vnfs"],
  function* (settings) {
    const addresses = placedAddresses(settings);
    for (const [index, { bond }] of settings.vnfs.entries()) {
      for (const [position, gateway] of bond.gateways.entries()) {
        const owner = addresses.find(({ address }) => address === gateway);
        if (owner) {
          yield {
            path: `vnfs[${index}].bond.gateways[${position}]`,
            sentence: `${gateway} is ${owner.path}, a VNF's own address: name the router's`,
          };
        }
      }
    }
  },
);

const primaryIsMember = rule(
  "primary-is-member",
  "The bond's primary is one of the SR-IOV networks.",
  ["bond", "sriov"],
  function* ({ bond, sriov }) {
    const names = sriov.map(({ name }) => name);
    if (bond.primary !== undefined && !names.includes(bond.primary)) {
      yield {
        path: "bond.primary",
        sentence: `${shown(bond.primary)} is no SR-IOV network: name ${names.map(shown).join(" or ")}`,
      };
    }
  },
);

/** What the kernel calls NICs (eth0) or systemd does (systemd.net-naming-scheme(7)). */
const NIC = /^(eth\d+|en([abdiosvX]|(P\d+)?p)\d\w*|enx[\da-f]{12})$/;
/** The loopback interface, what sysctl means all of them or their defaults by, and the bonding driver's own file. */
const RESERVED = ["lo", "all", "default", "bonding_masters"];

const bondNameFree = rule(
  "bond-name-free",
  "The bond's name is not one that the guest has for something else.",
  ["bond"],
  function* ({ bond }) {
    if (RESERVED.includes(bond.name) || NIC.test(bond.name)) {
      yield {
        path: "bond.name",
        sentence: `${shown(bond.name)} is a name that the guest uses for something else: use one like "bond0"`,
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
