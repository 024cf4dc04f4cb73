import { decide } from "../../heal/decision";
import { memoryOf, type VnfMemory } from "../../heal/memory";
import { recordRecovery, updateMemory } from "../../heal/observation";
import { conditionWith, healPlan, passed, SILENT } from "./fixtures";
import { History } from "./history";

const DOWN = conditionWith("down");
const HEALTHY = conditionWith("healthy");

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
