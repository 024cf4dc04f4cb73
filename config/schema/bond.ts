import { z } from "zod";
import { interfaceName, ipv4, mtu, name } from "./primitives";

const miiSchema = z.strictObject({
  type: z
    .literal("mii")
    .describe(
      "The members' link is watched. It follows the cable where ports propagate the uplink's status.",
    ),
  miimon: z
    .int()
    .min(1)
    .max(10_000)
    .default(100)
    .describe("Interval in ms at which links are looked at: miimon (seed, step 3.1)."),
  updelay: z
    .int()
    .min(0)
    .max(600_000)
    .default(0)
    .describe("Time in ms that a link must have been up before it is used; a multiple of miimon."),
  downdelay: z
    .int()
    .min(0)
    .max(600_000)
    .default(0)
    .describe("Time in ms that a link must have been down before it is left; a multiple of miimon."),
});

const arpSchema = z.strictObject({
  type: z
    .literal("arp")
    .describe(
      "Targets are asked by ARP over the members: for clouds that can't propagate the uplink's status.",
    ),
  interval: z
    .int()
    .min(10)
    .max(60_000)
    .default(250)
    .describe("Interval in ms between the questions: arp_interval."),
  targets: z
    .array(ipv4)
    .min(1)
    .max(16)
    .describe(
      "IPv4 addresses of the service segment that always answer, such as the gateway: arp_ip_target.",
    ),
  validate: z
    .enum(["none", "active", "backup", "all"])
    .default("all")
    .describe(
      "Members whose received ARP must be an answer (or, of the backup, the question itself) to count: arp_validate.",
    ),
});

export const bondSchema = z.strictObject({
  name: interfaceName
    .default("bond0")
    .describe("Interface name of the bond in the guest, at most 15 characters."),
  primary: name
    .optional()
    .describe("Name of the SR-IOV network whose VF is the primary. Without it the first of cpnr:sriov."),
  failback: z
    .enum(["stay", "reclaim"])
    .default("stay")
    .describe(
      "Whether the primary takes the active role back once its link returns: primary_reselect failure or always (seed, failback).",
    ),
  linkMonitor: z
    .discriminatedUnion("type", [miiSchema, arpSchema])
    .prefault({ type: "mii" })
    .describe("How a dead link is noticed. The kernel takes one of the two."),
  gratuitousArps: z
    .int()
    .min(1)
    .max(255)
    .default(5)
    .describe("Gratuitous ARPs and unsolicited neighbour advertisements after a failover: num_grat_arp."),
  mtu: mtu.optional().describe("MTU in bytes of the bond. Without it the members'."),
});

export type BondSettings = z.output<typeof bondSchema>;
export type LinkMonitorSettings = BondSettings["linkMonitor"];
