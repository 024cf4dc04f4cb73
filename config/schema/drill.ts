import { z } from "zod";

export const drillSchema = z.strictObject({
  afterDeployment: z
    .boolean()
    .default(false)
    .describe(
      "Whether each deployment that creates a server ends with a drill. If the drill fails, the deployment fails.",
    ),
  cuts: z
    .int()
    .min(1)
    .max(100)
    .default(3)
    .describe("Number of cuts for each drill method. Each cut takes the active VF away once."),
  maxGap: z
    .int()
    .positive()
    .max(600_000)
    .optional()
    .describe(
      "Longest time in ms that the client may be without a response. If not set, 2 × miimon + downdelay, or 4 × arp_interval: the longest time that the bond needs to leave a VF, plus one interval until the client gets a response again.",
    ),
  queryInterval: z
    .int()
    .min(1)
    .max(1000)
    .default(10)
    .describe("Interval in ms between two queries of the client. Much shorter than the longest gap."),
  cable: z
    .array(z.string().min(1))
    .min(1)
    .optional()
    .describe(
      "Command that unplugs or plugs the cable of a NIC, for example a command for a switch. The program appends the physical network, and down or up. If not set, the drill unplugs no cable.",
    ),
});

export type DrillSettings = z.output<typeof drillSchema>;
