/**
 * What became of a check. `not checked`: nobody could see it, and `actual` says why; it is never a pass. `info`: reported,
 * and no fault either way.
 */
export type Verdict = "fail" | "warning" | "not checked" | "info" | "pass";

/** The verdicts in the order in which a table shows them. */
export const VERDICTS: readonly Verdict[] = ["fail", "warning", "not checked", "info", "pass"];

/** What a check found of one thing. */
export interface Finding {
  /** Short name of the check, such as `mode`. */
  readonly check: string;
  /** The thing, such as `mode of bond0` or a network's name. */
  readonly subject: string;
  readonly verdict: Verdict;
  /** Such as `active-backup`. @default said in `actual` */
  readonly expected?: string;
  /** Such as `balance-rr`, or a sentence. */
  readonly actual: string;
  /** Of a fault: how to read the same, and what to do next. */
  readonly advice?: string;
}

/** Those of the findings that are faults. */
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
