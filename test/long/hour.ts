import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { waitUntil } from "../lab/health";
import { OwnStack } from "../lab/ownStack";
import { MINUTE } from "../lab/stack";
import { endStarted, type Running, start } from "../lab/startedDrill";

/** Interval in s between two looks of heal: more than 700 looks in an hour. */
const INTERVAL_S = 5;
/** Longest time in ms without a response in a drill beside another load. */
const MAX_GAP_MS = 5000;
/** More cuts than a drill makes in an hour. */
const ENDLESS = 100_000;

/** Commands that run for an hour. The lab's tokens live for ten minutes; a drill renews its lease in the cloud each 30 s. */
export function hour(): void {
  const drilled = new OwnStack("drilled", 3);
  const watched = new OwnStack("watched", 4);

  beforeAll(async () => {
    for (const stack of [drilled, watched]) {
      await stack.create((raw) => {
        raw.drill.maxGap = MAX_GAP_MS;
        raw.heal.interval = INTERVAL_S;
      });
      const { code, text } = await stack.up();
      expect({ code, text }).toMatchObject({ code: 0 });
    }
    await waitUntil(
      () => drilled.cpnr("verify"),
      ({ code }) => code === 0,
    );
  }, 15 * MINUTE);

  afterAll(async () => {
    await drilled.remove();
    await watched.remove();
  }, 10 * MINUTE);

  it(
    "of a drill outlives its tokens, and an hour of a watch needs no more memory and no more sockets than a minute of it",
    async () => {
      const drill = startCpnr(drilled, "drill", "--way", "cable", "--cuts", `${ENDLESS}`);
      const watch = startCpnr(watched, "heal", "--watch");
      try {
        await pause(MINUTE);
        const early = usageOf(watch.child);
        await pause(59 * MINUTE);
        const late = usageOf(watch.child);
        console.log("heal --watch after a minute", early, "after an hour", late, watch.output());
        expect(drill.child.exitCode).toBeNull();
        expect(late.sockets).toBeLessThanOrEqual(early.sockets + 2);
        expect(late.files).toBeLessThanOrEqual(early.files + 2);
        expect(late.kib).toBeLessThan(1.3 * early.kib);
        drill.kill("SIGINT");
        await once(drill.child, "exit");
        console.log("the drill ended with", drill.output().split("\n").slice(-6).join("\n"));
        expect(drill.output()).toContain("stopped by SIGINT; everything that was removed is restored");
        expect((await drilled.cpnr("verify")).code).toBe(0);
      } finally {
        await endStarted();
      }
    },
    90 * MINUTE,
  );
}

/** Starts a subcommand of cpnr for a stack. */
function startCpnr(stack: OwnStack, command: string, ...args: readonly string[]): Running {
  const { argv, env } = stack.cpnrCommand(command, ...args);
  return start(argv, env);
}

interface Usage {
  /** Resident memory. */
  readonly kib: number;
  readonly files: number;
  readonly sockets: number;
}

/** What a process uses. */
function usageOf({ pid }: ChildProcess): Usage {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  const folder = `/proc/${pid}/fd`;
  const targets = readdirSync(folder).flatMap((file) => {
    try {
      return [readlinkSync(`${folder}/${file}`)];
    } catch {
      // It was closed in between.
      return [];
    }
  });
  return {
    kib: Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1]),
    files: targets.length,
    sockets: targets.filter((target) => target.startsWith("socket:")).length,
  };
}
