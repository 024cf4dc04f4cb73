import type { Condition, State } from "../../heal/condition";
import { type Decision, decide } from "../../heal/decision";
import { memoryOf, type VnfMemory } from "../../heal/memory";
import { recordRecovery, recordRefusal, recordUnclearRecovery, updateMemory } from "../../heal/observation";
import type { Heal } from "../../plan/plan";
import { conditionWith, GONE, healPlan, passed, SILENT } from "./fixtures";

const DOWN = conditionWith("down");
const HEALTHY = conditionWith("healthy");

/** The history of one VNF, which heal looks at every 10 s. */
class History {
  memory: VnfMemory = memoryOf({ vnfs: {} }, "dns-1");
  readonly actions: string[] = [];
  private readonly plan;

  constructor(
    heal: Partial<Heal> = {},
    private readonly result: (action: string) => "accepted" | "refused" | "unclear" = () => "accepted",
  ) {
    this.plan = healPlan(heal);
  }

  /** Looks at the VNF after some time. @param isContinuous whether somebody looked all the time */
  look(condition: Condition, seconds = 10, isContinuous = true): Decision {
    this.memory = updateMemory(this.memory, condition, { seconds, isContinuous }, 30);
    const decision = decide(condition, this.memory, [this.memory], this.plan);
    if (decision.do === "reboot" || decision.do === "redeploy") {
      this.actions.push(decision.do);
      this.#record(decision.do);
    }
    return decision;
  }

  /** Looks at the VNF every 10 s. @returns the last decision */
  watch(condition: Condition, seconds: number): Decision {
    let decision = this.look(condition);
    for (let time = 10; time < seconds; time += 10) {
      decision = this.look(condition);
    }
    return decision;
  }

  #record(action: "reboot" | "redeploy"): void {
    switch (this.result(action)) {
      case "accepted":
        this.memory = recordRecovery(this.memory, action, 0);
        break;
      case "refused":
        this.memory = recordRefusal(this.memory, "Nova responded with status 503");
        break;
      case "unclear":
        this.memory = recordUnclearRecovery(this.memory, action, 0);
    }
  }
}

