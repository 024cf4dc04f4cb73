import { z } from "zod";
import { loginName, userName } from "./primitives";
import { hostKey } from "./publicKey";

/** Fields of an SSH server that is not a VNF. */
const sshServer = {
  host: z.string().min(1).describe("Name or address of the SSH server."),
  port: z.int().min(1).max(65_535).default(22).describe("TCP port of the SSH server."),
  user: loginName.describe(
    "User on the SSH server. The stack's login key (the publicKey in cpnr:keys) must be one of the user's authorized keys.",
  ),
  hostKey: hostKey.describe(
    "OpenSSH public host key of the SSH server: one line of ssh-keyscan, with or without the host.",
  ),
};

const clientSchema = z.discriminatedUnion("type", [
  z.strictObject({
    type: z.literal("here").describe("The client is the machine that runs the verification."),
  }),
  z.strictObject({
    type: z.literal("ssh").describe("The client is a machine with Python 3 that is reached over SSH."),
    ...sshServer,
  }),
]);

export const verificationSchema = z.strictObject({
  user: userName
    .optional()
    .describe("User with which verification logs in. If not set, it is the first user of cpnr:day0.users."),
  jumpHost: z
    .strictObject(sshServer)
    .optional()
    .describe("SSH server through which the VNFs are reached. If not set, they are reached directly."),
  bootupTime: z
    .int()
    .positive()
    .max(3600)
    .default(300)
    .describe("Maximum time in s from the guest's boot until cloud-init ends (Cisco guide, bootup_time)."),
  recoveryWait: z
    .int()
    .positive()
    .max(3600)
    .default(30)
    .describe("Maximum time in s for the bond to settle after that (Cisco guide, recovery_wait_time)."),
  pingGateways: z
    .boolean()
    .default(true)
    .describe("Whether the gateways of the bond and of the other networks must answer a ping."),
  dnsName: z
    .hostname()
    .optional()
    .describe(
      "Name to query. Verification queries the DNS service of each VNF for the IPv4 address of this name, over UDP, over TCP and with EDNS0. If not set, it sends no query.",
    ),
  client: clientSchema
    .optional()
    .describe(
      "Client that queries the DNS service from outside, over the bond. If not set, no query is sent from outside, and verification reports this.",
    ),
});

export type VerificationSettings = z.output<typeof verificationSchema>;
export type SshServerSettings = NonNullable<VerificationSettings["jumpHost"]>;
export type ClientSettings = NonNullable<VerificationSettings["client"]>;
