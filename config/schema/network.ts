import { z } from "zod";
import { cidr, ip, mtu, name } from "./primitives";

export const subnetSchema = z.strictObject({
  name: name.describe("Name in Neutron."),
  cidr: cidr.describe("CIDR, IPv4 or IPv6. An adopted network's subnets are found by it."),
  gateway: ip
    .optional()
    .describe(
      "Gateway that Neutron announces to guests. Without it there is none: the default route is the bond's.",
    ),
  allocationPools: z
    .array(z.strictObject({ start: ip.describe("First address."), end: ip.describe("Last address.") }))
    .min(1)
    .optional()
    .describe(
      "Ranges from which Neutron, and its DHCP, hand out addresses that nobody chose; the VNFs' lie outside. Without them Neutron's: the whole subnet.",
    ),
});

const network = {
  name: name.describe("Name in Neutron; of an adopted network, its name or id."),
  adopt: z
    .boolean()
    .default(false)
    .describe("Use a network that exists already, and its subnets, instead of creating them."),
  mtu: mtu
    .optional()
    .describe("MTU in bytes of a created network. Without it Neutron's: what the segment's type carries."),
  subnets: z.array(subnetSchema).min(1).describe("Subnets from which the ports' addresses come."),
};

export const ovsNetworkSchema = z.strictObject({
  ...network,
  securityGroups: z
    .array(name)
    .optional()
    .describe(
      "Names or ids of the ports' security groups. Each rule costs conntrack entries on the host. Without them Neutron's choice: the project's default group.",
    ),
});

export const sriovNetworkSchema = z.strictObject({
  ...network,
  physicalNetwork: name.describe(
    "Physical network, as the SR-IOV agents map it to a NIC (physical_device_mappings).",
  ),
  vlan: z
    .int()
    .min(1)
    .max(4094)
    .optional()
    .describe("VLAN id, 1 to 4094. Required of a created network; an adopted one has its own."),
  numaNode: z.int().min(0).describe("NUMA node of the host on which this physical network's NIC sits."),
  virtualFunctions: z
    .int()
    .min(1)
    .max(256)
    .optional()
    .describe(
      "VFs that the NIC of each host offers to guests (sriov_numvfs). No API of OpenStack tells it: without it preflight can't count the free ones.",
    ),
});

export type SubnetSettings = z.output<typeof subnetSchema>;
export type OvsNetworkSettings = z.output<typeof ovsNetworkSchema>;
export type SriovNetworkSettings = z.output<typeof sriovNetworkSchema>;
