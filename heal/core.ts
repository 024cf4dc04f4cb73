import { passageBetween } from "./clock";
import type { Condition } from "./condition";
import { recordRecovery, recordRefusal, recordUnclearRecovery, updateMemory } from "./observation";
import { decideForAll } from "./turns";

/**
 * Whether a VNF fails as before. heal asks this directly before it acts, with a new observation: a VNF that has recovered
 * meanwhile is left alone.
 */
function isSameFailure(before: Condition, now: Condition): boolean {
  return now.client === "silent" && now.state === before.state && now.serverId === before.serverId;
}

/** Everything in heal that judges and decides, as pure functions. The simulation replaces single functions with wrong ones. */
export const HEAL_CORE = {
  passageBetween,
  updateMemory,
  decideForAll,
  isSameFailure,
  recordRecovery,
  recordUnclearRecovery,
  recordRefusal,
};

export type HealCore = typeof HEAL_CORE;
