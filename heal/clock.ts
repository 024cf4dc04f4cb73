import { readFileSync } from "node:fs";
import { z } from "zod";

/** A point in time, by two clocks of this machine. */
export const instantSchema = z.object({
  /** ms of a clock that never jumps. Only times of one boot can be compared. */
  monotonicMs: z.number(),
  /** ms since 1970. This clock can jump. */
  wallMs: z.number(),
  /** Identifies the boot of the machine. */
  bootId: z.string(),
});

export type Instant = z.output<typeof instantSchema>;

/** Reads the clocks. */
export type Clock = () => Instant;

/** The time between two looks at the VNFs. */
export interface Passage {
  /** Time in s that certainly passed. 0 if that is unknown, for example after a boot of this machine. */
  readonly seconds: number;
  /** Whether the looks are so close together that what both saw is true for the time between them. */
  readonly isContinuous: boolean;
}

/** Time in s that a pause can be longer than planned, on a busy machine. */
const PAUSE_TOLERANCE_S = 10;
/** Maximum difference in s between the clocks. A larger one is a jump of the wall clock, or a suspended machine. */
const CLOCK_TOLERANCE_S = 5;
/** Time in s after which the result of a look is too old. */
export const LOOK_LIMIT_S = 300;

/**
 * The time between the end of the last look and the end of this one. The looks are continuous if nobody looked for at most
 * three intervals, and both clocks agree.
 * @param last end of the last look. @default there was none
 * @param intervalS interval between two looks, in s
 */
export function passageBetween(
  last: Instant | undefined,
  start: Instant,
  end: Instant,
  intervalS: number,
): Passage {
  if (last === undefined || last.bootId !== end.bootId || last.monotonicMs > start.monotonicMs) {
    return { seconds: 0, isContinuous: false };
  }
  const seconds = (end.monotonicMs - last.monotonicMs) / 1000;
  const unseenS = (start.monotonicMs - last.monotonicMs) / 1000;
  const lookS = (end.monotonicMs - start.monotonicMs) / 1000;
  const wallS = (end.wallMs - last.wallMs) / 1000;
  const isContinuous =
    unseenS <= 3 * intervalS + PAUSE_TOLERANCE_S &&
    lookS <= LOOK_LIMIT_S &&
    Math.abs(wallS - seconds) <= CLOCK_TOLERANCE_S;
  return { seconds, isContinuous };
}

/** The clocks of this machine. */
export function systemClock(): Clock {
  const bootId = readBootId();
  return () => ({
    monotonicMs: Number(process.hrtime.bigint() / 1_000_000n),
    wallMs: Date.now(),
    bootId,
  });
}

/** The boot's id of Linux. Without one, times of two processes are not compared. */
function readBootId(): string {
  try {
    return readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
  } catch {
    return `process ${process.pid} of ${Date.now()}`;
  }
}
