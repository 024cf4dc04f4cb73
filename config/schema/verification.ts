import { z } from "zod";
import { line, userName } from "./primitives";

export const verificationSchema = z.strictObject({
  user: userName.optional().describe("User to log in as. Without it the first of cpnr:day0.users."),
  jumpHost: z
    .strictObject({
      host: z.string().min(1).describe("Name or address of the SSH server."),
      port: z.int().min(1).max(65_535).default(22).describe("Its TCP port."),
      user: userName.describe(
        "User there, who has the stack's login key (the publicKey in cpnr:keys) as an authorized one.",
      ),
      hostKey: line.describe("Its OpenSSH public host key, one line of ssh-keyscan without the host."),
    })
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
  pingGateways: z.boolean().default(true).describe("Whether the bond's gateways must answer a ping."),
  dnsName: z
    .hostname()
    .optional()
    .describe("Name that make report asks each VNF for, over the bond. Without it nothing is asked."),
});

export type VerificationSettings = z.output<typeof verificationSchema>;
