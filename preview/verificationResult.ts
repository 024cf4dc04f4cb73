import { z } from "zod";
import { VERDICTS, type Verdict } from "../report/finding";
import type { Outcome } from "../verify/check";

const outcomeSchema = z.object({
  check: z.string(),
  subject: z.string(),
  verdict: z.custom<Verdict>((value) => VERDICTS.includes(value as Verdict)),
  expected: z.string(),
  actual: z.string(),
  advice: z.string().exactOptional(),
  isMadeAtBoot: z.boolean(),
});

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
