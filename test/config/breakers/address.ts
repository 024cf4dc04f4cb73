import { hostIn } from "../arbitrary";
import { addPool, addressOutside, type Breaker, isIpv6, managementSubnet } from "./breaker";

export const addressBreakers: readonly Breaker[] = [
  {
    rule: "orchestration-addresses",
    touches: [],
    break: ({ orchestration, vnfs }) => {
      if (orchestration) {
        delete vnfs[0].orchestration;
      } else {
        vnfs[0].orchestration = ["192.0.2.1"];
      }
    },
  },
  {
    rule: "address-in-subnet",
    touches: ["management addresses"],
    break: ({ vnfs }) => {
      vnfs[0].management[0] = addressOutside(vnfs[0].management[0], 77);
    },
  },
  {
    rule: "address-in-subnet",
    touches: ["bond addresses"],
    break: ({ vnfs }) => vnfs[0].bond.addresses.push("198.51.100.78/24"),
  },
  {
    rule: "address-of-host",
    touches: ["management addresses"],
    break: (raw) => {
      raw.vnfs[0].management[0] = hostIn(managementSubnet(raw).cidr, 0);
    },
  },
  {
    rule: "address-not-gateway",
    touches: ["management gateway", "management addresses"],
    break: (raw) => {
      managementSubnet(raw).gateway = raw.vnfs[0].management[0];
    },
  },
  {
    rule: "address-not-in-pool",
    touches: ["management addresses"],
    break: (raw) => addPool(raw, raw.vnfs[0].management[0], raw.vnfs[0].management[0]),
  },
  {
    rule: "one-address-in-subnet",
    touches: ["management addresses"],
    break: (raw) => raw.vnfs[0].management.push(hostIn(managementSubnet(raw).cidr, 119)),
  },
  {
    rule: "address-once",
    touches: ["management addresses"],
    break: ({ vnfs }) => {
      vnfs.at(-1).management.push(vnfs[0].management[0]);
      if (vnfs.length > 1) {
        vnfs.at(-1).management.shift();
      }
    },
  },
  {
    rule: "adopted-port-in-adopted-network",
    touches: ["adopted ports"],
    break: ({ management, vnfs }) => {
      management.adopt = false;
      vnfs[0].adoptPorts = { management: "port" };
    },
  },
  {
    rule: "adopted-port-once",
    touches: ["adopted ports", "vlan"],
    break: ({ sriov, vnfs }) => {
      for (const network of sriov) {
        network.adopt = true;
      }
      vnfs[0].adoptPorts = { "sriov-1": "port", "sriov-2": "port" };
    },
  },
  {
    rule: "bond-prefix-length",
    touches: ["bond addresses"],
    break: ({ vnfs }) => {
      const { addresses } = vnfs.at(-1).bond;
      addresses[0] = addresses[0].replace(/\/.*/, isIpv6(addresses[0]) ? "/65" : "/25");
    },
  },
  {
    rule: "bond-address-on-port",
    touches: ["bond addresses", "service subnets"],
    break: ({ sriov, vnfs }) => {
      const [first] = sriov[0].subnets;
      if (first.cidr === sriov[1].subnets[0].cidr) {
        sriov[1].subnets = [{ name: "bare", cidr: "198.18.7.0/24" }];
      } else {
        const { bond } = vnfs.at(-1);
        bond.addresses = bond.addresses.slice(0, bond.addresses.length / 2);
      }
    },
  },
];
