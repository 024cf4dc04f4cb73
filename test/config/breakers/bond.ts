import { hostIn } from "../arbitrary";
import type { Raw } from "../full";
import { addressOutside, type Breaker, hasSubnet, isIpv6 } from "./breaker";

const hasGateways = ({ vnfs }: Raw) => vnfs[0].bond.gateways !== undefined;

export const bondBreakers: readonly Breaker[] = [
  {
    rule: "bond-gateway-on-link",
    touches: ["gateways"],
    fits: hasGateways,
    break: ({ vnfs }) => {
      vnfs[0].bond.gateways[0] = addressOutside(vnfs[0].bond.gateways[0], 1);
    },
  },
  {
    rule: "one-bond-gateway",
    touches: ["gateways"],
    fits: hasGateways,
    break: ({ vnfs }) => {
      const [gateway] = vnfs[0].bond.gateways;
      vnfs[0].bond.gateways = [gateway, gateway.replace(/1$/, "2")];
    },
  },
  {
    rule: "bond-gateway-not-vnf",
    touches: ["gateways", "bond addresses"],
    fits: hasGateways,
    break: ({ vnfs }) => {
      vnfs[0].bond.gateways[0] = vnfs.at(-1).bond.addresses[0].split("/")[0];
    },
  },
  {
    rule: "primary-is-member",
    touches: [],
    break: ({ bond }) => {
      bond.primary = "sriov-network-3";
    },
  },
  ...["lo", "all", "eth0", "ens3", "enp0s6", "enP2p1s0f0v1", "eno1", "enx525400ab12cd"].map((name) => ({
    rule: "bond-name-free",
    touches: ["bond name"],
    break: ({ bond }: Raw) => {
      bond.name = name;
    },
  })),
  {
    rule: "delays-of-miimon",
    touches: ["link monitor"],
    break: ({ bond }) => {
      bond.linkMonitor = { type: "mii", miimon: 100, updelay: 200, downdelay: 150 };
    },
  },
  {
    rule: "arp-needs-ipv4",
    touches: ["link monitor", "gateways", "bond addresses"],
    fits: (raw) => hasSubnet(raw, "sriov", "6"),
    break: ({ bond, vnfs }) => {
      bond.linkMonitor = { type: "arp", targets: ["192.0.2.1"] };
      for (const vnf of vnfs) {
        vnf.bond.addresses = vnf.bond.addresses.filter(isIpv6);
        vnf.bond.gateways = vnf.bond.gateways?.filter(isIpv6);
      }
    },
  },
  {
    rule: "arp-target-on-link",
    touches: ["link monitor"],
    fits: (raw) => hasSubnet(raw, "sriov", "4"),
    break: ({ bond }) => {
      bond.linkMonitor = { type: "arp", targets: ["192.0.2.1"] };
    },
  },
  {
    rule: "arp-target-not-vnf",
    touches: ["link monitor", "bond addresses"],
    fits: (raw) => hasSubnet(raw, "sriov", "4"),
    break: ({ bond, vnfs }) => {
      bond.linkMonitor = { type: "arp", targets: [vnfs[0].bond.addresses[0].split("/")[0]] };
    },
  },
  {
    rule: "arp-target-once",
    touches: ["link monitor"],
    fits: (raw) => hasSubnet(raw, "sriov", "4"),
    break: (raw) => {
      const target = hostIn(raw.sriov[0].subnets[0].cidr, 3);
      raw.bond.linkMonitor = { type: "arp", targets: [target, target] };
    },
  },
];