describe("decide", () => {
  it("waits recovery_wait for a VNF that is down, then reboots it", () => {
    const history = new History();
    history.look(HEALTHY);
    expect(history.look(DOWN)).toMatchObject({ do: "wait", seconds: 30, next: "reboot" });
    expect(history.look(DOWN, 29)).toMatchObject({ do: "wait", seconds: 10 });
    expect(history.look(DOWN, 1)).toMatchObject({
      do: "reboot",
      why: "it did not recover by itself within 30 s; recovery 1 of 3",
    });
  });

  it("needs three looks in a row, however long the interval is", () => {
    const history = new History({ interval: 60 });
    expect(history.look(DOWN, 60)).toMatchObject({ do: "wait", seconds: 120 });
    expect(history.look(DOWN, 60)).toMatchObject({ do: "wait", seconds: 60 });
    expect(history.look(DOWN, 60)).toMatchObject({ do: "reboot" });
  });

  it.each<[string, Condition]>([
    ["was healthy", HEALTHY],
    ["was in an unknown state", conditionWith("unknown")],
    ["answered the client", conditionWith("degraded")],
  ])("starts recovery_wait again after the VNF %s", (_, between) => {
    const history = new History();
    history.watch(DOWN, 30);
    history.look(between);
    expect(history.look(DOWN)).toMatchObject({ do: "wait", seconds: 30 });
  });

  it("starts recovery_wait again after a week in which nobody looked", () => {
    const history = new History();
    history.watch(DOWN, 30);
    expect(history.look(DOWN, 7 * 86_400, false)).toMatchObject({ do: "wait", seconds: 30 });
  });

  it("waits bootup_time after a reboot, and redeploys the VNF if it boots and still fails", () => {
    const history = new History();
    history.watch(DOWN, 40);
    expect(history.look(conditionWith("busy"))).toMatchObject({ do: "wait", seconds: 290, next: "redeploy" });
    expect(history.look(SILENT)).toMatchObject({ do: "wait", for: "boot", seconds: 280 });
    expect(history.look(DOWN)).toMatchObject({ do: "wait", for: "recovery", seconds: 30, next: "redeploy" });
    expect(history.watch(DOWN, 30)).toMatchObject({ do: "redeploy" });
  });

  it("gives a server that is still shut off directly after a reboot the time to boot", () => {
    const history = new History();
    const shutOff = conditionWith("down", { serverStatus: "SHUTOFF" });
    history.watch(shutOff, 40);
    expect(history.look(shutOff)).toMatchObject({ do: "wait", for: "boot", seconds: 290 });
  });

  it("recovers a VNF again if it does not boot within bootup_time", () => {
    const history = new History({ policy: "REBOOT_ONLY" });
    history.watch(DOWN, 40);
    expect(history.watch(SILENT, 290)).toMatchObject({ do: "wait", seconds: 10 });
    expect(history.look(SILENT)).toMatchObject({ do: "reboot" });
  });

  it("recovers a VNF that boots again and again, and never comes up", () => {
    const history = new History({ policy: "REBOOT_ONLY" });
    for (let time = 0; time < 400; time += 40) {
      history.watch(conditionWith("busy"), 20);
      history.watch(DOWN, 20);
    }
    expect(history.actions).toEqual(["reboot"]);
  });

  it("treats a silent guest that was not healthy since its last recovery as booting", () => {
    const history = new History();
    expect(history.look(SILENT)).toMatchObject({ do: "wait", seconds: 300 });
    history.look(HEALTHY);
    expect(history.look(SILENT)).toMatchObject({ do: "wait", seconds: 30 });
  });

  it("gives up after the last attempt and the wait that follows", () => {
    const history = new History({ attempts: 1 });
    history.watch(DOWN, 40);
    expect(history.look(conditionWith("busy"))).toMatchObject({ do: "wait", next: "nothing" });
    expect(history.look(DOWN)).toMatchObject({ do: "wait", seconds: 30, next: "nothing" });
    expect(history.watch(DOWN, 30)).toEqual({
      do: "nothing",
      why: "it still fails after recovery 1 of 1: recover it by hand",
    });
  });

  it("does not wait for the boot of a server that is gone", () => {
    const history = new History();
    history.watch(DOWN, 40);
    expect(history.look(GONE)).toMatchObject({ do: "wait", for: "recovery", seconds: 30, next: "redeploy" });
  });

  it("redeploys a VNF only if its server is gone for recovery_wait, not in one look", () => {
    const history = new History();
    history.watch(DOWN, 30);
    expect(history.look(GONE)).toMatchObject({ do: "wait", seconds: 30, next: "redeploy" });
    expect(history.look(DOWN)).toMatchObject({ do: "wait", next: "reboot" });
    history.watch(GONE, 40);
    expect(history.actions).toEqual(["redeploy"]);
  });

  it.each<[Heal["policy"], Condition, string[]]>([
    ["REBOOT_ONLY", DOWN, ["reboot"]],
    ["REBOOT_ONLY", GONE, []],
    ["REDEPLOY_ONLY", DOWN, ["redeploy"]],
    ["REBOOT_THEN_REDEPLOY", GONE, ["redeploy"]],
  ])("with policy %s does the first action of the policy", (policy, condition, actions) => {
    const history = new History({ policy });
    history.watch(condition, 40);
    expect(history.actions).toEqual(actions);
  });

  it("says at once that it can't reboot a server that is gone", () => {
    expect(new History({ policy: "REBOOT_ONLY" }).look(GONE)).toEqual({
      do: "nothing",
      why: "no server to reboot, and the policy is REBOOT_ONLY",
    });
  });

  it.each<State>(["healthy", "degraded", "not recoverable", "unknown"])(
    "never touches a VNF whose state is: %s",
    (state) => {
      const history = new History();
      expect(history.watch(conditionWith(state), 9999).do).toBe("nothing");
      expect(history.actions).toEqual([]);
    },
  );

  it("reports a VNF that answers but has a fault, with advice", () => {
    expect(new History().look(conditionWith("degraded")).why).toBe(
      "it answers DNS queries, so heal does not touch it: reboot or redeploy it by hand when its clients can do without it",
    );
  });

  it.each<Condition["client"]>(["answered", "unknown"])(
    "never touches a guest that does not end its boot while the client's result is: %s",
    (client) => {
      const history = new History();
      expect(history.watch(conditionWith("busy", { client }), 9999)).toEqual({
        do: "nothing",
        why: "heal acts only if a DNS client outside gets no response for 30 s",
      });
      history.look(conditionWith("busy"));
      expect(history.actions).toEqual([]);
    },
  );
});

