import { setTimeout as timerPause } from "node:timers/promises";
import type { ActionResult } from "./actions";
import type { Clock } from "./clock";
import { type Condition, unknownCondition } from "./condition";
import type { Connection } from "./connection";
import { HEAL_CORE, type HealCore } from "./core";
import type { HealPlan } from "./decision";
import { memoryOf, type StackMemory, type VnfMemory } from "./memory";
import type { MemoryStore } from "./memoryStore";
import { type DecidedVnf, type DueVnf, findDue } from "./turns";

export interface HealOptions {
  /** The stack whose VNFs are recovered. */
  readonly plan: HealPlan & { readonly vnfs: readonly { readonly name: string }[] };
  /** Connects to the stack's VNFs, before each look. A watch goes on while that fails. */
  readonly connect: () => Promise<Connection>;
  /** Replaces a VNF's server. */
  readonly redeploy: (vnf: string) => Promise<ActionResult>;
  readonly store: MemoryStore;
  /** Is called with each decision that differs from the VNF's last one, and with the result of a recovery that failed. */
  readonly log: (entry: HealEntry) => void;
  /** Whether heal goes on when nothing is left to do. */
  readonly isWatch: boolean;
  /** Whether heal only logs its decisions, and changes neither a VNF nor its memory. */
  readonly isDryRun: boolean;
  readonly clock: Clock;
  /** Waits between two looks. @throws if `signal` is aborted. @default a timer */
  readonly pause?: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly signal: AbortSignal;
}

/** A decision, with the condition of the VNF. */
export interface HealEntry extends DecidedVnf {
  /** Why the action was not done or failed. @default there was none, or it succeeded */
  readonly failure?: Failure;
}

export interface Failure {
  /** `withdrawn`: the VNF had changed directly before the action. The others are as in {@link ActionResult}. */
  readonly is: "failed" | "refused" | "unclear" | "withdrawn";
  readonly reason: string;
}

/** Number of refused recoveries in a row after which a heal that does not watch ends. */
const MAX_REFUSALS = 6;

/**
 * Observes the VNFs and recovers those that fail, one at a time, until nothing is left to do. A watch never ends by itself.
 * @returns the names of the VNFs that are not healthy at the end
 * @throws if `signal` is aborted; the memory on disk is complete then
 */
export async function heal(options: HealOptions, core: HealCore = HEAL_CORE): Promise<string[]> {
  const { plan, store, isWatch, isDryRun, signal, pause = pauseWithTimer } = options;
  const logChanges = changeLogger(options.log);
  for (;;) {
    signal.throwIfAborted();
    const { entries, memory, connection } = await look(options, core);
    logChanges(entries);
    if (!isDryRun) {
      store.save(memory);
    }
    if (isDryRun || (!isWatch && isIdle(entries, memory))) {
      return entries.filter(({ condition }) => condition.state !== "healthy").map(({ vnf }) => vnf);
    }
    const due = findDue(entries);
    if (connection !== undefined && due !== undefined) {
      await recover(options, core, connection, due);
    }
    await pause(plan.heal.interval * 1000, signal);
  }
}

interface LookResult {
  readonly entries: readonly DecidedVnf[];
  readonly memory: StackMemory;
  /** Undefined if there is none. */
  readonly connection: Connection | undefined;
}

/** Observes all VNFs at the same time, and decides. */
async function look(
  { plan, connect, store, isWatch, clock }: HealOptions,
  core: HealCore,
): Promise<LookResult> {
  const { memory: before } = store;
  const startedAt = clock();
  const connection = await connect().catch((error: Error) => {
    if (isWatch || before.recovering !== undefined) {
      return error;
    }
    throw error;
  });
  const conditions = await Promise.all(plan.vnfs.map(({ name }) => observe(connection, name)));
  const lookedAt = clock();
  const passage = core.passageBetween(before.lookedAt, startedAt, lookedAt, plan.heal.interval);
  const observed = plan.vnfs.map(({ name }, index) => {
    const condition = conditions[index] as Condition;
    const { recoveryWait } = plan.verification;
    return {
      name,
      condition,
      memory: core.updateMemory(memoryOf(before, name), condition, passage, recoveryWait),
    };
  });
  const { entries, recovering } = core.decideForAll(observed, before.recovering, plan);
  const memory: StackMemory = {
    version: 2,
    lookedAt,
    ...(recovering === undefined ? {} : { recovering }),
    vnfs: Object.fromEntries(observed.map(({ name, memory }) => [name, memory])),
  };
  return { entries, memory, connection: connection instanceof Error ? undefined : connection };
}

