import type { Known } from "../openstack/known";
import type { Finding, Verdict } from "../report/finding";

/** A check without a verdict. Each method creates its finding. */
export interface Check {
  readonly pass: (detail: string) => Finding;
  readonly fail: (detail: string) => Finding;
  readonly warning: (detail: string) => Finding;
  readonly notChecked: (detail: string) => Finding;
  /** Calls `judge` with a known value. If the value is unknown, the check is not made, and the finding has the reason. */
  readonly ifKnown: <T>(value: Known<T>, judge: (known: T) => Finding) => Finding;
}

/** Creates a check. @param subject the thing that is checked, such as the name of a network */
export function createCheck(name: string, subject: string): Check {
  const withVerdict = (verdict: Verdict) => (actual: string) => ({ check: name, subject, verdict, actual });
  return {
    pass: withVerdict("pass"),
    fail: withVerdict("fail"),
    warning: withVerdict("warning"),
    notChecked: withVerdict("not checked"),
    ifKnown: (value, judge) =>
      "known" in value ? judge(value.known) : withVerdict("not checked")(`Unknown: ${value.unknown}.`),
  };
}

/** Applies `derive` to a known value. An unknown value stays unknown. */
export function mapKnown<T, U>(value: Known<T>, derive: (known: T) => U): Known<U> {
  return "known" in value ? { known: derive(value.known) } : value;
}

/** Combines two values. The result is unknown if one of them is unknown. */
export function bothKnown<T, U>(first: Known<T>, second: Known<U>): Known<readonly [T, U]> {
  if ("unknown" in first) {
    return first;
  }
  return mapKnown(second, (known) => [first.known, known] as const);
}
