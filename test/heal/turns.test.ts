import type { Condition } from "../../heal/condition";
import { memoryOf, type VnfMemory } from "../../heal/memory";
import { recordRecovery, recordRefusal, updateMemory } from "../../heal/observation";
import { type Decisions, decideForAll, findDue } from "../../heal/turns";
import type { Heal } from "../../plan/plan";
import { conditionWith, GONE, healPlan, passed, SILENT } from "./fixtures";

const DOWN = conditionWith("down");
const HEALTHY = conditionWith("healthy");

/** A stack that heal looks at every 10 s. */
class StackHistory {
  readonly actions: string[] = [];
  readonly memories = new Map<string, VnfMemory>();
  private recovering: string | undefined;
  private readonly plan;

  constructor(
    heal: Partial<Heal> = {},
    private readonly isAccepted: (vnf: string) => boolean = () => true,
  ) {
    this.plan = healPlan(heal);
  }

  /** Looks at the VNFs for some time. @returns the last decisions */
  watch(conditions: Readonly<Record<string, Condition>>, seconds = 10): Decisions {
    let decisions = this.#look(conditions);
    for (let time = 10; time < seconds; time += 10) {
      decisions = this.#look(conditions);
    }
    return decisions;
  }

  #look(conditions: Readonly<Record<string, Condition>>): Decisions {
    const observed = Object.entries(conditions).map(([name, condition]) => {
      const before = this.memories.get(name) ?? memoryOf({ vnfs: {} }, name);
      const memory = updateMemory(before, condition, passed(10), 30);
      this.memories.set(name, memory);
      return { name, condition, memory };
    });
    const decisions = decideForAll(observed, this.recovering, this.plan);
    this.recovering = decisions.recovering;
    const due = findDue(decisions.entries);
    if (due !== undefined) {
      const { vnf, decision } = due;
      const memory = this.memories.get(vnf) as VnfMemory;
      if (this.isAccepted(vnf)) {
        this.actions.push(`${decision.do} ${vnf}`);
        this.recovering = vnf;
        this.memories.set(vnf, recordRecovery(memory, decision.do, 0));
      } else {
        this.memories.set(vnf, recordRefusal(memory, "refused"));
      }
    }
    return decisions;
  }
}

describe("decideForAll", () => {
  it("recovers one of two VNFs that are down, and the other one after the first was healthy for some time", () => {
    const history = new StackHistory();
    expect(history.watch({ a: DOWN, b: DOWN }, 40).entries.map(({ decision }) => decision)).toMatchObject([
      { do: "reboot" },
      { do: "nothing", why: '"a" is being recovered, and only one VNF at a time' },
    ]);
    history.watch({ a: SILENT, b: DOWN }, 250);
    history.watch({ a: HEALTHY, b: DOWN }, 30);
    expect(history.actions).toEqual(["reboot a"]);
    history.watch({ a: HEALTHY, b: DOWN }, 10);
    expect(history.actions).toEqual(["reboot a", "reboot b"]);
  });

  it("recovers another VNF if the one before answers, but is degraded", () => {
    const history = new StackHistory();
    history.watch({ a: DOWN, b: HEALTHY }, 40);
    history.watch({ a: conditionWith("degraded"), b: DOWN }, 40);
    expect(history.actions).toEqual(["reboot a", "reboot b"]);
  });

  it("recovers another VNF if the server of the first is gone, and the policy is REBOOT_ONLY", () => {
    const history = new StackHistory({ policy: "REBOOT_ONLY" });
    history.watch({ a: DOWN, b: HEALTHY }, 40);
    history.watch({ a: GONE, b: DOWN }, 300);
    expect(history.actions).toEqual(["reboot a", "reboot b"]);
  });

  it("does not take a server for gone while it boots, only because the cloud does not list it once", () => {
    const history = new StackHistory({ policy: "REBOOT_ONLY" });
    history.watch({ a: DOWN, b: DOWN }, 40);
    history.watch({ a: GONE, b: DOWN }, 10);
    history.watch({ a: SILENT, b: DOWN }, 100);
    expect(history.actions).toEqual(["reboot a"]);
  });

  it("recovers another VNF if the attempts for the first are used up", () => {
    const history = new StackHistory({ attempts: 1 });
    history.watch({ a: DOWN, b: HEALTHY }, 40);
    history.watch({ a: DOWN, b: DOWN }, 350);
    expect(history.actions).toEqual(["reboot a", "reboot b"]);
  });

  it("recovers another VNF while a recovery of the first is refused", () => {
    const history = new StackHistory({}, (vnf) => vnf !== "a");
    history.watch({ a: DOWN, b: DOWN }, 60);
    expect(history.actions).toEqual(["reboot b"]);
  });

  it("does not let two VNFs wait for each other that both failed after a reboot", () => {
    const history = new StackHistory();
    history.watch({ a: DOWN, b: DOWN }, 4000);
    expect(history.actions.filter((action) => action.endsWith("a"))).toHaveLength(3);
    expect(history.actions.filter((action) => action.endsWith("b"))).toHaveLength(3);
  });

  it("waits bootup_time for a VNF whose state is unknown after its recovery, and then recovers another one", () => {
    const history = new StackHistory();
    history.watch({ a: DOWN, b: HEALTHY }, 40);
    history.watch({ a: conditionWith("unknown"), b: DOWN }, 290);
    expect(history.actions).toEqual(["reboot a"]);
    history.watch({ a: conditionWith("unknown"), b: DOWN }, 20);
    expect(history.actions).toEqual(["reboot a", "reboot b"]);
  });

  it("gives the turn to the VNF whose last recovery is the oldest, so that a VNF that flaps delays no other", () => {
    const history = new StackHistory();
    history.watch({ a: DOWN, b: HEALTHY }, 40);
    history.watch({ a: HEALTHY, b: HEALTHY }, 60);
    history.watch({ a: DOWN, b: DOWN }, 40);
    expect(history.actions).toEqual(["reboot a", "reboot b"]);
  });
});
