import type { Condition, State } from "../../heal/condition";
import { type Decision, decide, isRecovering, recordAttempt, updateMemory } from "../../heal/decision";
import type { VnfMemory } from "../../heal/memory";
import type { Heal } from "../../plan/plan";

const S = 1000;
const verification = { bootupTime: 300, recoveryWait: 30 } as never;

function conditionWith(state: State, more: Partial<Condition> = {}): Condition {
  return { state, evidence: [], serverId: "s", silent: false, ...more };
}

/** The history of a VNF: observes it at times in s, and keeps the memory after each decision. */
class History {
  memory: VnfMemory = { attempts: [] };
  private readonly plan;

  constructor(
    heal: Partial<Heal> = {},
    private readonly isAnotherVnfAnswering = false,
    private readonly recovering?: string,
  ) {
    this.plan = {
      heal: { policy: "REBOOT_THEN_REDEPLOY" as const, attempts: 3, interval: 10, ...heal },
      verification,
    };
  }

  observe(at: number, condition: Condition): Decision {
    const now = at * S;
    this.memory = updateMemory(this.memory, condition, now);
    const { isAnotherVnfAnswering, recovering, plan } = this;
    const decision = decide(condition, this.memory, { plan, isAnotherVnfAnswering, recovering, now });
    if (decision.do === "reboot" || decision.do === "redeploy") {
      this.memory = recordAttempt(this.memory, decision.do, now);
    }
    return decision;
  }
}

