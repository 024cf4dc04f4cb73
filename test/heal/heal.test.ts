import { getEventListeners } from "node:events";
import type { ActionResult } from "../../heal/actions";
import type { Condition } from "../../heal/condition";
import type { Connection } from "../../heal/connection";
import { type HealEntry, type HealOptions, heal } from "../../heal/heal";
import type { StackMemory } from "../../heal/memory";
import { MemoryStore } from "../../heal/memoryStore";
import { conditionWith, healPlan, instant } from "./fixtures";

const UNREACHABLE = "No response from http://203.0.113.1:5000/v3.";
const DOWN = conditionWith("down");
const HEALTHY = conditionWith("healthy");

/** A heal of one VNF in virtual time, with looks that take no time. */
class HealRun {
  readonly entries: HealEntry[] = [];
  readonly calls: string[] = [];
  readonly saved: StackMemory[] = [];
  readonly stop = new AbortController();
  time = 0;
  reboot: () => Promise<ActionResult> = async () => ({ is: "accepted" });

  /** @param observe the condition of the VNF, or an error */
  constructor(private readonly observe: (run: HealRun) => Condition | Error) {}

  get memory() {
    return this.saved.at(-1)?.vnfs["dns-1"];
  }

  start(change: Partial<HealOptions> = {}): Promise<string[] | Error> {
    const connection: Connection = {
      observe: async () => this.#observe(),
      reboot: () => {
        this.calls.push(`reboot at ${this.time} s`);
        return this.reboot();
      },
    };
    const storage = {
      read: () => undefined,
      write: (text: string) => {
        this.saved.push(JSON.parse(text));
      },
      moveAside: () => "",
    };
    const options: HealOptions = {
      plan: { ...healPlan(), vnfs: [{ name: "dns-1" }] },
      connect: async () => connection,
      redeploy: async (vnf) => {
        this.calls.push(`redeploy ${vnf} at ${this.time} s`);
        return { is: "accepted" };
      },
      store: new MemoryStore(storage, () => undefined),
      log: (entry) => this.entries.push(entry),
      isWatch: false,
      isDryRun: false,
      clock: () => instant(this.time),
      pause: async (ms) => {
        this.time += ms / 1000;
        if (this.time > 10_000) {
          this.stop.abort(new Error("stopped"));
        }
        this.stop.signal.throwIfAborted();
      },
      signal: this.stop.signal,
      ...change,
    };
    return heal(options).catch((error: Error) => error);
  }

  #observe(): Condition {
    const condition = this.observe(this);
    if (condition instanceof Error) {
      throw condition;
    }
    return condition;
  }
}

/** A VNF that is down until a reboot. */
const downUntilReboot = ({ calls }: HealRun) => (calls.length === 0 ? DOWN : HEALTHY);

