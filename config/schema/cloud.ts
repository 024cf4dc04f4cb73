import { z } from "zod";

export const cloudSchema = z.strictObject({
  timeout: z
    .int()
    .min(1)
    .max(600)
    .default(30)
    .describe(
      "Longest time in s that the cloud may take for a request. Preflight takes at most this time for the token, and the same time for everything else.",
    ),
});

export type CloudSettings = z.output<typeof cloudSchema>;
