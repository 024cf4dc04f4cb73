import type { Plan } from "../plan/plan";
import { predecessorsOf } from "../plan/rollout";
import { LOCAL_COMMAND } from "../report/kinds";
import type { Effect } from "./impact";
import type { PreviewModel } from "./verdict";

/** How far a rollout has come for one VNF. */
export interface RolloutStatus {
  readonly vnf: string;
  /** `next`: a `pulumi up` begins with it. `waits`: it waits for the verification of others. */
  readonly state: "done" | "next" | "waits";
  /** One sentence part. */
  readonly why: string;
}

/** The effects after which a VNF is as it was. */
const UNCHANGED: readonly (Effect | undefined)[] = ["untouched", "no interruption"];

/** Derives from a complete preview how far the rollout of each VNF has come, in the order of the stack file. */
export function rolloutStatus(
  { vnfs, rollout }: Pick<Plan, "vnfs" | "rollout">,
  { changes, impacts }: Pick<PreviewModel, "changes" | "impacts">,
): RolloutStatus[] {
  const names = vnfs.map(({ name }) => name);
  const impactOf = (name: string) => impacts.find(({ vnf }) => vnf === name);
  const isVerified = (name: string) =>
    changes.some(
      ({ type, action, urn }) =>
        type === LOCAL_COMMAND && action === "same" && urn.endsWith(`-${name}-verification-checks`),
    );
  const isDone = (name: string) => UNCHANGED.includes(impactOf(name)?.effect) && isVerified(name);
  const newNames = names.filter((name) => impactOf(name)?.serverId === undefined);
  const predecessors = predecessorsOf(names, newNames, rollout);
  return names.map((vnf) => {
    if (isDone(vnf)) {
      return { vnf, state: "done", why: "nothing changes, and its verification has passed" };
    }
    const { effect = "created", reasons = [] } = impactOf(vnf) ?? {};
    const change = UNCHANGED.includes(effect)
      ? "its verification has not passed"
      : [effect, ...reasons].join(": ");
    const awaited = (predecessors.get(vnf) ?? []).filter((before) => !isDone(before));
    return awaited.length === 0
      ? { vnf, state: "next", why: change }
      : { vnf, state: "waits", why: `${change}; after the verification of ${awaited.join(", ")}` };
  });
}
