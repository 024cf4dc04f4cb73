import type { Plan } from "../plan/plan";
import type { Condition } from "./condition";
import { exceededLimit } from "./limits";
import type { Action, VnfMemory } from "./memory";
import { isSeenFor, secondsUntilSeenFor } from "./observation";

/** What to do with a VNF: an action now, an action after a wait, or nothing. */
export type Decision =
  | { readonly do: Action; readonly why: string }
  | {
      readonly do: "wait";
      /** What heal waits for. `retry`: the last recovery was refused. `proof`: the VNF is healthy, but not for long yet. */
      readonly for: "boot" | "recovery" | "retry" | "proof";
      readonly seconds: number;
      readonly next: Action | "nothing";
      readonly why: string;
    }
  | { readonly do: "nothing"; readonly why: string };

/** The settings that decisions depend on. */
export type HealPlan = Pick<Plan, "heal" | "verification">;

/**
 * Decides what to do with a VNF, without regard to the turns of the other VNFs. heal recovers a VNF only if a DNS client outside
 * gets no response, the cloud or the guest shows that the VNF is down, and both were seen without a break for `recovery_wait`,
 * or for `bootup_time` while the VNF may boot (Cisco guide, ESC deployment).
 * @param memory the VNF's memory after the look that saw `condition`
 * @param all the memories of all VNFs of the stack
 */
export function decide(
  condition: Condition,
  memory: VnfMemory,
  all: readonly VnfMemory[],
  { heal, verification }: HealPlan,
): Decision {
  const { phase, attempts, refusal } = memory;
  if (phase === undefined) {
    return decideWithoutFailure(condition, memory, verification.recoveryWait, heal.interval);
  }
  const action = nextAction(condition, memory, heal.policy);
  if (action === undefined) {
    return doNothing(`${condition.obstacleToReboot}, and the policy is ${heal.policy}`);
  }
  const isExhausted = attempts.length >= heal.attempts;
  const wait = waitFor(memory, { heal, verification });
  if (wait.seconds > 0) {
    return { do: "wait", ...wait, next: isExhausted ? "nothing" : action };
  }
  if (isExhausted) {
    return doNothing(
      `it still fails after recovery ${attempts.length} of ${heal.attempts}: recover it by hand`,
    );
  }
  if (condition.client !== "silent" || !isSeenFor(memory.down, verification.recoveryWait)) {
    return doNothing(
      `heal acts only if a DNS client outside gets no response for ${verification.recoveryWait} s`,
    );
  }
  if (refusal !== undefined && refusal.secondsLeft > 0) {
    const seconds = Math.ceil(refusal.secondsLeft);
    const why = `${seconds} s left until the next attempt (refused ${times(refusal.count)}: ${refusal.reason})`;
    return { do: "wait", for: "retry", seconds, next: action, why };
  }
  const excess = exceededLimit(memory, all, heal);
  if (excess !== undefined) {
    return doNothing(excess);
  }
  const why = `it did not ${wait.goal} within ${wait.timeoutS} s; recovery ${attempts.length + 1} of ${heal.attempts}`;
  return { do: action, why };
}

function doNothing(why: string): Decision {
  return { do: "nothing", why };
}

/** Decides for a VNF that is neither down nor busy. */
function decideWithoutFailure(
  { state }: Condition,
  { attempts, healthy }: VnfMemory,
  recoveryWaitS: number,
  intervalS: number,
): Decision {
  switch (state) {
    case "healthy": {
      if (attempts.length === 0 || healthy === undefined) {
        return doNothing("every check passes");
      }
      const seconds = secondsUntilSeenFor(healthy, recoveryWaitS, intervalS);
      const why = `every check passes; ${seconds} s left until the recovery counts as successful`;
      return { do: "wait", for: "proof", seconds, next: "nothing", why };
    }
    case "degraded":
      return doNothing(
        "it answers DNS queries, so heal does not touch it: reboot or redeploy it by hand when its clients can do without it",
      );
    case "unknown":
      return doNothing("the state is unknown, so heal does not act (cpnr verify shows the checks)");
    default:
      return doNothing("neither a reboot nor a new deployment helps");
  }
}

interface Wait {
  readonly for: "boot" | "recovery";
  readonly goal: string;
  readonly timeoutS: number;
  /** Time left in s; 0 if the time is over. */
  readonly seconds: number;
  readonly why: string;
}

/**
 * The wait before a recovery of a VNF that is down or busy. A VNF that boots again and again gets no more time than one boot and
 * one recovery by itself.
 */
function waitFor({ phase, down }: VnfMemory, { heal, verification }: HealPlan): Wait {
  const { bootupTime, recoveryWait } = verification;
  const { is, ...span } = phase as NonNullable<typeof phase>;
  const isBooting = is === "booting";
  const goal = isBooting ? "boot" : "recover by itself";
  const timeoutS = isBooting ? bootupTime : recoveryWait;
  const isOverdue = is !== "gone" && isSeenFor(down, bootupTime + recoveryWait);
  const seconds = isOverdue ? 0 : secondsUntilSeenFor(span, timeoutS, heal.interval);
  const wait = { for: isBooting ? "boot" : "recovery", goal, timeoutS, seconds } as const;
  return { ...wait, why: `${seconds} s left to ${goal}` };
}

/** The next action by the policy. Undefined if the policy has none: not every server can be rebooted. */
function nextAction(
  { obstacleToReboot }: Condition,
  { attempts }: VnfMemory,
  policy: Plan["heal"]["policy"],
): Action | undefined {
  const canReboot = obstacleToReboot === null;
  switch (policy) {
    case "REDEPLOY_ONLY":
      return "redeploy";
    case "REBOOT_ONLY":
      return canReboot ? "reboot" : undefined;
    case "REBOOT_THEN_REDEPLOY":
      return canReboot && !attempts.some(({ action }) => action === "reboot") ? "reboot" : "redeploy";
  }
}

function times(count: number): string {
  return count === 1 ? "once" : `${count} times`;
}
