import { z } from "zod";
import { line, userName } from "./primitives";

/** An SSH server besides the VNFs. */
const sshServer = {
  host: z.string().min(1).describe("Name or address of the SSH server."),
  port: z.int().min(1).max(65_535).default(22).describe("Its TCP port."),
  user: userName.describe(
    "User there, who has the stack's login key (the publicKey in cpnr:keys) as an authorized one.",
  ),
  hostKey: line.describe("Its OpenSSH public host key, one line of ssh-keyscan without the host."),
};

const clientSchema = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("here").describe("The machine that verifies is the client.") }),
  z.strictObject({
    type: z.literal("ssh").describe("The client is a machine with Python 3, reached by SSH."),
    ...sshServer,
  }),
]);

export const verificationSchema = z.strictObject({
  user: userName.optional().describe("User to log in as. Without it the first of cpnr:day0.users."),
  jumpHost: z
    .strictObject(sshServer)
    .optional()
    .describe("SSH server through which the VNFs are reached. Without it they are reached directly."),
  bootupTime: z
    .int()
    .positive()
    .max(3600)
    .default(300)
    .describe("Time in s from the guest's boot until cloud-init has ended (seed, bootup_time)."),
  recoveryWait: z
    .int()
    .positive()
    .max(3600)
    .default(30)
    .describe("Time in s that the bond has after that to settle (seed, recovery_wait_time)."),
  pingGateways: z
    .boolean()
    .default(true)
    .describe("Whether the gateways of the bond and of the other networks must answer a ping."),
  dnsName: z
    .hostname()
    .optional()
    .describe(
      "Name for whose IPv4 address each VNF's DNS service is asked, over UDP, TCP and with EDNS0. Without it nothing is asked.",
    ),
  client: clientSchema
    .optional()
    .describe(
      "Who asks the DNS service from outside, over the bond. Without it nobody does, and verification says so.",
    ),
});

export type VerificationSettings = z.output<typeof verificationSchema>;
export type SshServerSettings = NonNullable<VerificationSettings["jumpHost"]>;
export type ClientSettings = NonNullable<VerificationSettings["client"]>;
