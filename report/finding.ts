import { visible } from "./visible";

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

/** A finding with every text as it is safe to show: parts of the texts come from a guest, a cloud or a DNS server. */
export function visibleFinding<F extends Finding>(finding: F): F {
  const { check, subject, expected, actual, advice } = finding;
  return {
    ...finding,
    check: visible(check),
    subject: visible(subject),
    ...(expected === undefined ? {} : { expected: visible(expected) }),
    actual: visible(actual),
    ...(advice === undefined ? {} : { advice: visible(advice) }),
  };
}

/** A sentence on a finding, such as `mode of bond0: expected active-backup, actual balance-rr.` */
export function sentenceOf(finding: Finding): string {
  const { check, subject, expected, actual, advice } = visibleFinding(finding);
  const fact =
    expected === undefined
      ? `${check} of ${subject}: ${actual}`
      : `${subject}: expected ${expected}, actual ${actual}.`;
  return advice === undefined ? fact : `${fact} ${advice}`;
}
