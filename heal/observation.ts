import type { Passage } from "./clock";
import type { Condition } from "./condition";
import type { Action, Phase, Span, VnfMemory } from "./memory";

/** Number of looks in a row that must see something before it counts as seen for some time. */
const MIN_LOOKS = 3;
/** Time in s after which a recovery counts for no limit. */
export const DAY_S = 86_400;

/** Whether something was seen for some time without a break. */
export function isSeenFor(span: Span | undefined, seconds: number): boolean {
  return span !== undefined && span.seconds >= seconds && span.looks >= MIN_LOOKS;
}

/** Time in s until something is seen for some time. @param intervalS interval between two looks, in s */
export function secondsUntilSeenFor(span: Span, seconds: number, intervalS: number): number {
  return isSeenFor(span, seconds)
    ? 0
    : Math.ceil(Math.max(seconds - span.seconds, (MIN_LOOKS - span.looks) * intervalS, 1));
}

/**
 * The memory of a VNF that has a server which was not seen before: somebody has deployed it. It has the time of a whole boot,
 * however long the VNF had no server. A hard reboot in its first boot could leave it without its users and keys.
 */
function withNewServer({ attempts, recoveries }: VnfMemory, serverId: string): VnfMemory {
  return { serverId, wasHealthy: false, attempts, recoveries };
}

/**
 * The memory of a VNF after a look. The attempts are forgotten after the VNF was healthy for `recovery_wait`.
 * @param passage time since the last look
 * @param recoveryWaitS in s
 */
export function updateMemory(
  before: VnfMemory,
  condition: Condition,
  passage: Passage,
  recoveryWaitS: number,
): VnfMemory {
  const { serverId } = condition;
  const known = serverId === null || serverId === before.serverId ? before : withNewServer(before, serverId);
  const { wasHealthy, attempts } = known;
  const kept = { serverId: known.serverId, wasHealthy, attempts, recoveries: ageRecoveries(known, passage) };
  if (condition.state === "healthy") {
    const healthy = extendSpan(known.healthy, passage);
    const isProven = isSeenFor(healthy, recoveryWaitS);
    return { ...kept, wasHealthy: true, healthy, attempts: isProven ? [] : attempts };
  }
  const is = phaseOf(known, condition);
  if (is === undefined) {
    return kept;
  }
  const { phase, down, refusal } = known;
  return {
    ...kept,
    phase: { is, ...extendSpan(phase?.is === is ? phase : undefined, passage) },
    ...(condition.client === "silent" ? { down: extendSpan(down, passage) } : {}),
    ...(refusal === undefined
      ? {}
      : { refusal: { ...refusal, secondsLeft: Math.max(0, refusal.secondsLeft - passage.seconds) } }),
  };
}

/** The memory of a VNF after a recovery. @param at ms since 1970 */
export function recordRecovery(memory: VnfMemory, action: Action, at: number): VnfMemory {
  return {
    ...recordUnclearRecovery(memory, action, at),
    attempts: [...memory.attempts, { action, at }],
  };
}

/**
 * The memory of a VNF after a request for a recovery without a response. The recovery counts for the limits, and the VNF has
 * time to boot, but the recovery is no attempt that failed.
 */
export function recordUnclearRecovery(memory: VnfMemory, action: Action, at: number): VnfMemory {
  return {
    serverId: memory.serverId,
    wasHealthy: false,
    phase: { is: "booting", seconds: 0, looks: 1 },
    attempts: memory.attempts,
    recoveries: [...memory.recoveries, { action, at, ageSeconds: 0 }],
  };
}

/** Wait in s after the first refused recovery. It doubles with each further one. */
const FIRST_REFUSAL_WAIT_S = 30;
const MAX_REFUSAL_WAIT_S = 600;

/** The memory of a VNF after a refused recovery, which counts as no recovery. */
export function recordRefusal(memory: VnfMemory, reason: string): VnfMemory {
  const count = (memory.refusal?.count ?? 0) + 1;
  const secondsLeft = Math.min(FIRST_REFUSAL_WAIT_S * 2 ** (count - 1), MAX_REFUSAL_WAIT_S);
  return { ...memory, refusal: { count, secondsLeft, reason } };
}

/**
 * The phase of a VNF that answers no DNS client. A guest that does not respond may be booting, unless it was healthy since its
 * last recovery, or Nova can't reboot it. A server that is shut off may be about to boot only directly after a recovery.
 */
function phaseOf(
  { wasHealthy, phase, recoveries }: VnfMemory,
  { state, silent, serverStatus, obstacleToReboot }: Condition,
): Phase | undefined {
  switch (state) {
    case "busy":
      return "booting";
    case "down": {
      const isBooting = silent
        ? !wasHealthy && obstacleToReboot === null
        : serverStatus === "SHUTOFF" && phase?.is === "booting" && !wasHealthy && recoveries.length > 0;
      return serverStatus === null ? "gone" : isBooting ? "booting" : "failing";
    }
    default:
      return undefined;
  }
}

/** Adds the time between two looks that saw the same. A gap between the looks starts a new span. */
function extendSpan(span: Span | undefined, { seconds, isContinuous }: Passage): Span {
  return span !== undefined && isContinuous
    ? { seconds: span.seconds + seconds, looks: span.looks + 1 }
    : { seconds: 0, looks: 1 };
}

function ageRecoveries({ recoveries }: VnfMemory, { seconds }: Passage): VnfMemory["recoveries"] {
  return recoveries
    .map((recovery) => ({ ...recovery, ageSeconds: recovery.ageSeconds + seconds }))
    .filter(({ ageSeconds }) => ageSeconds < DAY_S);
}
