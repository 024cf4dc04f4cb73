import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type HealEntry, type HealPlan, heal } from "../../heal/heal";
import { Memory } from "../../heal/memory";
import { planFrom } from "../settings";

const UNREACHED = "Nobody answers at http://203.0.113.1:5000/v3.";

describe("a cloud that can't be reached", () => {
  let folder = "";
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "cpnr-heal-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  /** Heals until the cloud was asked three times. */
  async function healing(watch: boolean): Promise<{ asked: number; entries: HealEntry[]; ended: Error }> {
    const stop = new AbortController();
    const entries: HealEntry[] = [];
    let asked = 0;
    const lab = planFrom("lab");
    const plan: HealPlan = {
      stack: {
        plan: { ...lab, heal: { ...lab.heal, interval: 0.001 } },
        owner: "cpnr/lab",
      },
      connect: async () => {
        asked += 1;
        if (asked === 3) {
          stop.abort(new Error("stopped"));
        }
        throw new Error(UNREACHED);
      },
      memory: new Memory(join(folder, "heal.json")),
      redeploy: () => Promise.reject(new Error("nothing may be redeployed")),
      log: (entry) => entries.push(entry),
      watch,
      dryRun: false,
      signal: stop.signal,
    };
    const ended = await heal(plan).then(
      () => new Error("nothing was left to do"),
      (error: Error) => error,
    );
    return { asked, entries, ended };
  }

  it("is outlasted by a watch, which says once that it knows nothing of the VNFs and does nothing", async () => {
    const { asked, entries, ended } = await healing(true);
    expect(asked).toBe(3);
    expect(ended.message).toMatch(/stopped|aborted/);
    expect(entries).toHaveLength(1);
    expect(entries[0]).toMatchObject({
      vnf: "cpnr-dns-1",
      condition: { state: "unknown", evidence: [`state of the server is unknown: ${UNREACHED}`] },
      decision: { do: "nothing", why: "the state is unknown" },
    });
  });

  it("ends a heal that is to end, with why", async () => {
    const { asked, entries, ended } = await healing(false);
    expect(asked).toBe(1);
    expect(entries).toEqual([]);
    expect(ended.message).toBe(UNREACHED);
  });
});