describe("decide, after a refused recovery", () => {
  it("tries again after a wait that doubles, and counts no attempt", () => {
    const history = new History({}, () => "refused");
    history.watch(DOWN, 40);
    expect(history.look(DOWN)).toEqual({
      do: "wait",
      for: "retry",
      seconds: 20,
      next: "reboot",
      why: "20 s left until the next attempt (refused once: Nova responded with status 503)",
    });
    history.watch(DOWN, 20);
    expect(history.look(DOWN)).toMatchObject({ do: "wait", for: "retry", seconds: 50 });
    history.watch(DOWN, 3600);
    expect(new Set(history.actions)).toEqual(new Set(["reboot"]));
    expect(history.actions.length).toBeLessThan(12);
    expect(history.memory).toMatchObject({ attempts: [], recoveries: [] });
  });

  it("does not redeploy a VNF because Nova refuses the reboot, and reboots it when Nova accepts", () => {
    let isAccepting = false;
    const history = new History({}, () => (isAccepting ? "accepted" : "refused"));
    history.watch(DOWN, 300);
    isAccepting = true;
    history.watch(DOWN, 300);
    expect(history.memory.attempts.map(({ action }) => action).slice(0, 1)).toEqual(["reboot"]);
  });

  it("gives the VNF time to boot if there was no response, and counts the recovery for the limits only", () => {
    const history = new History({}, () => "unclear");
    history.look(HEALTHY);
    history.watch(DOWN, 40);
    expect(history.look(SILENT)).toMatchObject({ do: "wait", for: "boot", seconds: 290, next: "reboot" });
    expect(history.memory).toMatchObject({ attempts: [], recoveries: [{ action: "reboot" }] });
  });
});

describe("decide, for a VNF that flaps", () => {
  it("forgets the attempts only after the VNF was healthy for recovery_wait", () => {
    const history = new History();
    history.watch(DOWN, 40);
    expect(history.look(HEALTHY)).toEqual({
      do: "wait",
      for: "proof",
      seconds: 30,
      next: "nothing",
      why: "every check passes; 30 s left until the recovery counts as successful",
    });
    history.look(DOWN);
    expect(history.memory.attempts).toHaveLength(1);
    history.watch(HEALTHY, 40);
    expect(history.memory.attempts).toEqual([]);
    expect(history.look(HEALTHY)).toEqual({ do: "nothing", why: "every check passes" });
  });

  it("does not exceed the limits per hour and per day, and recovers it again afterwards", () => {
    const history = new History({ policy: "REBOOT_ONLY", perHour: 2, perDay: 6 });
    const flap = (hours: number) => {
      for (let time = 0; time < hours * 3600; time += 100) {
        history.watch(DOWN, 50);
        history.watch(HEALTHY, 50);
      }
      return history.actions.length;
    };
    expect(flap(1)).toBe(2);
    expect(flap(23)).toBe(6);
    expect(flap(24)).toBeLessThanOrEqual(12);
    expect(history.actions.length).toBeGreaterThan(6);
  });

  it("says which limit is reached, and when the next recovery is possible", () => {
    const history = new History({ perHour: 1 });
    history.watch(DOWN, 40);
    expect(history.watch(DOWN, 600)).toEqual({
      do: "nothing",
      why: "1 recovery of this VNF in the last hour (limit cpnr:heal.perHour: 1), the next one is possible in 50 min",
    });
  });

  it("counts the recoveries of all VNFs for the limit of the stack", () => {
    let memory: VnfMemory = memoryOf({ vnfs: {} }, "dns-1");
    for (let look = 0; look < 4; look += 1) {
      memory = updateMemory(memory, DOWN, passed(10), 30);
    }
    const other = recordRecovery(memoryOf({ vnfs: {} }, "dns-2"), "reboot", 0);
    const plan = healPlan({ stackPerDay: 2 });
    expect(decide(DOWN, memory, [memory, other], plan).do).toBe("reboot");
    expect(decide(DOWN, memory, [memory, other, other], plan).why).toMatch(
      /2 recoveries in this stack in the last 24 h \(limit cpnr:heal\.stackPerDay: 2\)/,
    );
  });
});
