import { z } from "zod";
import { hostname, interfaceAddress, ip, name, zoneOrHost } from "./primitives";

/** Neutron accepts names of 255 characters. The longest name of a port is the server's name and `-orchestration`. */
const SERVER_NAME_LENGTH = 241;

/** An existing port. */
const port = (nic: string) =>
  name.optional().describe(`Name or id of an existing port for ${nic}. If not set, the program creates it.`);

const adoptPortsSchema = z.strictObject({
  orchestration: port("the NIC in the orchestration network"),
  management: port("the NIC in the management network"),
  "sriov-1": port("the VF in the first network of cpnr:sriov"),
  "sriov-2": port("the VF in the second network of cpnr:sriov"),
});

export const vnfSchema = z.strictObject({
  name: name
    .max(SERVER_NAME_LENGTH)
    .describe(
      `Name of the server. The names of its ports start with it. At most ${SERVER_NAME_LENGTH} characters.`,
    ),
  hostname: hostname.describe("Host name in the guest: one DNS label."),
  orchestration: z
    .array(ip)
    .min(1)
    .optional()
    .describe(
      "Addresses in the orchestration network. Required if, and only if, that network is configured.",
    ),
  management: z
    .array(ip)
    .min(1)
    .describe("Addresses in the management network. Verification connects to the first one."),
  bond: z
    .strictObject({
      addresses: z
        .array(interfaceAddress)
        .min(1)
        .describe(
          "Addresses with prefix length. Each SR-IOV port has the addresses that lie in a subnet of its network. A subnet can have several of them.",
        ),
      gateways: z
        .array(ip)
        .max(2)
        .default([])
        .describe(
          "Gateways of the default routes over the bond: at most one IPv4 and one IPv6 gateway. Without one, the VNF reaches only hosts in the subnets of the bond.",
        ),
    })
    .describe("Addresses and gateways of the bond."),
  adoptPorts: adoptPortsSchema
    .optional()
    .describe(
      "Existing ports that the server uses, in adopted networks, such as ports that an administrator made. They have the addresses of the VNF. The program does not change them and does not delete them.",
    ),
  availabilityZone: zoneOrHost
    .optional()
    .describe(
      "Availability zone. If not set, the VNF gets a zone of cpnr:placement.availabilityZones, or Nova chooses one.",
    ),
  host: zoneOrHost
    .optional()
    .describe(
      "Compute host of the server. Nova uses it without asking its scheduler. Only administrators can set it.",
    ),
});

export type VnfSettings = z.output<typeof vnfSchema>;
