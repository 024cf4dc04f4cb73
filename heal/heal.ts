import { setTimeout as pause } from "node:timers/promises";
import { rebootServer } from "../openstack/changes";
import type { Cloud } from "../openstack/cloud";
import type { Plan } from "../plan/plan";
import type { Vnf } from "../plan/vnf";
import { observeVnf, requestFor, type Watched } from "../remote/observation";
import { judgeVnf } from "../verify/judge";
import { type Condition, conditionOf, servedOutside, unknownCondition } from "./condition";
import { type Decision, decide, isRecovering, memoryAfter, nextMemory } from "./decision";
import type { Action, Memory, VnfMemory } from "./memory";

export interface HealPlan {
  /** The stack whose VNFs are looked at. */
  readonly stack: Omit<Watched, "cloud">;
  /** Connects to the stack's cloud, for each look anew: a token ends. A watch outlasts a cloud that can't be reached. */
  readonly connect: () => Promise<Cloud>;
  readonly memory: Memory;
  /** Deploys a VNF's server anew; throws with what the deployment said. */
  readonly redeploy: (vnf: string) => Promise<void>;
  /** Hears of each decision that is another than the one before. */
  readonly log: (entry: HealEntry) => void;
  /** Whether it goes on when nothing is left to do. */
  readonly watch: boolean;
  /** Whether it only says what it would do, and remembers nothing. */
  readonly dryRun: boolean;
  readonly signal: AbortSignal;
}

/** A decision, with what it rests on. */
export interface HealEntry {
  readonly vnf: string;
  readonly condition: Condition;
  readonly decision: Decision;
  /** Why an action could not be done. @default it was done */
  readonly failure?: string;
}

/** A VNF as it was seen in one look. */
interface ObservedVnf {
  readonly name: string;
  readonly condition: Condition;
  /** Whether a client outside is answered. */
  readonly answers: boolean;
  readonly memory: VnfMemory;
}

/**
 * Looks at the VNFs and recovers those that fail, one at a time, until nothing is left to do; or for ever.
 * @returns the names of the VNFs that are not healthy then
 * @throws if the plan's signal stops it; what it has begun is remembered
 */
export async function heal(plan: HealPlan): Promise<string[]> {
  const { plan: planned } = plan.stack;
  const told = new Map<string, string>();
  for (;;) {
    plan.signal.throwIfAborted();
    const cloud = await plan.connect().catch((error: Error) => {
      if (plan.watch) {
        return error;
      }
      throw error;
    });
    const observed = await Promise.all(planned.vnfs.map((vnf) => observe(plan, cloud, vnf)));
    const entries = entriesOf(observed, planned);
    for (const entry of entries) {
      const essence = JSON.stringify([entry.decision.do, entry.condition.state, entry.condition.evidence]);
      if (told.get(entry.vnf) !== essence) {
        told.set(entry.vnf, essence);
        plan.log(entry);
      }
    }
    const idle = entries.every(({ decision }) => decision.do === "nothing");
    if (plan.dryRun || (idle && !plan.watch)) {
      return entries.filter(({ condition }) => condition.state !== "healthy").map(({ vnf }) => vnf);
    }
    if (!(cloud instanceof Error)) {
      await act(plan, cloud, entries);
    }
    await pause(planned.heal.interval * 1000, undefined, { signal: plan.signal });
  }
}

/** Looks at a VNF. @param cloud or why it can't be reached */
async function observe(
  { stack, memory, dryRun }: HealPlan,
  cloud: Cloud | Error,
  vnf: Vnf,
): Promise<ObservedVnf> {
  const { name } = vnf;
  const seen =
    cloud instanceof Error
      ? { condition: unknownCondition(cloud.message), answers: false }
      : await conditionSeen({ ...stack, cloud }, vnf);
  const now = nextMemory(memory.of(name), seen.condition, Date.now());
  if (!dryRun) {
    memory.set(name, now);
  }
  return { name, ...seen, memory: now };
}

async function conditionSeen(stack: Watched, vnf: Vnf): Promise<Pick<ObservedVnf, "condition" | "answers">> {
  // That a peer is silent is the peer's fault.
  const { observation, expectation } = await observeVnf(stack.cloud, requestFor(stack, vnf, []));
  const condition = conditionOf(vnf.name, observation, judgeVnf(observation, expectation));
  return { condition, answers: servedOutside(observation) === true };
}

/** A decision for each VNF; at most one of them is to act. */
function entriesOf(observed: readonly ObservedVnf[], plan: Plan): HealEntry[] {
  const now = Date.now();
  const entries: HealEntry[] = [];
  for (const patient of observed) {
    const { name, condition, memory } = patient;
    const others = observed.filter((other) => other !== patient);
    const recovering = others.find((other) => isRecovering(other.memory, plan, now))?.name;
    const decision = decide(condition, memory, {
      plan,
      anotherAnswers: others.some(({ answers }) => answers),
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

/** Does what was decided: it is remembered before it is done. */
async function act(
  { memory, redeploy, log }: HealPlan,
  cloud: Cloud,
  entries: readonly HealEntry[],
): Promise<void> {
  const entry = entries.find(isAction);
  if (entry === undefined) {
    return;
  }
  const { vnf, decision, condition } = entry;
  memory.set(vnf, memoryAfter(memory.of(vnf), decision.do, Date.now()));
  const acting = decision.do === "reboot" ? rebootServer(cloud, condition.serverId as string) : redeploy(vnf);
  await acting.catch((error: Error) => log({ ...entry, failure: error.message }));
}
