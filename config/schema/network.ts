import { z } from "zod";
import { NUMA_POLICIES } from "../../plan/numaPolicy";
import { cidr, ip, mtu, name } from "./primitives";

export const subnetSchema = z.strictObject({
  name: name.describe("Name of the subnet in Neutron."),
  cidr: cidr.describe("CIDR, IPv4 or IPv6. The program finds the subnets of an adopted network by CIDR."),
  gateway: ip
    .optional()
    .describe(
      "Gateway that Neutron announces to the guests. If not set, Neutron announces none: the default route goes over the bond.",
    ),
  allocationPools: z
    .array(
      z.strictObject({
        start: ip.describe("First address of the range."),
        end: ip.describe("Last address of the range."),
      }),
    )
    .min(1)
    .optional()
    .describe(
      "Address ranges from which Neutron and its DHCP assign an address to a port without a configured one. The addresses of the VNFs lie outside. If not set, Neutron uses the whole subnet.",
    ),
});

const network = {
  name: name.describe("Name of the network in Neutron. For an adopted network, its name or id."),
  adopt: z
    .boolean()
    .default(false)
    .describe("Use an existing network and its subnets, instead of creating them."),
  mtu: mtu
    .optional()
    .describe(
      "MTU in bytes of a created network. If not set, Neutron uses the MTU that the network type can carry.",
    ),
  subnets: z
    .array(subnetSchema)
    .min(1)
    .describe("Subnets of the network. The addresses of the ports lie in these subnets."),
};

const segmentSchema = z.strictObject({
  type: z
    .enum(["vlan", "vxlan", "geneve", "gre", "flat"])
    .describe("Type of the segment. The cloud must have a driver for it (ML2's type_drivers)."),
  physicalNetwork: name
    .optional()
    .describe("Physical network of a segment of type vlan or flat. If not set, Neutron chooses it for vlan."),
  id: z
    .int()
    .min(1)
    .max(2 ** 31 - 1)
    .optional()
    .describe(
      "VLAN id (1 to 4094), VNI (vxlan and geneve, up to 16777215) or key (gre). A VLAN id needs physicalNetwork. If not set, Neutron chooses it.",
    ),
});

export const ovsNetworkSchema = z.strictObject({
  ...network,
  segment: segmentSchema
    .optional()
    .describe(
      "Segment of a created network. Only administrators may choose it. If not set, Neutron uses the cloud's type for tenant networks. A network that exists keeps its segment, and preflight compares it with this one.",
    ),
  securityGroups: z
    .array(name)
    .optional()
    .describe(
      "Names or ids of the ports' security groups; an empty list means none. Each rule costs conntrack entries on the host. If not set, Neutron uses the project's default group.",
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
    .describe(
      "VLAN id, 1 to 4094. Required for a created network. A network that exists keeps its VLAN, because Neutron changes none. An adopted network has its own.",
    ),
  numaNode: z
    .int()
    .min(0)
    .describe("NUMA node of the host to which the NIC of this physical network is attached."),
  numaPolicy: z
    .enum(NUMA_POLICIES)
    .optional()
    .describe(
      "How Nova chooses the NUMA node of a VF: the port's numa_affinity_policy, from Neutron's extension port-numa-affinity-policy. Neutron lists the extension and ignores the policy if ML2 lacks its driver; the verification shows this. With required, Nova refuses a NIC whose node it does not know. Another policy replaces the ports and the servers, because Nova reads it only for a new server. If not set, the flavor's or the image's policy holds, otherwise legacy.",
    ),
  virtualFunctions: z
    .int()
    .min(1)
    .max(256)
    .optional()
    .describe(
      "Number of VFs that the NIC of each host offers to guests (sriov_numvfs). No OpenStack API reports this number: if not set, preflight can't count the free VFs.",
    ),
});

export type SubnetSettings = z.output<typeof subnetSchema>;
export type OvsNetworkSettings = z.output<typeof ovsNetworkSchema>;
export type SriovNetworkSettings = z.output<typeof sriovNetworkSchema>;
