import { z } from "zod";

export const healSchema = z.strictObject({
  policy: z
    .enum(["REBOOT_ONLY", "REBOOT_THEN_REDEPLOY", "REDEPLOY_ONLY"])
    .default("REBOOT_ONLY")
    .describe(
      "How a VNF that fails is recovered (seed, recovery policy): rebooted, rebooted once and then deployed anew, or deployed anew.",
    ),
  attempts: z
    .int()
    .min(1)
    .max(10)
    .default(3)
    .describe("Recoveries of one failure, after which the VNF is left to a human."),
  interval: z
    .int()
    .min(1)
    .max(3600)
    .default(10)
    .describe("Time in s between two looks at the VNFs while heal watches."),
});

export type HealSettings = z.output<typeof healSchema>;
