import type { Known } from "../openstack/known";
import type { Finding, Verdict } from "../report/finding";

/** A check that is waiting for its verdict. */
export interface Subject {
  readonly pass: (detail: string) => Finding;
  readonly fail: (detail: string) => Finding;
  readonly warning: (detail: string) => Finding;
  readonly notChecked: (detail: string) => Finding;
  /** What `judge` makes of an answer; without one the check is not made, and says why. */
  readonly given: <T>(answer: Known<T>, judge: (seen: T) => Finding) => Finding;
}

/** Names a check. */
export function check(name: string, subject: string): Subject {
  const as = (verdict: Verdict) => (actual: string) => ({ check: name, subject, verdict, actual });
  return {
    pass: as("pass"),
    fail: as("fail"),
    warning: as("warning"),
    notChecked: as("not checked"),
    given: (answer, judge) =>
      "known" in answer ? judge(answer.known) : as("not checked")(`Not known: ${answer.unknown}.`),
  };
}

/** What `derive` makes of an answer, if there is one. */
export function mapKnown<T, U>(answer: Known<T>, derive: (seen: T) => U): Known<U> {
  return "known" in answer ? { known: derive(answer.known) } : answer;
}

/** Two answers as one, which is unknown if either is. */
export function both<T, U>(first: Known<T>, second: Known<U>): Known<readonly [T, U]> {
  if ("unknown" in first) {
    return first;
  }
  return mapKnown(second, (seen) => [first.known, seen] as const);
}
