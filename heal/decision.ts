import type { Plan } from "../plan/plan";
import type { Condition } from "./condition";
import type { Action, VnfMemory } from "./memory";

/** What to do with a VNF: an action now, an action after a wait, or nothing. */
export type Decision =
  | { readonly do: Action; readonly why: string }
  | { readonly do: "wait"; readonly seconds: number; readonly next: Action | "nothing"; readonly why: string }
  | { readonly do: "nothing"; readonly why: string };

/** The facts for a decision besides the VNF's own condition. */
export interface DecisionContext {
  readonly plan: Pick<Plan, "heal" | "verification">;
  /** Whether another VNF of the stack answers DNS queries. */
  readonly isAnotherVnfAnswering: boolean;
  /** Name of another VNF that is being recovered. @default none */
  readonly recovering?: string | undefined;
  /** Time of the decision, in ms since 1970. */
  readonly now: number;
}

/** The memory of a VNF after an observation. @param now in ms since 1970 */
export function updateMemory(memory: VnfMemory, condition: Condition, now: number): VnfMemory {
  if (condition.state === "healthy") {
    return { healthyAt: now, attempts: [] };
  }
  const { phase, ...rest } = memory;
  const phaseName = phaseOf(memory, condition);
  return phaseName === undefined
    ? rest
    : { ...rest, phase: phase?.is === phaseName ? phase : { is: phaseName, since: now } };
}

/** The memory of a VNF before a recovery. @param now in ms since 1970 */
export function recordAttempt(memory: VnfMemory, action: Action, now: number): VnfMemory {
  return {
    ...memory,
    phase: { is: "booting", since: now },
    attempts: [...memory.attempts, { action, at: now }],
  };
}

/** Whether a VNF is being recovered: it was rebooted or redeployed, and it may still boot or be recovered again. */
export function isRecovering(
  { phase, attempts }: VnfMemory,
  { heal, verification }: DecisionContext["plan"],
  now: number,
): boolean {
  if (phase === undefined || attempts.length === 0) {
    return false;
  }
  const isBooting = phase.is === "booting" && now < phase.since + verification.bootupTime * 1000;
  return isBooting || attempts.length < heal.attempts;
}

/**
 * The phase of a VNF that is not healthy. A guest that does not respond may be booting, unless it was healthy and was not
 * recovered since.
 */
function phaseOf(
  { healthyAt, attempts }: VnfMemory,
  { state, silent }: Condition,
): "booting" | "failing" | undefined {
  switch (state) {
    case "busy":
      return "booting";
    case "down":
    case "degraded":
      return silent && (healthyAt === undefined || attempts.length > 0) ? "booting" : "failing";
    default:
      return undefined;
  }
}

/**
 * Decides what to do with a VNF. A VNF is not touched if its state is unknown, if neither a reboot nor a new deployment
 * helps, if no other VNF answers DNS queries while this one does, or while another VNF is being recovered. Before each recovery
 * it has `bootup_time` to boot, or `recovery_wait` to recover by itself (Cisco guide, ESC deployment).
 * @param memory result of {@link updateMemory} for this condition
 */
export function decide(condition: Condition, memory: VnfMemory, context: DecisionContext): Decision {
  const { state } = condition;
  const { heal, verification } = context.plan;
  const { phase, attempts } = memory;
  const doNothing = (why: string): Decision => ({ do: "nothing", why });
  if (state === "healthy") {
    return doNothing("every check passes");
  }
  if (phase === undefined) {
    return doNothing(
      state === "unknown"
        ? "the state is unknown, so heal does not act (cpnr verify shows the checks)"
        : "neither a reboot nor a new deployment helps",
    );
  }
  if (state === "degraded" && !context.isAnotherVnfAnswering) {
    return doNothing("it still answers DNS queries, and no other VNF does");
  }
  if (context.recovering !== undefined) {
    return doNothing(`"${context.recovering}" is being recovered, and only one VNF at a time`);
  }
  const isExhausted = attempts.length >= heal.attempts;
  const next = isExhausted ? "nothing" : nextAction(condition, memory, heal.policy);
  const [goal, timeoutS] =
    phase.is === "booting"
      ? ["boot", verification.bootupTime]
      : ["recover by itself", verification.recoveryWait];
  const seconds = Math.ceil((phase.since + timeoutS * 1000 - context.now) / 1000);
  if (seconds > 0 && next !== undefined) {
    return { do: "wait", seconds, next, why: `${seconds} s left to ${goal}` };
  }
  if (next === undefined) {
    return doNothing(`no server to reboot, and the policy is ${heal.policy}`);
  }
  return next === "nothing"
    ? doNothing(`it still fails after recovery ${attempts.length} of ${heal.attempts}: recover it by hand`)
    : {
        do: next,
        why: `it did not ${goal} within ${timeoutS} s; recovery ${attempts.length + 1} of ${heal.attempts}`,
      };
}

function nextAction(
  { serverId }: Condition,
  { attempts }: VnfMemory,
  policy: Plan["heal"]["policy"],
): Action | undefined {
  switch (policy) {
    case "REDEPLOY_ONLY":
      return "redeploy";
    case "REBOOT_ONLY":
      return serverId === null ? undefined : "reboot";
    case "REBOOT_THEN_REDEPLOY":
      return serverId === null || attempts.some(({ action }) => action === "reboot") ? "redeploy" : "reboot";
  }
}