describe("decide", () => {
  it("waits recovery_wait for a VNF that is down, then reboots it", () => {
    const history = new History();
    history.observe(0, conditionWith("healthy"));
    expect(history.observe(10, conditionWith("down"))).toMatchObject({
      do: "wait",
      seconds: 30,
      next: "reboot",
    });
    expect(history.observe(39, conditionWith("down"))).toMatchObject({ do: "wait", seconds: 1 });
    expect(history.observe(40, conditionWith("down"))).toMatchObject({
      do: "reboot",
      why: expect.stringContaining("30 s; recovery 1 of 3"),
    });
  });

  it("starts recovery_wait again after the VNF was healthy", () => {
    const history = new History();
    history.observe(0, conditionWith("down"));
    history.observe(20, conditionWith("healthy"));
    expect(history.observe(31, conditionWith("down"))).toMatchObject({ do: "wait", seconds: 30 });
  });

  it("waits bootup_time after a reboot, and redeploys the VNF if it boots and still fails", () => {
    const history = new History();
    history.observe(0, conditionWith("down"));
    history.observe(30, conditionWith("down"));
    expect(history.observe(40, conditionWith("busy"))).toMatchObject({
      do: "wait",
      seconds: 290,
      next: "redeploy",
    });
    expect(history.observe(50, conditionWith("down", { silent: true }))).toMatchObject({
      do: "wait",
      seconds: 280,
    });
    expect(history.observe(60, conditionWith("down"))).toMatchObject({
      do: "wait",
      seconds: 30,
      next: "redeploy",
    });
    expect(history.observe(90, conditionWith("down"))).toMatchObject({ do: "redeploy" });
  });

  it("recovers a VNF again if it does not boot within bootup_time", () => {
    const history = new History({ policy: "REBOOT_ONLY" });
    history.observe(0, conditionWith("down"));
    history.observe(30, conditionWith("down"));
    expect(history.observe(329, conditionWith("down", { silent: true }))).toMatchObject({
      do: "wait",
      seconds: 1,
    });
    expect(history.observe(330, conditionWith("down", { silent: true }))).toMatchObject({ do: "reboot" });
  });

  it("treats a silent guest that was never healthy as booting", () => {
    const history = new History();
    const silent = conditionWith("down", { silent: true });
    expect(history.observe(0, silent)).toMatchObject({ do: "wait", seconds: 300 });
    history.observe(10, conditionWith("healthy"));
    expect(history.observe(20, silent)).toMatchObject({ do: "wait", seconds: 30 });
  });

  it("gives up after the last attempt and the wait that follows", () => {
    const history = new History({ attempts: 1 });
    history.observe(0, conditionWith("down"));
    history.observe(30, conditionWith("down"));
    expect(history.observe(40, conditionWith("busy"))).toMatchObject({ do: "wait", next: "nothing" });
    expect(history.observe(330, conditionWith("down"))).toMatchObject({
      do: "wait",
      seconds: 30,
      next: "nothing",
    });
    expect(history.observe(360, conditionWith("down"))).toMatchObject({
      do: "nothing",
      why: "it still fails after recovery 1 of 1: recover it by hand",
    });
  });

  it.each<[Heal["policy"], string | null, string]>([
    ["REBOOT_ONLY", "s", "reboot"],
    ["REBOOT_ONLY", null, "nothing"],
    ["REDEPLOY_ONLY", "s", "redeploy"],
    ["REBOOT_THEN_REDEPLOY", null, "redeploy"],
  ])("with policy %s and server %s decides: %s", (policy, serverId, action) => {
    const history = new History({ policy });
    history.observe(0, conditionWith("down", { serverId }));
    expect(history.observe(30, conditionWith("down", { serverId })).do).toBe(action);
  });

  it.each<State>(["healthy", "not recoverable", "unknown"])(
    "never touches a VNF whose state is: %s",
    (state) => {
      const history = new History();
      expect([0, 1000, 9999].map((at) => history.observe(at, conditionWith(state)).do)).toEqual(
        Array(3).fill("nothing"),
      );
      expect(history.memory.attempts).toEqual([]);
    },
  );

  it("starts recovery_wait again after the state was unknown", () => {
    const history = new History();
    history.observe(0, conditionWith("down"));
    history.observe(29, conditionWith("unknown"));
    expect(history.observe(31, conditionWith("down"))).toMatchObject({ do: "wait", seconds: 30 });
  });

  it("touches a VNF that still answers only if another VNF answers", () => {
    const last = new History();
    const spare = new History({}, true);
    for (const at of [0, 30]) {
      expect(last.observe(at, conditionWith("degraded"))).toMatchObject({
        do: "nothing",
        why: "it still answers DNS queries, and no other VNF does",
      });
    }
    spare.observe(0, conditionWith("degraded"));
    expect(spare.observe(30, conditionWith("degraded")).do).toBe("reboot");
  });

  it("touches no VNF while another one is being recovered", () => {
    const history = new History({}, true, "dns-2");
    history.observe(0, conditionWith("down"));
    expect(history.observe(999, conditionWith("down"))).toMatchObject({
      do: "nothing",
      why: expect.stringContaining('"dns-2"'),
    });
  });
});

describe("isRecovering", () => {
  const heal = { policy: "REBOOT_ONLY", attempts: 2, interval: 10 } as const;
  const once = [{ action: "reboot" as const, at: 0 }];
  const twice = [...once, ...once];
  const recovering = (memory: VnfMemory, at: number) => isRecovering(memory, { heal, verification }, at * S);

  it("is true for a VNF that boots after a recovery, or has attempts left", () => {
    expect(recovering({ attempts: twice, phase: { is: "booting", since: 0 } }, 299)).toBe(true);
    expect(recovering({ attempts: once, phase: { is: "booting", since: 0 } }, 301)).toBe(true);
    expect(recovering({ attempts: once, phase: { is: "failing", since: 0 } }, 0)).toBe(true);
  });

  it("is false for a VNF without attempts left, or without a recovery", () => {
    expect(recovering({ attempts: twice, phase: { is: "booting", since: 0 } }, 300)).toBe(false);
    expect(recovering({ attempts: twice, phase: { is: "failing", since: 0 } }, 0)).toBe(false);
    expect(recovering({ attempts: [] }, 0)).toBe(false);
    expect(recovering({ attempts: [], phase: { is: "booting", since: 0 } }, 0)).toBe(false);
  });
});
