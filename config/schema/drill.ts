import { z } from "zod";

export const drillSchema = z.strictObject({
  afterDeployment: z
    .boolean()
    .default(false)
    .describe("Whether each deployment that makes a server ends with a drill, and fails with it."),
  cuts: z.int().min(1).max(100).default(3).describe("How often the active VF is taken away in each way."),
  maxGap: z
    .int()
    .positive()
    .max(600_000)
    .optional()
    .describe(
      "Longest time in ms that the client may be without an answer. Without it 2 × miimon + downdelay, or 4 × arp_interval: what the bond takes to leave a VF at most, and one interval to be heard again.",
    ),
  queryInterval: z
    .int()
    .min(1)
    .max(1000)
    .default(10)
    .describe("Interval in ms at which the client asks; well below the longest gap."),
  cable: z
    .array(z.string().min(1))
    .min(1)
    .optional()
    .describe(
      "Command that pulls or plugs a NIC's cable, such as a switch's: the physical network, and down or up, are appended. Without it no cable is pulled.",
    ),
});

export type DrillSettings = z.output<typeof drillSchema>;
