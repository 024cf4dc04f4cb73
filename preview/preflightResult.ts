import { z } from "zod";
import type { PreflightResult } from "../preflight/result";
import { findingSchema } from "./findingSchema";

const resultSchema = z.union([
  z.object({ error: z.string() }),
  z.object({
    findings: z.array(findingSchema),
    warnings: z.array(z.string()),
    quota: z.record(z.string(), z.object({ limit: z.number(), used: z.number() })),
    vnfsToCreate: z.array(z.string()).exactOptional(),
    order: z.string().exactOptional(),
    serverSize: z
      .object({ vcpus: z.number(), ram: z.number(), pageSize: z.string().exactOptional() })
      .exactOptional(),
  }),
]);

/** The result of preflight, or the reason why there is none. */
export type Preflight = PreflightResult | { readonly error: string };

/** Parses what `cpnr preflight --format json` prints. Another text, such as that of a killed command, has no result. */
export function parsePreflight(text: string): Preflight {
  try {
    return resultSchema.parse(JSON.parse(text));
  } catch {
    return { error: "preflight wrote no result: see the log of the job" };
  }
}
