import type { Plan } from "../plan/plan";
import type { Condition } from "./condition";
import type { Action, VnfMemory } from "./memory";

/** What is to be done about a VNF: an action now, one once it has had its time, or nothing. */
export type Decision =
  | { readonly do: Action; readonly why: string }
  | { readonly do: "wait"; readonly seconds: number; readonly next: Action | "nothing"; readonly why: string }
  | { readonly do: "nothing"; readonly why: string };

/** What a decision rests on besides the VNF itself. */
export interface DecisionContext {
  readonly plan: Pick<Plan, "heal" | "verification">;
  /** Whether another VNF of the stack answers. */
  readonly anotherAnswers: boolean;
  /** Another VNF that is being recovered. @default none */
  readonly recovering?: string | undefined;
  /** ms since 1970 */
  readonly now: number;
}

/** What heal remembers of a VNF after a look. */
export function nextMemory(memory: VnfMemory, condition: Condition, now: number): VnfMemory {
  if (condition.state === "healthy") {
    return { healthyAt: now, attempts: [] };
  }
  const { phase, ...rest } = memory;
  const is = phaseOf(memory, condition);
  return is === undefined ? rest : { ...rest, phase: phase?.is === is ? phase : { is, since: now } };
}

/** What heal remembers of a VNF that it is about to recover. */
export function memoryAfter(memory: VnfMemory, action: Action, now: number): VnfMemory {
  return {
    ...memory,
    phase: { is: "booting", since: now },
    attempts: [...memory.attempts, { action, at: now }],
  };
}

/** Whether a VNF is being recovered: it was acted on, and may yet boot or be acted on again. */
export function isRecovering(
  { phase, attempts }: VnfMemory,
  { heal, verification }: DecisionContext["plan"],
  now: number,
): boolean {
  if (phase === undefined || attempts.length === 0) {
    return false;
  }
  const boots = phase.is === "booting" && now < phase.since + verification.bootupTime * 1000;
  return boots || attempts.length < heal.attempts;
}

/** A guest of which nothing is heard may still boot, unless it was healthy and nobody has touched it since. */
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
 * What is to be done about a VNF that was looked at. It is left alone if its state is not known for certain, if no
 * recovery would mend it, or if it is the last one that answers; and until it has had its time: `bootup_time` to boot,
 * `recovery_wait` to recover by itself (seed, ESC deployment).
 * @param memory as {@link nextMemory} after this look
 */
export function decide(condition: Condition, memory: VnfMemory, around: DecisionContext): Decision {
  const { state } = condition;
  const { heal, verification } = around.plan;
  const { phase, attempts } = memory;
  const nothing = (why: string): Decision => ({ do: "nothing", why });
  if (state === "healthy") {
    return nothing("every check passes");
  }
  if (phase === undefined) {
    return nothing(
      state === "unknown" ? "the state is unknown" : "neither a reboot nor a new deployment helps",
    );
  }
  if (state === "degraded" && !around.anotherAnswers) {
    return nothing("it still answers DNS queries, and no other VNF does");
  }
  if (around.recovering !== undefined) {
    return nothing(`"${around.recovering}" is being recovered, and only one VNF at a time`);
  }
  const exhausted = attempts.length >= heal.attempts;
  const next = exhausted ? "nothing" : nextAction(condition, memory, heal.policy);
  const [does, time] =
    phase.is === "booting"
      ? ["boot", verification.bootupTime]
      : ["recover by itself", verification.recoveryWait];
  const seconds = Math.ceil((phase.since + time * 1000 - around.now) / 1000);
  if (seconds > 0 && next !== undefined) {
    return { do: "wait", seconds, next, why: `${seconds} s left to ${does}` };
  }
  if (next === undefined) {
    return nothing(`no server to reboot, and the policy is ${heal.policy}`);
  }
  return next === "nothing"
    ? nothing(`it still fails after ${attempts.length} recoveries: recover it by hand`)
    : {
        do: next,
        why: `it did not ${does} within ${time} s; recovery ${attempts.length + 1} of ${heal.attempts}`,
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
