import type { Answer } from "../openstack/answer";

/** `not checked`: the credentials may not see what it takes, or no API tells it. */
export type Verdict = "fail" | "warning" | "not checked" | "pass";

/** What preflight found out about one thing. */
export interface Check {
  /** What is checked, such as `VLAN`. */
  readonly name: string;
  /** The thing it is checked of, such as a network's name. */
  readonly about: string;
  readonly verdict: Verdict;
  /** One sentence: what was seen; of a fault also what to do. */
  readonly detail: string;
}

/** A check that is waiting for its verdict. */
export interface Subject {
  readonly pass: (detail: string) => Check;
  readonly fail: (detail: string) => Check;
  readonly warning: (detail: string) => Check;
  readonly notChecked: (detail: string) => Check;
  /** What `judge` makes of an answer; without one the check is not made, and says why. */
  readonly given: <T>(answer: Answer<T>, judge: (seen: T) => Check) => Check;
}

/** Names a check. */
export function check(name: string, about: string): Subject {
  const as = (verdict: Verdict) => (detail: string) => ({ name, about, verdict, detail });
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
