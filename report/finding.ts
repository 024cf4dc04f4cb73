/**
 * The result of a check. `not checked`: the actual value is unknown, and `actual` says why; this is never a pass. `info`: a
 * fact that is never a fault.
 */
export type Verdict = "fail" | "warning" | "not checked" | "info" | "pass";

/** The verdicts in the order in which a table shows them. */
export const VERDICTS: readonly Verdict[] = ["fail", "warning", "not checked", "info", "pass"];

/** The result of a check for one subject. */
export interface Finding {
  /** Short name of the check, such as `mode`. */
  readonly check: string;
  /** What is checked, such as `mode of bond0` or the name of a network. */
  readonly subject: string;
  readonly verdict: Verdict;
  /** Such as `active-backup`. @default `actual` is a sentence that includes the expected value */
  readonly expected?: string;
  /** Such as `balance-rr`, or a sentence. */
  readonly actual: string;
  /** For a fault: the command that shows the same value, and what to do next. */
  readonly advice?: string;
}

/** The findings that are faults. */
export function faultsIn<F extends Finding>(findings: readonly F[]): F[] {
  return findings.filter(({ verdict }) => verdict === "fail");
}

/** A sentence on a finding, such as `mode of bond0: expected active-backup, actual balance-rr.` */
export function sentenceOf({ check, subject, expected, actual, advice }: Finding): string {
  const fact =
    expected === undefined
      ? `${check} of ${subject}: ${actual}`
      : `${subject}: expected ${expected}, actual ${actual}.`;
  return advice === undefined ? fact : `${fact} ${advice}`;
}
