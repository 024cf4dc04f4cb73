import type { Instant, Passage } from "../../heal/clock";
import type { Condition, State } from "../../heal/condition";
import type { HealPlan } from "../../heal/decision";
import type { Heal } from "../../plan/plan";

/** A condition in which the DNS client agrees with the state. */
export function conditionWith(state: State, more: Partial<Condition> = {}): Condition {
  const client =
    state === "unknown" ? "unknown" : state === "down" || state === "busy" ? "silent" : "answered";
  const serverStatus = more.serverId === null ? null : "ACTIVE";
  return {
    state,
    evidence: [],
    client,
    serverId: "s",
    serverStatus,
    obstacleToReboot: more.serverId === null ? "no server to reboot" : null,
    silent: false,
    ...more,
  };
}

export const SILENT = conditionWith("down", { silent: true });
export const GONE = conditionWith("down", { serverId: null });

/** The settings of heal: 30 s to recover by itself, 300 s to boot, a look every 10 s. */
export function healPlan(heal: Partial<Heal> = {}): HealPlan {
  return {
    heal: {
      policy: "REBOOT_THEN_REDEPLOY",
      attempts: 3,
      perHour: 10,
      perDay: 20,
      stackPerDay: 30,
      interval: 10,
      ...heal,
    },
    verification: { bootupTime: 300, recoveryWait: 30 } as HealPlan["verification"],
  };
}

/** The time between two looks without a gap. */
export function passed(seconds: number): Passage {
  return { seconds, isContinuous: true };
}

/** A point in time at which both clocks agree. */
export function instant(seconds: number, more: Partial<Instant> = {}): Instant {
  return { monotonicMs: seconds * 1000, wallMs: 1_800_000_000_000 + seconds * 1000, bootId: "1", ...more };
}
