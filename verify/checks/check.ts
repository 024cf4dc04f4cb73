import type { Expectation } from "../expectation";
import { type Finding, type Outcome, unobservable } from "../outcome";

/** One check of what was seen. It finds at least one thing. */
export interface Check<Seen> {
  /** Short and unique, such as `mode`. */
  readonly name: string;
  /** What is checked, in general: `the bond's mode`. */
  readonly about: string;
  /** What is expected, in general: `to be as configured`. */
  readonly expected: string;
  readonly find: (seen: Seen, expectation: Expectation) => Finding | readonly Finding[];
}

/** What the checks find. */
export function outcomesOf<Seen>(
  checks: readonly Check<Seen>[],
  seen: Seen,
  expectation: Expectation,
): Outcome[] {
  return checks.flatMap(({ name, find }) =>
    [find(seen, expectation)].flat().map((found) => ({ check: name, ...found })),
  );
}

/** The checks where there is nothing to look at, each with the reason. */
export function unseen(checks: readonly Omit<Check<never>, "find">[], why: string): Outcome[] {
  return checks.map(({ name, about, expected }) => ({ check: name, ...unobservable(about, expected, why) }));
}
