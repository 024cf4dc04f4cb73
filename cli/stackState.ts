import { pulumi } from "./pulumi";

/** A resource in a stack's state. */
export interface StateResource {
  readonly urn: string;
  readonly type: string;
  /** @default a component, which has no id */
  readonly id?: string;
  /** URN of the parent. */
  readonly parent?: string;
  /** Time at which the engine had created it. @default an old engine, which did not write it */
  readonly created?: string;
  readonly inputs?: { readonly name?: string; readonly triggers?: unknown };
  readonly outputs?: { readonly region?: string };
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
