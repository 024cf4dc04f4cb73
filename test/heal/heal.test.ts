import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type HealEntry, type HealOptions, heal } from "../../heal/heal";
import { Memory } from "../../heal/memory";
import { planFrom } from "../settings";

const UNREACHABLE = "No response from http://203.0.113.1:5000/v3.";

describe("heal with an unreachable cloud", () => {
  let folder = "";
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "cpnr-heal-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  /** Runs heal, and stops it at the third connection attempt. */
  async function runHeal(watch: boolean): Promise<{ attempts: number; entries: HealEntry[]; ended: Error }> {
    const stop = new AbortController();
    const entries: HealEntry[] = [];
    let attempts = 0;
    const lab = planFrom("lab");
    const plan: HealOptions = {
      stack: {
        plan: { ...lab, heal: { ...lab.heal, interval: 0.001 } },
        owner: "cpnr/lab",
      },
      connect: async () => {
        attempts += 1;
        if (attempts === 3) {
          stop.abort(new Error("stopped"));
        }
        throw new Error(UNREACHABLE);
      },
      memory: new Memory(join(folder, "heal.json")),
      redeploy: () => Promise.reject(new Error("no VNF may be redeployed")),
      log: (entry) => entries.push(entry),
      isWatch: watch,
      isDryRun: false,
      signal: stop.signal,
    };
    const ended = await heal(plan).then(
      () => new Error("nothing was left to do"),
      (error: Error) => error,
    );
    return { attempts, entries, ended };
  }

  it("goes on in a watch, logs the unknown state of each VNF once, and does nothing", async () => {
    const { attempts, entries, ended } = await runHeal(true);
    expect(attempts).toBe(3);
    expect(ended.message).toMatch(/stopped|aborted/);
    expect(entries).toHaveLength(1);
    expect(entries[0]).toMatchObject({
      vnf: "cpnr-dns-1",
      condition: { state: "unknown", evidence: [`state of the server is unknown: ${UNREACHABLE}`] },
      decision: {
        do: "nothing",
        why: "the state is unknown, so heal does not act (cpnr verify shows the checks)",
      },
    });
  });

  it("ends without a watch, with the error", async () => {
    const { attempts, entries, ended } = await runHeal(false);
    expect(attempts).toBe(1);
    expect(entries).toEqual([]);
    expect(ended.message).toBe(UNREACHABLE);
  });
});
