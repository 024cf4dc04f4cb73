import type { PreflightResult } from "../preflight/result";
import { faultsIn } from "../report/finding";
import { type Action, type Change, plannedChanges, realChanges } from "./change";
import { type EngineEvents, isComplete, type PolicyViolation } from "./events";
import { type Effect, type Impact, INTERRUPTIONS, impactsOf } from "./impact";
import { code, counted } from "./markdown";
import { errorsOf, messagesOf } from "./messages";
import type { Preflight } from "./preflightResult";
import { type Excess, excessesOf } from "./usageTable";

/** What a preview means. Plain data. */
export interface PreviewModel {
  /** Every resource of the stack, also those that do not change. */
  readonly changes: readonly Change[];
  readonly impacts: readonly Impact[];
  /** Whether every step is known. Otherwise changes can be missing. */
  readonly isComplete: boolean;
  readonly errors: readonly string[];
  readonly warnings: readonly string[];
  readonly violations: readonly PolicyViolation[];
  /** Names of the policy packs that ran, with their versions. */
  readonly policyPacks: readonly string[];
  readonly excesses: readonly Excess[];
  /** @default preflight did not run, or has no result */
  readonly preflight: PreflightResult | undefined;
  /** Why preflight has no result. @default it has one, or did not run */
  readonly preflightError: string | undefined;
  /** Number of events that can't be read. */
  readonly unreadable: number;
}

/** Derives the meaning of a preview from its events. @param preflight @default preflight did not run */
export function modelOf(events: EngineEvents, preflight?: Preflight): PreviewModel {
  const changes = plannedChanges(events);
  const result = preflight !== undefined && "findings" in preflight ? preflight : undefined;
  const preflightError = preflight !== undefined && "error" in preflight ? preflight.error : undefined;
  const errors = errorsOf(events);
  // A violation of a policy ends the preview with an error, but only after all steps.
  const isWhole =
    isComplete(events) ||
    (events.summary !== undefined &&
      events.unreadable === 0 &&
      errors.length === 0 &&
      events.violations.some(isMandatory));
  return {
    changes,
    // What a preview that failed did not reach can still change.
    impacts: impactsOf(changes).filter(({ effect }) => isWhole || !UNCHANGED.includes(effect)),
    isComplete: isWhole,
    errors,
    warnings: messagesOf(events, "warning"),
    violations: mandatoryFirst(events.violations),
    // The key of a pack in a folder is `<name>|local|<folder>`.
    policyPacks: Object.entries(events.summary?.PolicyPacks ?? {}).map(
      ([key, version]) => `${key.split("|", 1)[0]} ${version}`,
    ),
    excesses: isWhole ? excessesOf(changes, result) : [],
    preflight: result,
    preflightError,
    unreadable: events.unreadable,
  };
}

/** Effects of which a preview that failed can't be sure. */
const UNCHANGED: readonly Effect[] = ["no interruption", "untouched"];

/** Whether a violation of a policy ends the preview. */
export function isMandatory({ enforcementLevel }: PolicyViolation): boolean {
  return enforcementLevel === "mandatory";
}

function mandatoryFirst(violations: readonly PolicyViolation[]): PolicyViolation[] {
  return [...violations].sort((one, other) => Number(isMandatory(other)) - Number(isMandatory(one)));
}

/** The verdict on a preview, in one line: what prevents the deployment, then what it does to the DNS service. */
export function verdictOf(stack: string, model: PreviewModel): string {
  const parts = [...problemsOf(model), ...effectsOf(model)];
  return `**Stack ${code(stack)}: ${parts.join("; ")}.** ${countsOf(model)}`.trim();
}

function problemsOf(model: PreviewModel): string[] {
  const { isComplete, errors, preflight, preflightError, violations, excesses, unreadable } = model;
  const faults = faultsIn(preflight?.findings ?? []).length;
  const mandatory = violations.filter(isMandatory).length;
  return [
    ...(unreadable > 0 ? [`${counted(unreadable, "event")} of the preview can't be read`] : []),
    ...(isComplete || unreadable > 0
      ? []
      : [`the preview failed${errors.length > 0 ? ` (${counted(errors.length, "error")})` : ""}`]),
    ...(faults > 0 ? [`preflight found ${counted(faults, "fault")}`] : []),
    ...(preflightError !== undefined ? ["preflight has no result"] : []),
    ...(mandatory > 0 ? [`${counted(mandatory, "violation")} of mandatory policies`] : []),
    ...excesses.map(
      ({ resource, after, limit }) => `the quota of ${resource} is exceeded (${after}, limit: ${limit})`,
    ),
  ];
}

function effectsOf({ impacts, changes, isComplete }: PreviewModel): string[] {
  const count = (...effects: Effect[]) => impacts.filter(({ effect }) => effects.includes(effect)).length;
  const created = count("created");
  const existing = counted(impacts.length - created, "VNF");
  const interrupted = count(...INTERRUPTIONS);
  const failingOver = count("failover only");
  const parts = [
    ...(interrupted > 0 ? [`the DNS service of ${interrupted} of ${existing} is interrupted`] : []),
    ...(failingOver > 0
      ? [`${failingOver} of ${existing} only ${failingOver === 1 ? "fails" : "fail"} over`]
      : []),
    ...(created > 0 ? [`${counted(created, "VNF")} ${created === 1 ? "is" : "are"} created`] : []),
  ];
  if (parts.length > 0 || !isComplete) {
    return parts;
  }
  return [realChanges(changes).length > 0 ? "no DNS service is interrupted" : "nothing changes"];
}

const ACTION_WORDS: readonly (readonly [Action, string])[] = [
  ["replace", "to replace"],
  ["delete", "to delete"],
  ["update", "to update"],
  ["create", "to create"],
  ["other", "with another operation"],
  ["same", "unchanged"],
];

/** The number of resources by what happens to them. A component is no resource. */
function countsOf({ changes, isComplete }: PreviewModel): string {
  const custom = changes.filter(({ isCustom, action }) => isCustom && (isComplete || action !== "same"));
  const counts = ACTION_WORDS.map(([action, words]) => {
    const count = custom.filter((change) => change.action === action).length;
    return count === 0 ? undefined : `${count} ${words}`;
  }).filter((text) => text !== undefined);
  return counts.length === 0 ? "" : `Resources: ${counts.join(", ")}.`;
}
