import type { Outcome } from "../verify/check";
import { type Change, foundChanges, realChanges } from "./change";
import { type EngineEvents, isComplete } from "./events";
import { messagesOf } from "./messages";
import type { Verification } from "./verificationResult";

/** What the nightly run found. Plain data. */
export interface Drift {
  /** Resources that differ from the state (`update`) or are missing in the cloud (`delete`). */
  readonly changes: readonly Change[];
  /** Failed checks, by VNF. */
  readonly faults: readonly { readonly vnf: string; readonly outcome: Outcome }[];
  /** Reasons why something could not be found out. Without a finding, this is not "no drift". */
  readonly unknown: readonly string[];
  /** Error messages of the refresh. */
  readonly errors: readonly string[];
}

/** Whether there is drift or a failed check, nothing of it, or nobody knows. */
export type DriftVerdict = "found" | "none" | "unknown";

/** Derives the findings of a nightly run. @param verification @default verification is not part of the run */
export function driftOf(events: EngineEvents, verification?: Verification): Drift {
  const results = verification !== undefined && "results" in verification ? verification.results : {};
  return {
    changes: realChanges(foundChanges(events)),
    faults: Object.entries(results).flatMap(([vnf, outcomes]) =>
      outcomes.filter(({ verdict }) => verdict === "fail").map((outcome) => ({ vnf, outcome })),
    ),
    unknown: [
      ...(isComplete(events) ? [] : [incompleteText(events)]),
      ...(verification !== undefined && "error" in verification ? [verification.error] : []),
    ],
    errors: messagesOf(events, "error"),
  };
}

function incompleteText({ unreadable }: EngineEvents): string {
  return unreadable > 0 ? "events of the refresh can't be read" : "the refresh did not reach its end";
}

export function driftVerdictOf({ changes, faults, unknown }: Drift): DriftVerdict {
  if (changes.length + faults.length > 0) {
    return "found";
  }
  return unknown.length > 0 ? "unknown" : "none";
}
