import { z } from "zod";
import { hostname, interfaceAddress, ip, name } from "./primitives";

/** Neutron takes names of 255 characters, and the longest port's adds `-orchestration`. */
const SERVER_NAME_LENGTH = 241;

/** A zone or host by itself: Nova takes `zone:host` in one field, and reads a colon as what parts them. */
const withoutColon = name.regex(/^[^:]*$/, "must have no colon: the host has a field of its own");

export const vnfSchema = z.strictObject({
  name: name
    .max(SERVER_NAME_LENGTH)
    .describe(`Name of the server and stem of its ports' names, at most ${SERVER_NAME_LENGTH} characters.`),
  hostname: hostname.describe("Host name in the guest, one DNS label."),
  orchestration: z
    .array(ip)
    .min(1)
    .optional()
    .describe("Addresses in the orchestration network. Required exactly when that network is configured."),
  management: z
    .array(ip)
    .min(1)
    .describe("Addresses in the management network; verification connects to the first."),
  bond: z
    .strictObject({
      addresses: z
        .array(interfaceAddress)
        .min(1)
        .describe(
          "Addresses with prefix length. Each SR-IOV port holds those that lie in a subnet of its network.",
        ),
      gateways: z
        .array(ip)
        .min(1)
        .max(2)
        .describe("Gateways of the default routes over the bond, at most one for each family."),
    })
    .describe("What the bond carries."),
  availabilityZone: withoutColon.optional().describe("Availability zone. Without it Nova's own choice."),
  host: withoutColon
    .optional()
    .describe("Compute host that Nova is to take, past its scheduler; only administrators may say it."),
});

export type VnfSettings = z.output<typeof vnfSchema>;
