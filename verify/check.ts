import type { Finding, Verdict } from "../report/finding";
import type { Expectation } from "./expectation";

/** One check of what was seen of a VNF: what is expected, how it is found, and what to do about a fault. */
export interface Check<Seen> {
  /** Short and unique, such as `mode`. */
  readonly name: string;
  /** What is checked, where a finding names nothing more exact: `mode of the bond`. */
  readonly subject: string;
  /** What is expected, where a finding says nothing more exact: `as configured`. */
  readonly expected: string;
  /** At least one finding. */
  readonly find: (seen: Seen, expectation: Expectation) => Found | readonly Found[];
  /** The command or request that shows the same. */
  readonly readWith: (context: Context) => string;
  /** What to look at next if it fails. */
  readonly next: (context: Context) => string;
  /** Whether Day0 and the guest's services make it at each boot, so that a reboot or a new deployment may mend it. */
  readonly isMadeAtBoot: boolean;
}

/** What a check finds of one thing. */
export interface Found {
  readonly verdict: Verdict;
  readonly actual: string;
  /** @default the check's */
  readonly subject?: string | undefined;
  /** @default the check's */
  readonly expected?: string | undefined;
}

/** What advice depends on. */
export interface Context {
  /** The VNF's name. */
  readonly vnf: string;
  /** Interface name of its bond. */
  readonly bond: string;
  /** Whether a check failed too: some faults explain others. */
  readonly failed: (check: string) => boolean;
}

/** A finding of a verification. */
export interface Outcome extends Finding {
  readonly expected: string;
  /** Of its check. */
  readonly isMadeAtBoot: boolean;
}

type Details = Pick<Found, "subject" | "expected">;

/** A finding that passes if `ok`. */
export function found(ok: boolean, actual: string, details: Details = {}): Found {
  return { verdict: ok ? "pass" : "fail", actual, ...details };
}

/** A finding that passes if the actual value is the expected one. */
export function same(
  subject: string,
  expected: string | number,
  actual: string | number | null | undefined,
): Found {
  return found(actual === expected, String(actual ?? "not set"), { subject, expected: String(expected) });
}

/** A finding that nobody could make, and why. */
export function notChecked(why: string, details: Details = {}): Found {
  return { verdict: "not checked", actual: why, ...details };
}
