import { z } from "zod";

export const rolloutSchema = z.strictObject({
  canary: z
    .boolean()
    .optional()
    .describe(
      "Whether one VNF is made and verified before the other new ones are made, and one is replaced and verified before the others are replaced. If not set: with three VNFs or more.",
    ),
  maxUnavailable: z
    .int()
    .min(1)
    .max(100)
    .default(1)
    .describe(
      "Number of VNFs that may be replaced at the same time. The next one is replaced after one of these has passed its verification.",
    ),
});

export type RolloutSettings = z.output<typeof rolloutSchema>;
