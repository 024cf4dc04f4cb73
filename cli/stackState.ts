import type { GroupRules } from "../openstack/securityGroups";
import type { MeasuredResource } from "../preview/recovery";
import { pulumi } from "./pulumi";

/** A resource in a stack's state. */
export interface StateResource extends MeasuredResource {
  readonly urn: string;
  /** URN of the parent. */
  readonly parent?: string;
  readonly inputs?: MeasuredResource["inputs"] & { readonly name?: string };
  readonly outputs?: { readonly region?: string; readonly securityGroups?: GroupRules };
}

/** What a stack's state says. */
export interface StackState {
  readonly resources: readonly StateResource[];
  /** Number of creations that were interrupted. */
  readonly interrupted: number;
}

/** Reads a stack's state. @throws with pulumi's error message */
export async function readStackState(stack: string): Promise<StackState> {
  const { deployment } = JSON.parse(await pulumi(stack, "stack", "export")) as {
    deployment?: {
      resources?: readonly StateResource[];
      pending_operations?: readonly { readonly type: string }[];
    };
  };
  const pending = deployment?.pending_operations ?? [];
  return {
    resources: deployment?.resources ?? [],
    interrupted: pending.filter(({ type }) => type === "creating").length,
  };
}