/** Observes a VNF. If that fails, its condition is unknown. @param connection or why there is none */
async function observe(connection: Connection | Error, vnf: string): Promise<Condition> {
  try {
    if (connection instanceof Error) {
      throw connection;
    }
    return await connection.observe(vnf);
  } catch (error) {
    return unknownCondition(`state of the server is unknown: ${(error as Error).message}`);
  }
}

/**
 * Recovers a VNF that still fails. The memory is written first, so that a killed heal does not repeat the action. It is written
 * again if the action was refused.
 */
async function recover(
  options: HealOptions,
  core: HealCore,
  connection: Connection,
  due: DueVnf,
): Promise<void> {
  const { store, clock, redeploy, log, signal } = options;
  const { vnf, condition, decision } = due;
  const now = await observe(connection, vnf);
  if (!core.isSameFailure(condition, now)) {
    const reason = [`it is ${now.state} now`, ...now.evidence].join(": ");
    log({ ...due, failure: { is: "withdrawn", reason } });
    return;
  }
  signal.throwIfAborted();
  const { memory } = store;
  const before = memoryOf(memory, vnf);
  const at = clock().wallMs;
  const save = (changed: VnfMemory, recovering: string | undefined) => {
    const { recovering: _, ...rest } = memory;
    store.save({
      ...rest,
      ...(recovering === undefined ? {} : { recovering }),
      vnfs: { ...memory.vnfs, [vnf]: changed },
    });
  };
  save(core.recordRecovery(before, decision.do, at), vnf);
  const action = decision.do === "reboot" ? connection.reboot(condition.serverId as string) : redeploy(vnf);
  const result = await action.catch(
    (error: Error): ActionResult => ({ is: "unclear", reason: error.message }),
  );
  if (result.is === "refused") {
    save(core.recordRefusal(before, result.reason), memory.recovering);
  } else if (result.is === "unclear") {
    save(core.recordUnclearRecovery(before, decision.do, at), vnf);
  }
  const failure = failureOf(result);
  if (failure !== undefined) {
    log({ ...due, failure });
  }
}

function failureOf(result: ActionResult): Failure | undefined {
  if (result.is !== "accepted") {
    return result;
  }
  return result.failure === undefined ? undefined : { is: "failed", reason: result.failure };
}

/** Whether nothing is left to do: no VNF is being recovered, and each wait is for a recovery that was refused many times. */
function isIdle(entries: readonly DecidedVnf[], memory: StackMemory): boolean {
  return (
    memory.recovering === undefined &&
    entries.every(
      ({ vnf, decision }) =>
        decision.do === "nothing" ||
        (decision.do === "wait" &&
          decision.for === "retry" &&
          (memoryOf(memory, vnf).refusal?.count ?? 0) >= MAX_REFUSALS),
    )
  );
}

/** Logs the decisions that differ from the last ones by more than a number in the reason. */
function changeLogger(log: HealOptions["log"]): (entries: readonly DecidedVnf[]) => void {
  const last = new Map<string, string>();
  return (entries) => {
    for (const entry of entries) {
      const { vnf, decision, condition } = entry;
      const fingerprint = JSON.stringify([
        decision.do,
        decision.why.replace(/\d+/g, "#"),
        condition.state,
        condition.evidence,
      ]);
      if (last.get(vnf) !== fingerprint) {
        last.set(vnf, fingerprint);
        log(entry);
      }
    }
  };
}

async function pauseWithTimer(ms: number, signal: AbortSignal): Promise<void> {
  await timerPause(ms, undefined, { signal });
}
