import type { Answer } from "../openstack/answer";
import type { Finding, Verdict } from "../report/finding";

/** A check that is waiting for its verdict. */
export interface Subject {
  readonly pass: (detail: string) => Finding;
  readonly fail: (detail: string) => Finding;
  readonly warning: (detail: string) => Finding;
  readonly notChecked: (detail: string) => Finding;
  /** What `judge` makes of an answer; without one the check is not made, and says why. */
  readonly given: <T>(answer: Answer<T>, judge: (seen: T) => Finding) => Finding;
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
      "seen" in answer ? judge(answer.seen) : as("not checked")(`Not known: ${answer.unseen}.`),
  };
}

/** What `derive` makes of an answer, if there is one. */
export function mapSeen<T, U>(answer: Answer<T>, derive: (seen: T) => U): Answer<U> {
  return "seen" in answer ? { seen: derive(answer.seen) } : answer;
}

/** Two answers as one, which is unseen if either is. */
export function both<T, U>(first: Answer<T>, second: Answer<U>): Answer<readonly [T, U]> {
  if ("unseen" in first) {
    return first;
  }
  return mapSeen(second, (seen) => [first.seen, seen] as const);
}
