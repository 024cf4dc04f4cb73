/**
 * `not observable`: nobody could see it, and `seen` says why; it is never passed. `told`: it is reported, and no fault
 * either way.
 */
export type Verdict = "pass" | "fail" | "not observable" | "told";

/** What was found of one thing. Its parts make a sentence: `<about> was expected <expected>, but <seen>`. */
export interface Finding {
  /** Such as `the bond's mode`. */
  readonly about: string;
  /** Such as `to be active-backup`. */
  readonly expected: string;
  readonly verdict: Verdict;
  /** Such as `is balance-rr`. */
  readonly seen: string;
}

/** A finding with the name of the check that made it. */
export interface Outcome extends Finding {
  /** Short name of the check, such as `mode`. */
  readonly check: string;
  /** Of a fault: what was asked and where to look next. */
  readonly advice?: string;
}

/** A finding that passes if `ok`. */
export function finding(ok: boolean, about: string, expected: string, seen: string): Finding {
  return { about, expected, verdict: ok ? "pass" : "fail", seen };
}

/** A finding that passes if what was seen is what was expected. */
export function same(
  about: string,
  expected: string | number,
  seen: string | number | null | undefined,
): Finding {
  return finding(seen === expected, about, `to be ${expected}`, `is ${seen ?? "not set"}`);
}

/** A finding that nobody could make, and why. */
export function unobservable(about: string, expected: string, why: string): Finding {
  return { about, expected, verdict: "not observable", seen: why };
}

/** A sentence on a fault: the VNF, what was expected, what was seen; and its advice. */
export function sentence(vnf: string, { about, expected, seen, advice }: Outcome): string {
  const fault = `VNF "${vnf}": ${about} was expected ${expected}, but ${seen}.`;
  return advice === undefined ? fault : `${fault} ${advice}`;
}

/** Those of the outcomes that are faults. */
export function faultsIn(outcomes: readonly Outcome[]): Outcome[] {
  return outcomes.filter(({ verdict }) => verdict === "fail");
}