describe("heal", () => {
  it("reboots a VNF that is down, and ends after the VNF was healthy for recovery_wait", async () => {
    const run = new HealRun(downUntilReboot);
    expect(await run.start()).toEqual([]);
    expect(run.calls).toEqual(["reboot at 30 s"]);
    expect(run.time).toBe(70);
    expect(run.memory).toMatchObject({ attempts: [], recoveries: [{ action: "reboot" }] });
  });

  it("ends at once if every VNF is healthy", async () => {
    const run = new HealRun(() => HEALTHY);
    expect(await run.start()).toEqual([]);
    expect(run.time).toBe(0);
  });

  it("looks again directly before it acts, and leaves a VNF alone that answers again", async () => {
    let looks = 0;
    const run = new HealRun(() => {
      looks += 1;
      return looks === 5 ? conditionWith("healthy") : looks < 5 ? DOWN : HEALTHY;
    });
    expect(await run.start()).toEqual([]);
    expect(run.calls).toEqual([]);
    expect(run.entries.find(({ failure }) => failure)?.failure).toEqual({
      is: "withdrawn",
      reason: "it is healthy now",
    });
  });

  it("writes a recovery to its memory before it acts, so that a killed heal does not repeat it", async () => {
    const run = new HealRun(downUntilReboot);
    let attempts: unknown;
    run.reboot = async () => {
      attempts = run.memory?.attempts;
      return { is: "accepted" };
    };
    await run.start();
    expect(attempts).toEqual([{ action: "reboot", at: expect.any(Number) }]);
  });

  it("forgets a recovery that was refused, logs the reason, and tries again", async () => {
    const run = new HealRun(({ calls }) => (calls.length < 3 ? DOWN : HEALTHY));
    run.reboot = async () =>
      run.calls.length < 3 ? { is: "refused", reason: "status 503" } : { is: "accepted" };
    expect(await run.start()).toEqual([]);
    expect(run.calls).toEqual(["reboot at 30 s", "reboot at 60 s", "reboot at 120 s"]);
    expect(run.entries.flatMap(({ failure }) => failure ?? [])).toEqual(
      Array(2).fill({ is: "refused", reason: "status 503" }),
    );
    expect(run.memory?.recoveries).toHaveLength(1);
  });

  it("ends without a watch if recoveries are refused for a quarter of an hour", async () => {
    const run = new HealRun(() => DOWN);
    run.reboot = async () => ({ is: "refused", reason: "status 503" });
    expect(await run.start()).toEqual(["dns-1"]);
    expect(run.calls).toHaveLength(6);
    expect(run.time).toBeGreaterThan(900);
  });

  it("takes an action that throws for one that may have been done", async () => {
    const run = new HealRun(downUntilReboot);
    run.reboot = () => Promise.reject(new Error("unexpected"));
    expect(await run.start()).toEqual([]);
    expect(run.calls).toHaveLength(1);
    expect(run.entries.at(-2)?.failure ?? run.entries.at(-1)?.failure).toEqual({
      is: "unclear",
      reason: "unexpected",
    });
  });

  it("does not start an action after a signal", async () => {
    let looks = 0;
    const run: HealRun = new HealRun(() => {
      looks += 1;
      if (looks === 5) {
        run.stop.abort(new Error("stopped by SIGTERM"));
      }
      return DOWN;
    });
    expect(await run.start()).toEqual(new Error("stopped by SIGTERM"));
    expect(run.calls).toEqual([]);
  });
});

describe("heal in a dry run", () => {
  it("looks once, and changes nothing", async () => {
    const run = new HealRun(() => DOWN);
    expect(await run.start({ isDryRun: true, isWatch: true })).toEqual(["dns-1"]);
    expect([run.calls, run.saved, run.time]).toEqual([[], [], 0]);
    expect(run.entries).toMatchObject([{ decision: { do: "wait", next: "reboot" } }]);
  });
});

describe("heal with an unreachable cloud", () => {
  const connect = () => Promise.reject(new Error(UNREACHABLE));

  it("goes on in a watch, logs the unknown state of each VNF once, and does nothing", async () => {
    const run = new HealRun(() => HEALTHY);
    expect(await run.start({ isWatch: true, connect })).toEqual(new Error("stopped"));
    expect(run.entries).toMatchObject([
      {
        vnf: "dns-1",
        condition: { state: "unknown", evidence: [`state of the server is unknown: ${UNREACHABLE}`] },
        decision: {
          do: "nothing",
          why: "the state is unknown, so heal does not act (cpnr verify shows the checks)",
        },
      },
    ]);
  });

  it("ends without a watch, with the error", async () => {
    const run = new HealRun(() => HEALTHY);
    expect(await run.start({ connect })).toEqual(new Error(UNREACHABLE));
    expect(run.entries).toEqual([]);
  });

  it("takes a VNF whose observation fails for unknown, and goes on", async () => {
    const run = new HealRun(({ time }) => (time < 100 ? new Error("out of memory") : HEALTHY));
    await run.start({ isWatch: true });
    expect(run.entries.map(({ condition }) => condition.state)).toEqual(["unknown", "healthy"]);
  });
});

describe("heal that watches for a long time", () => {
  it("leaves no listeners, and its memory does not grow", async () => {
    // The VNF flaps: it is down for 10 minutes in each hour.
    const run = new HealRun(({ time }) => (time % 3600 < 600 ? DOWN : HEALTHY));
    let longest = 0;
    let latest = "";
    const storage = {
      read: () => undefined,
      write: (text: string) => {
        latest = text;
        longest = Math.max(longest, text.length);
      },
      moveAside: () => "",
    };
    await run.start({
      isWatch: true,
      store: new MemoryStore(storage, () => undefined),
      log: () => undefined,
      pause: async () => {
        run.time += 10;
        if (run.time > 7 * 86_400) {
          run.stop.abort(new Error("stopped"));
        }
      },
    });
    expect(getEventListeners(run.stop.signal, "abort")).toEqual([]);
    expect(longest).toBeLessThan(10_000);
    expect(JSON.parse(latest).vnfs["dns-1"].recoveries.length).toBeLessThanOrEqual(20);
  });
});
