import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { ROOT } from "../../lab/client/commands";
import { resultsIn } from "../lab/drill";
import { OwnStack } from "../lab/ownStack";
import { MINUTE } from "../lab/stack";

const HOUR_S = 3600;
/** Cuts of the two drills that are measured first. */
const FEW_CUTS = 5;
const MORE_CUTS = 15;
/** Interval in s between two looks of heal: more than 700 looks in an hour. */
const INTERVAL_S = 5;
/** Longest time in ms without a response in a drill beside another load. */
const MAX_GAP_MS = 5000;

/** Commands that run for an hour. The lab's tokens live for ten minutes. */
export function hour(): void {
  const drilled = new OwnStack("drilled", 3);
  const watched = new OwnStack("watched", 4);

  beforeAll(async () => {
    for (const stack of [drilled, watched]) {
      await stack.create((raw) => {
        raw.drill.maxGap = MAX_GAP_MS;
        raw.heal.interval = INTERVAL_S;
        // With MII the ports propagate the uplink's status, and the lab's Neutron then ignores that a port is down.
        raw.bond.linkMonitor = { type: "arp", interval: 100, targets: [stack.gateway] };
      });
      const { code, text } = await stack.up();
      expect({ code, text }).toMatchObject({ code: 0 });
    }
  }, 10 * MINUTE);

  afterAll(async () => {
    await drilled.remove();
    await watched.remove();
  }, 10 * MINUTE);

  it(
    "of a drill outlives its tokens, and an hour of a watch needs no more memory and no more sockets than a minute of it",
    async () => {
      const watch = startWatch(watched);
      try {
        await pause(2 * MINUTE);
        const early = usageOf(watch);
        console.log("heal --watch after 2 minutes", early);
        const seconds = await drillFor(drilled, HOUR_S);
        const late = usageOf(watch);
        console.log("heal --watch after an hour", late, `; the drill took ${seconds} s`);
        expect(seconds).toBeGreaterThanOrEqual(HOUR_S);
        expect(late.sockets).toBeLessThanOrEqual(early.sockets + 2);
        expect(late.files).toBeLessThanOrEqual(early.files + 2);
        expect(late.kib).toBeLessThan(1.3 * early.kib);
      } finally {
        watch.kill("SIGINT");
        await once(watch, "exit");
      }
    },
    90 * MINUTE,
  );
}

/** Starts `cpnr heal --watch`. */
function startWatch(stack: OwnStack): ChildProcess {
  const { argv, env } = stack.cpnrCommand("heal", "--watch");
  return spawn(argv[0] as string, argv.slice(1), {
    cwd: ROOT,
    env: { ...process.env, ...env },
    stdio: "ignore",
  });
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

/** Drills a stack's VNF by its ports for a time in s, without a fault. Returns the time in s that it took. */
async function drillFor(stack: OwnStack, seconds: number): Promise<number> {
  const drill = async (cuts: number) => {
    const startedAt = performance.now();
    const { code, text } = await stack.cpnr(
      "drill",
      "--way",
      "port",
      "--cuts",
      `${cuts}`,
      "--format",
      "json",
    );
    const [result] = Object.values(resultsIn(text));
    expect({ faults: result?.faults, text }).toMatchObject({ faults: [] });
    expect(code).toBe(0);
    return (performance.now() - startedAt) / 1000;
  };
  const few = await drill(FEW_CUTS);
  const secondsPerCut = ((await drill(MORE_CUTS)) - few) / (MORE_CUTS - FEW_CUTS);
  return drill(Math.ceil((1.1 * seconds) / secondsPerCut));
}
