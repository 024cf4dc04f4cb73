import type { Finding, Verdict } from "../report/finding";
import type { Expectation } from "./expectation";

/**
 * One check of the observed state of a VNF: the expected value, how to find the actual value, and what to do about a fault.
 */
export interface Check<Observed> {
  /** Short and unique, such as `mode`. */
  readonly name: string;
  /** What is checked, such as `mode of the bond`. A finding can have a more exact subject. */
  readonly subject: string;
  /** What is expected, such as `as configured`. A finding can have a more exact expected value. */
  readonly expected: string;
  /**
   * Compares the observed state with the expectation. A finding passes only if the observed state shows the expected value, never
   * because the state shows nothing. No finding counts as one that is not checked.
   */
  readonly find: (observed: Observed, expectation: Expectation) => Found | readonly Found[];
  /** The command or request that shows the actual value. */
  readonly readWith: (context: Context) => string;
  /** What to do next if the check fails. */
  readonly next: (context: Context) => string;
  /** Whether Day0 or the guest's services set this at each boot, so that a reboot or a new deployment may fix it. */
  readonly isMadeAtBoot: boolean;
}

/** The result of a check for one subject. */
export interface Found {
  readonly verdict: Verdict;
  readonly actual: string;
  /** @default the value of the check */
  readonly subject?: string | undefined;
  /** @default the value of the check */
  readonly expected?: string | undefined;
}

/** The facts that advice depends on. */
export interface Context {
  /** The VNF's name. */
  readonly vnf: string;
  /** Interface name of its bond. */
  readonly bond: string;
  /** The command that logs in to its guest. */
  readonly ssh: string;
  /** Whether the check with this name failed too. One fault can be the cause of another. */
  readonly hasFailed: (check: string) => boolean;
  /** Whether the check with this name warns. */
  readonly hasWarned: (check: string) => boolean;
}

/** A finding of a verification. */
export interface Outcome extends Finding {
  readonly expected: string;
  /** As in {@link Check}. */
  readonly isMadeAtBoot: boolean;
}

type Details = Pick<Found, "subject" | "expected">;

/** A finding: pass if `isOk`, otherwise fail. */
export function passIf(isOk: boolean, actual: string, details: Details = {}): Found {
  return { verdict: isOk ? "pass" : "fail", actual, ...details };
}

/** A finding: pass if the actual value equals the expected value, otherwise fail. */
export function passIfEqual(
  subject: string,
  expected: string | number,
  actual: string | number | null | undefined,
): Found {
  return passIf(actual === expected, String(actual ?? "not set"), { subject, expected: String(expected) });
}

/** A finding without an actual value, with the reason. */
export function notChecked(reason: string, details: Details = {}): Found {
  return { verdict: "not checked", actual: reason, ...details };
}
