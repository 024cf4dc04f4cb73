import { z } from "zod";
import type { Outcome } from "../verify/check";
import { findingSchema } from "./findingSchema";

const outcomeSchema = findingSchema.extend({ expected: z.string(), isMadeAtBoot: z.boolean() });

const resultsSchema = z.record(z.string(), z.array(outcomeSchema));

/** The outcomes of every check by VNF, or the reason why there are none. */
export type Verification =
  | { readonly results: Readonly<Record<string, readonly Outcome[]>> }
  | { readonly error: string };

/** Parses what `cpnr verify --format json` prints. Another text, such as that of a killed command, has no result. */
export function parseVerification(text: string): Verification {
  try {
    return { results: resultsSchema.parse(JSON.parse(text)) };
  } catch {
    return { error: "the verification wrote no result" };
  }
}
