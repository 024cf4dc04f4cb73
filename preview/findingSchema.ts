import { z } from "zod";
import { VERDICTS, type Verdict } from "../report/finding";

/** A finding of preflight or of a verification, as another command printed it. */
export const findingSchema = z.object({
  check: z.string(),
  subject: z.string(),
  verdict: z.custom<Verdict>((value) => VERDICTS.includes(value as Verdict)),
  expected: z.string().exactOptional(),
  actual: z.string(),
  advice: z.string().exactOptional(),
});
