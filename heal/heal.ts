import { setTimeout as pause } from "node:timers/promises";
import { rebootServer } from "../openstack/changes";
import type { Cloud } from "../openstack/cloud";
import type { Plan } from "../plan/plan";
import type { Vnf } from "../plan/vnf";
import { type ConnectedStack, observeVnf, requestFor, type Stack } from "../remote/observation";
import { judgeVnf } from "../verify/judge";
import { type Condition, conditionOf, isServedOutside, unknownCondition } from "./condition";
import { type Decision, decide, isRecovering, recordAttempt, updateMemory } from "./decision";
import type { Action, Memory, VnfMemory } from "./memory";

export interface HealOptions {
  /** The stack whose VNFs are recovered. */
  readonly stack: Stack;
  /**
   * Connects to the stack's cloud, before each observation: a token expires. A watch goes on while the cloud is unreachable.
   */
  readonly connect: () => Promise<Cloud>;
  readonly memory: Memory;
  /** Replaces a VNF's server. @throws with the errors of the deployment */
  readonly redeploy: (vnf: string) => Promise<void>;
  /** Is called with each decision that differs from the VNF's last one. */
  readonly log: (entry: HealEntry) => void;
  /** Whether heal goes on when nothing is left to do. */
  readonly isWatch: boolean;
  /** Whether heal only logs its decisions, and changes neither a VNF nor its memory. */
  readonly isDryRun: boolean;
  readonly signal: AbortSignal;
}

/** A decision, with the condition of the VNF. */
export interface HealEntry {
  readonly vnf: string;
  readonly condition: Condition;
  readonly decision: Decision;
  /** Why the action failed. @default the action succeeded, or there was none */
  readonly failure?: string;
}

/** A VNF in one observation. */
interface ObservedVnf {
  readonly name: string;
  readonly condition: Condition;
  /** Whether a DNS client outside gets responses. */
  readonly isAnswering: boolean;
  readonly memory: VnfMemory;
}

/**
 * Observes the VNFs and recovers those that fail, one at a time, until nothing is left to do. A watch never ends by itself.
 * @returns the names of the VNFs that are not healthy at the end
 * @throws if `signal` is aborted; the memory on disk is complete then
 */
export async function heal(options: HealOptions): Promise<string[]> {
  const { plan } = options.stack;
  const lastLogged = new Map<string, string>();
  for (;;) {
    options.signal.throwIfAborted();
    const cloud = await options.connect().catch((error: Error) => {
      if (options.isWatch) {
        return error;
      }
      throw error;
    });
    const observed = await Promise.all(plan.vnfs.map((vnf) => observeAndRemember(options, cloud, vnf)));
    const entries = decideForAll(observed, plan);
    for (const entry of entries) {
      const fingerprint = JSON.stringify([
        entry.decision.do,
        entry.condition.state,
        entry.condition.evidence,
      ]);
      if (lastLogged.get(entry.vnf) !== fingerprint) {
        lastLogged.set(entry.vnf, fingerprint);
        options.log(entry);
      }
    }
    const isIdle = entries.every(({ decision }) => decision.do === "nothing");
    if (options.isDryRun || (isIdle && !options.isWatch)) {
      return entries.filter(({ condition }) => condition.state !== "healthy").map(({ vnf }) => vnf);
    }
    if (!(cloud instanceof Error)) {
      await runAction(options, cloud, entries);
    }
    await pause(plan.heal.interval * 1000, undefined, { signal: options.signal });
  }
}

/** Observes a VNF and updates its memory. @param cloud the connection, or the error if the cloud is unreachable */
async function observeAndRemember(
  { stack, memory, isDryRun }: HealOptions,
  cloud: Cloud | Error,
  vnf: Vnf,
): Promise<ObservedVnf> {
  const { name } = vnf;
  const result =
    cloud instanceof Error
      ? { condition: unknownCondition(cloud.message), isAnswering: false }
      : await observeCondition({ ...stack, cloud }, vnf);
  const newMemory = updateMemory(memory.get(name), result.condition, Date.now());
  if (!isDryRun) {
    memory.set(name, newMemory);
  }
  return { name, ...result, memory: newMemory };
}

async function observeCondition(
  stack: ConnectedStack,
  vnf: Vnf,
): Promise<Pick<ObservedVnf, "condition" | "isAnswering">> {
  // No pings to peers: a peer that does not respond is not this VNF's fault.
  const { observation, expectation } = await observeVnf(stack.cloud, requestFor(stack, vnf, []));
  const condition = conditionOf(vnf.name, observation, judgeVnf(observation, expectation));
  return { condition, isAnswering: isServedOutside(observation) === true };
}

/** Decides for each VNF. At most one decision is an action. */
function decideForAll(observed: readonly ObservedVnf[], plan: Plan): HealEntry[] {
  const now = Date.now();
  const entries: HealEntry[] = [];
  for (const vnf of observed) {
    const { name, condition, memory } = vnf;
    const others = observed.filter((other) => other !== vnf);
    const recovering = others.find((other) => isRecovering(other.memory, plan, now))?.name;
    const decision = decide(condition, memory, {
      plan,
      isAnotherVnfAnswering: others.some(({ isAnswering }) => isAnswering),
      recovering: recovering ?? entries.find(isAction)?.vnf,
      now,
    });
    entries.push({ vnf: name, condition, decision });
  }
  return entries;
}

function isAction(entry: HealEntry): entry is HealEntry & { readonly decision: { readonly do: Action } } {
  const { decision } = entry;
  return decision.do === "reboot" || decision.do === "redeploy";
}

/** Runs the action among the decisions. The memory is written first, so that a killed heal does not repeat it. */
async function runAction(
  { memory, redeploy, log }: HealOptions,
  cloud: Cloud,
  entries: readonly HealEntry[],
): Promise<void> {
  const entry = entries.find(isAction);
  if (entry === undefined) {
    return;
  }
  const { vnf, decision, condition } = entry;
  memory.set(vnf, recordAttempt(memory.get(vnf), decision.do, Date.now()));
  const action = decision.do === "reboot" ? rebootServer(cloud, condition.serverId as string) : redeploy(vnf);
  await action.catch((error: Error) => log({ ...entry, failure: error.message }));
}
