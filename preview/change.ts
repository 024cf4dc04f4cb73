import type { EngineEvents, Step, StepState } from "./events";
import { parsePath, readText } from "./values";

/** What happens to a resource. `other` is an operation that this program does not know, such as a new one of the engine. */
export type Action = "create" | "update" | "replace" | "delete" | "same" | "other";

/** What a preview or a refresh says about one resource. */
export interface Change {
  readonly action: Action;
  /** The engine's operation, such as `create-replacement`. */
  readonly op: string;
  readonly urn: string;
  readonly type: string;
  /** Name in the cloud, or the name in the program if it has none there. */
  readonly name: string;
  /** URN of the parent; empty for the stack. */
  readonly parent: string;
  /** Whether a provider manages the resource. A component is only a group. */
  readonly isCustom: boolean;
  readonly old: StepState | undefined;
  /** The state after the step; undefined if it is deleted. Many values are not known before the deployment. */
  readonly new: StepState | undefined;
  /** Paths of the properties that change, such as `segments[0].segmentationId`. */
  readonly properties: readonly string[];
  /** Properties because of which it is replaced, such as `userData`. Empty if another resource is the reason. */
  readonly replacedFor: readonly string[];
}

const ACTIONS: Readonly<Record<string, Action>> = {
  create: "create",
  import: "create",
  update: "update",
  replace: "replace",
  "create-replacement": "replace",
  "delete-replaced": "replace",
  "import-replacement": "replace",
  delete: "delete",
  same: "same",
};

/** Operations that do not change a resource of the stack. */
const READING = ["refresh", "read", "read-replacement", "read-discard"];

/** The changes that a preview plans, one for each resource, in the engine's order. */
export function plannedChanges({ planned }: EngineEvents): Change[] {
  return changesOf(planned.filter(({ op }) => !READING.includes(op)));
}

/** What a refresh found, one for each resource: `update` if it differs from the state, `delete` if it is missing. */
export function foundChanges({ finished }: EngineEvents): Change[] {
  return changesOf(finished.filter(({ op }) => !READING.includes(op)));
}

/** The changes that change a resource. A component is no resource. */
export function realChanges(changes: readonly Change[]): Change[] {
  return changes.filter(({ action, isCustom }) => isCustom && action !== "same");
}

/** A replacement has several steps. The step that has both states tells the most. */
function changesOf(steps: readonly Step[]): Change[] {
  const byUrn = new Map<string, Step>();
  for (const step of steps) {
    const known = byUrn.get(step.urn);
    const isReplacement = known !== undefined && ACTIONS[known.op] === "replace";
    if (!isReplacement || (step.old && step.new)) {
      byUrn.set(step.urn, step);
    }
  }
  return [...byUrn.values()].map(changeOf);
}

function changeOf({ op, urn, type, old, new: after, keys, diffs, detailedDiff }: Step): Change {
  const state = after ?? old;
  const detailed = Object.keys(detailedDiff ?? {});
  return {
    action: ACTIONS[op] ?? "other",
    op,
    urn,
    type,
    name: readText(old, "name") ?? readText(after, "name") ?? programName(urn),
    parent: state?.parent ?? "",
    isCustom: state?.custom === true && !type.startsWith("pulumi:providers:"),
    old: old ?? undefined,
    new: after ?? undefined,
    properties: detailed.length > 0 ? detailed : (diffs ?? keys ?? []),
    replacedFor: [...new Set((keys ?? []).map((path) => String(parsePath(path)[0] ?? path)))],
  };
}

/** The name of a resource in the program: the end of its URN. */
export function programName(urn: string): string {
  return urn.split("::").slice(3).join("::") || urn;
}
