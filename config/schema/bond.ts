import { z } from "zod";
import { interfaceName, ipv4, mtu, name } from "./primitives";

const miiSchema = z.strictObject({
  type: z
    .literal("mii")
    .describe(
      "The bond monitors the link state of its slaves. The link state follows the cable only if the ports propagate the uplink status.",
    ),
  miimon: z
    .int()
    .min(1)
    .max(10_000)
    .default(100)
    .describe("Interval in ms between two checks of the link state: miimon (Cisco guide, step 3.1)."),
  updelay: z
    .int()
    .min(0)
    .max(600_000)
    .default(0)
    .describe("Time in ms that a link must be up before the bond uses it. A multiple of miimon."),
  downdelay: z
    .int()
    .min(0)
    .max(600_000)
    .default(0)
    .describe("Time in ms that a link must be down before the bond stops using it. A multiple of miimon."),
});

const arpSchema = z.strictObject({
  type: z
    .literal("arp")
    .describe(
      "The bond sends ARP requests to targets over its slaves. For clouds that can't propagate the uplink status.",
    ),
  interval: z
    .int()
    .min(10)
    .max(60_000)
    .default(250)
    .describe("Interval in ms between two ARP requests: arp_interval."),
  targets: z
    .array(ipv4)
    .min(1)
    .max(16)
    .describe(
      "IPv4 addresses in the service segment that always answer ARP requests, such as the gateway: arp_ip_target.",
    ),
  validate: z
    .enum(["none", "active", "backup", "all"])
    .default("all")
    .describe(
      "Slaves on which the kernel validates received ARP packets: arp_validate. A packet counts only if it is an ARP reply from a target or, on the backup slave, the ARP request itself.",
    ),
});

export const bondSchema = z.strictObject({
  name: interfaceName
    .default("bond0")
    .describe("Interface name of the bond in the guest. At most 15 characters."),
  primary: name
    .optional()
    .describe(
      "Name of the SR-IOV network of the primary slave. If not set, it is the first network of cpnr:sriov.",
    ),
  failback: z
    .enum(["stay", "reclaim"])
    .default("stay")
    .describe(
      "Failback when the link of the primary slave returns (Cisco guide, failback). stay: the active slave stays active (primary_reselect failure). reclaim: the primary slave becomes active again (primary_reselect always).",
    ),
  linkMonitor: z
    .discriminatedUnion("type", [miiSchema, arpSchema])
    .prefault({ type: "mii" })
    .describe("How the bond detects a failed link. The kernel accepts only one of the two link monitors."),
  gratuitousArps: z
    .int()
    .min(1)
    .max(255)
    .default(5)
    .describe(
      "Number of gratuitous ARPs and unsolicited neighbour advertisements after a failover: num_grat_arp.",
    ),
  mtu: mtu.optional().describe("MTU of the bond in bytes. If not set, the bond has the MTU of its slaves."),
});

export type BondSettings = z.output<typeof bondSchema>;
export type LinkMonitorSettings = BondSettings["linkMonitor"];
