import { z } from "zod";

export const healSchema = z.strictObject({
  policy: z
    .enum(["REBOOT_ONLY", "REBOOT_THEN_REDEPLOY", "REDEPLOY_ONLY"])
    .default("REBOOT_ONLY")
    .describe(
      "How heal recovers a VNF that fails (Cisco guide, recovery policy). REBOOT_ONLY: reboot it. REBOOT_THEN_REDEPLOY: reboot it once, then redeploy it. REDEPLOY_ONLY: redeploy it.",
    ),
  attempts: z
    .int()
    .min(1)
    .max(10)
    .default(3)
    .describe(
      "Maximum number of recoveries for one failure. After that, heal leaves the VNF to the operator.",
    ),
  perHour: z
    .int()
    .min(1)
    .max(60)
    .default(2)
    .describe("Maximum number of recoveries of one VNF within an hour, whatever its failures are."),
  perDay: z
    .int()
    .min(1)
    .max(1000)
    .default(6)
    .describe("Maximum number of recoveries of one VNF within 24 h."),
  stackPerDay: z
    .int()
    .min(1)
    .max(10_000)
    .default(12)
    .describe("Maximum number of recoveries of all VNFs of the stack within 24 h."),
  interval: z
    .int()
    .min(1)
    .max(3600)
    .default(10)
    .describe("Interval in s between two checks of the VNFs while heal watches them."),
});

export type HealSettings = z.output<typeof healSchema>;
