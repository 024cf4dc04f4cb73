import { type Breaker, hasSubnet } from "./breaker";

export const pairBreakers: readonly Breaker[] = [
  {
    rule: "two-physical-networks",
    touches: ["vlan", "physical network"],
    break: ({ sriov }) => {
      sriov[1].physicalNetwork = sriov[0].physicalNetwork;
      sriov[1].vlan = (sriov[0].vlan % 4094) + 1;
    },
  },
  {
    rule: "two-numa-nodes",
    touches: ["NUMA nodes"],
    break: ({ sriov }) => {
      sriov[1].numaNode = sriov[0].numaNode;
    },
  },
  {
    rule: "vcpus-divide",
    touches: [],
    break: ({ flavor }) => {
      flavor.adopt = false;
      flavor.vcpus += 1;
    },
  },
  {
    rule: "ram-divides",
    touches: ["RAM"],
    break: ({ flavor }) => {
      flavor.adopt = false;
      flavor.ram += 1;
    },
  },
  {
    rule: "pages-divide-ram",
    touches: ["RAM"],
    break: ({ flavor }) => {
      flavor.adopt = false;
      flavor.ram += flavor.pageSize === "1GB" ? 2 * flavor.numaNodes : flavor.numaNodes;
    },
  },
  {
    rule: "bond-mtu-carried",
    touches: ["MTU"],
    break: ({ bond, sriov }) => {
      sriov[1].mtu = 2000;
      sriov[0].mtu = 2000;
      bond.mtu = 2001;
    },
  },
  {
    rule: "one-service-mtu",
    touches: ["MTU"],
    break: ({ sriov }) => {
      sriov[0].mtu = 2000;
      sriov[1].mtu = 2001;
    },
  },
  {
    rule: "ipv6-mtu",
    touches: [],
    fits: (raw) => hasSubnet(raw, "management", "6"),
    break: ({ management }) => {
      management.mtu = 1279;
    },
  },
  {
    rule: "ipv6-mtu",
    touches: ["MTU", "bond addresses"],
    fits: (raw) => hasSubnet(raw, "sriov", "6"),
    break: ({ bond }) => {
      bond.mtu = 1279;
    },
  },
];
