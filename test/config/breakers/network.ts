import { hostIn } from "../arbitrary";
import { addPool, addressOutside, type Breaker, isIpv6, managementSubnet } from "./breaker";

export const networkBreakers: readonly Breaker[] = [
  {
    rule: "subnet-cidr",
    touches: [],
    break: (raw) => {
      managementSubnet(raw).cidr = managementSubnet(raw).cidr.replace(
        /(\.0|::)\//,
        isIpv6(managementSubnet(raw).cidr) ? "::77/" : ".77/",
      );
    },
  },
  {
    rule: "gateway-in-subnet",
    touches: ["management gateway"],
    break: (raw) => {
      managementSubnet(raw).gateway = addressOutside(managementSubnet(raw).cidr, 1);
    },
  },
  {
    rule: "segment-fits-type",
    touches: [],
    break: ({ management }) => {
      management.segment = { type: "flat" };
    },
  },
  {
    rule: "subnets-apart",
    touches: [],
    break: (raw) => {
      const { cidr } = managementSubnet(raw);
      raw.management.subnets.push({ name: "half", cidr: `${hostIn(cidr, 0)}/${isIpv6(cidr) ? 65 : 25}` });
    },
  },
  {
    rule: "subnets-apart",
    touches: ["service subnets"],
    fits: ({ sriov }) => sriov[0].subnets[0].cidr === sriov[1].subnets[0].cidr,
    break: ({ sriov }) => {
      const [subnet] = sriov[1].subnets;
      delete subnet.allocationPools;
      subnet.cidr = subnet.cidr.replace(/\/.*/, isIpv6(subnet.cidr) ? "/65" : "/25");
    },
  },
  {
    rule: "vlan-of-created-network",
    touches: ["vlan"],
    break: ({ sriov }) => {
      sriov[0].adopt = false;
      delete sriov[0].vlan;
    },
  },
  {
    rule: "vlan-once",
    also: ["two-physical-networks"],
    touches: ["vlan", "physical network"],
    break: ({ sriov }) => {
      sriov[1].physicalNetwork = sriov[0].physicalNetwork;
      sriov[1].vlan = sriov[0].vlan;
    },
  },
  {
    rule: "network-name-once",
    touches: [],
    break: ({ management, sriov }) => {
      management.name = sriov[0].name;
    },
  },
  {
    rule: "subnet-name-once",
    touches: [],
    break: (raw) => {
      raw.management.subnets.push({ name: managementSubnet(raw).name, cidr: "198.18.5.0/24" });
    },
  },
  {
    rule: "pool-in-subnet",
    touches: [],
    break: (raw) =>
      addPool(
        raw,
        addressOutside(managementSubnet(raw).cidr, 10),
        addressOutside(managementSubnet(raw).cidr, 20),
      ),
  },
  {
    rule: "pool-order",
    touches: [],
    break: (raw) =>
      addPool(raw, hostIn(managementSubnet(raw).cidr, 130), hostIn(managementSubnet(raw).cidr, 120)),
  },
  {
    rule: "pools-apart",
    touches: [],
    break: (raw) => {
      addPool(raw, hostIn(managementSubnet(raw).cidr, 140), hostIn(managementSubnet(raw).cidr, 150));
      addPool(raw, hostIn(managementSubnet(raw).cidr, 150), hostIn(managementSubnet(raw).cidr, 155));
    },
  },
  {
    rule: "pool-without-gateway",
    touches: ["management gateway"],
    break: (raw) => {
      managementSubnet(raw).gateway = hostIn(managementSubnet(raw).cidr, 2);
      addPool(raw, hostIn(managementSubnet(raw).cidr, 1), hostIn(managementSubnet(raw).cidr, 3));
    },
  },
];
