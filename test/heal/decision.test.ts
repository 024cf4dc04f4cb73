import type { Condition, State } from "../../heal/condition";
import { type Decision, decide, isRecovering, memoryAfter, nextMemory } from "../../heal/decision";
import type { VnfMemory } from "../../heal/memory";
import type { Heal } from "../../plan/plan";

const S = 1000;
const verification = { bootupTime: 300, recoveryWait: 30 } as never;

function is(state: State, more: Partial<Condition> = {}): Condition {
  return { state, evidence: [], serverId: "s", silent: false, ...more };
}

/** A VNF's history: looks at these times in s, each with what was seen; every decision, and what it did at the end. */
class History {
  memory: VnfMemory = { attempts: [] };
  private readonly plan;

  constructor(
    heal: Partial<Heal> = {},
    private readonly anotherAnswers = false,
    private readonly recovering?: string,
  ) {
    this.plan = {
      heal: { policy: "REBOOT_THEN_REDEPLOY" as const, attempts: 3, interval: 10, ...heal },
      verification,
    };
  }

  look(at: number, condition: Condition): Decision {
    const now = at * S;
    this.memory = nextMemory(this.memory, condition, now);
    const { anotherAnswers, recovering, plan } = this;
    const decision = decide(condition, this.memory, { plan, anotherAnswers, recovering, now });
    if (decision.do === "reboot" || decision.do === "redeploy") {
      this.memory = memoryAfter(this.memory, decision.do, now);
    }
    return decision;
  }
}

describe("heal's decision", () => {
  it("gives a VNF that is down its recovery_wait, then reboots it", () => {
    const history = new History();
    history.look(0, is("healthy"));
    expect(history.look(10, is("down"))).toMatchObject({ do: "wait", seconds: 30, next: "reboot" });
    expect(history.look(39, is("down"))).toMatchObject({ do: "wait", seconds: 1 });
    expect(history.look(40, is("down"))).toMatchObject({
      do: "reboot",
      why: expect.stringContaining("30 s; recovery 1 of 3"),
    });
  });

  it("begins to count anew when the VNF was healthy between", () => {
    const history = new History();
    history.look(0, is("down"));
    history.look(20, is("healthy"));
    expect(history.look(31, is("down"))).toMatchObject({ do: "wait", seconds: 30 });
  });

  it("gives a VNF that it rebooted its bootup_time, and deploys it anew if it boots and still fails", () => {
    const history = new History();
    history.look(0, is("down"));
    history.look(30, is("down"));
    expect(history.look(40, is("busy"))).toMatchObject({ do: "wait", seconds: 290, next: "redeploy" });
    expect(history.look(50, is("down", { silent: true }))).toMatchObject({ do: "wait", seconds: 280 });
    expect(history.look(60, is("down"))).toMatchObject({ do: "wait", seconds: 30, next: "redeploy" });
    expect(history.look(90, is("down"))).toMatchObject({ do: "redeploy" });
  });

  it("acts again on a VNF that does not boot within its bootup_time", () => {
    const history = new History({ policy: "REBOOT_ONLY" });
    history.look(0, is("down"));
    history.look(30, is("down"));
    expect(history.look(329, is("down", { silent: true }))).toMatchObject({ do: "wait", seconds: 1 });
    expect(history.look(330, is("down", { silent: true }))).toMatchObject({ do: "reboot" });
  });

  it("takes a silent guest that was never healthy for one that boots", () => {
    const history = new History();
    const silent = is("down", { silent: true });
    expect(history.look(0, silent)).toMatchObject({ do: "wait", seconds: 300 });
    history.look(10, is("healthy"));
    expect(history.look(20, silent)).toMatchObject({ do: "wait", seconds: 30 });
  });

  it("gives up after its attempts, once the last one has had its time", () => {
    const history = new History({ attempts: 1 });
    history.look(0, is("down"));
    history.look(30, is("down"));
    expect(history.look(40, is("busy"))).toMatchObject({ do: "wait", next: "nothing" });
    expect(history.look(330, is("down"))).toMatchObject({ do: "wait", seconds: 30, next: "nothing" });
    expect(history.look(360, is("down"))).toMatchObject({
      do: "nothing",
      why: "it still fails after 1 recoveries: recover it by hand",
    });
  });

  it.each<[Heal["policy"], string | null, string]>([
    ["REBOOT_ONLY", "s", "reboot"],
    ["REBOOT_ONLY", null, "nothing"],
    ["REDEPLOY_ONLY", "s", "redeploy"],
    ["REBOOT_THEN_REDEPLOY", null, "redeploy"],
  ])("is by policy %s, for server %s, to %s", (policy, serverId, action) => {
    const history = new History({ policy });
    history.look(0, is("down", { serverId }));
    expect(history.look(30, is("down", { serverId })).do).toBe(action);
  });

  it.each<State>(["healthy", "not recoverable", "unknown"])(
    "leaves a VNF alone that is %s, however long",
    (state) => {
      const history = new History();
      expect([0, 1000, 9999].map((at) => history.look(at, is(state)).do)).toEqual(Array(3).fill("nothing"));
      expect(history.memory.attempts).toEqual([]);
    },
  );

  it("does not count time in which the state was unknown", () => {
    const history = new History();
    history.look(0, is("down"));
    history.look(29, is("unknown"));
    expect(history.look(31, is("down"))).toMatchObject({ do: "wait", seconds: 30 });
  });

  it("touches a VNF that still answers only if another one does", () => {
    const last = new History();
    const spare = new History({}, true);
    for (const at of [0, 30]) {
      expect(last.look(at, is("degraded"))).toMatchObject({
        do: "nothing",
        why: "it still answers DNS queries, and no other VNF does",
      });
    }
    spare.look(0, is("degraded"));
    expect(spare.look(30, is("degraded")).do).toBe("reboot");
  });

  it("touches none while another one is being recovered", () => {
    const history = new History({}, true, "dns-2");
    history.look(0, is("down"));
    expect(history.look(999, is("down"))).toMatchObject({
      do: "nothing",
      why: expect.stringContaining('"dns-2"'),
    });
  });
});

describe("a VNF that is being recovered", () => {
  const heal = { policy: "REBOOT_ONLY", attempts: 2, interval: 10 } as const;
  const once = [{ action: "reboot" as const, at: 0 }];
  const twice = [...once, ...once];
  const recovering = (memory: VnfMemory, at: number) => isRecovering(memory, { heal, verification }, at * S);

  it("is one that was acted on and boots, or will be acted on again", () => {
    expect(recovering({ attempts: twice, phase: { is: "booting", since: 0 } }, 299)).toBe(true);
    expect(recovering({ attempts: once, phase: { is: "booting", since: 0 } }, 301)).toBe(true);
    expect(recovering({ attempts: once, phase: { is: "failing", since: 0 } }, 0)).toBe(true);
  });

  it("is none that was given up, is healthy, or was not acted on", () => {
    expect(recovering({ attempts: twice, phase: { is: "booting", since: 0 } }, 300)).toBe(false);
    expect(recovering({ attempts: twice, phase: { is: "failing", since: 0 } }, 0)).toBe(false);
    expect(recovering({ attempts: [] }, 0)).toBe(false);
    expect(recovering({ attempts: [], phase: { is: "booting", since: 0 } }, 0)).toBe(false);
  });
});
