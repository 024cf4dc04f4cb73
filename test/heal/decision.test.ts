import type { Condition, State } from "../../heal/condition";
import type { Heal } from "../../plan/plan";
import { conditionWith, GONE, SILENT } from "./fixtures";
import { History } from "./history";

const DOWN = conditionWith("down");
const HEALTHY = conditionWith("healthy");
const ON_DEAD_HOST = conditionWith("down", { silent: true, obstacleToReboot: "the server's host is down" });

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

  it("gives a server that somebody has deployed the time to boot, however long there was none", () => {
    const history = new History({ policy: "REBOOT_ONLY" });
    history.watch(HEALTHY, 60);
    history.watch(GONE, 3600);
    const deployed = { ...SILENT, serverId: "deployed by hand" };
    expect(history.look(deployed)).toMatchObject({ do: "wait", for: "boot", seconds: 300 });
    history.watch(deployed, 290);
    expect(history.actions).toEqual([]);
    history.watch(deployed, 20);
    expect(history.actions).toEqual(["reboot"]);
  });

  it("gives a server that is still shut off directly after a reboot the time to boot", () => {
    const history = new History();
    const shutOff = conditionWith("down", { serverStatus: "SHUTOFF" });
    history.watch(shutOff, 40);
    expect(history.look(shutOff)).toMatchObject({ do: "wait", for: "boot", seconds: 290 });
  });

  it("does not wait for a server to boot that was shut off while heal had just begun to look", () => {
    const history = new History();
    expect(history.look(SILENT)).toMatchObject({ do: "wait", for: "boot" });
    const shutOff = conditionWith("down", { serverStatus: "SHUTOFF" });
    expect(history.look(shutOff)).toMatchObject({ do: "wait", for: "recovery", seconds: 30 });
    expect(history.watch(shutOff, 30)).toMatchObject({ do: "reboot" });
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
    ["REBOOT_THEN_REDEPLOY", ON_DEAD_HOST, ["redeploy"]],
    ["REBOOT_ONLY", ON_DEAD_HOST, []],
  ])("with policy %s does the first action of the policy", (policy, condition, actions) => {
    const history = new History({ policy });
    history.watch(condition, 40);
    expect(history.actions).toEqual(actions);
  });

  it("says at once that it can't reboot a server whose host is down", () => {
    expect(new History({ policy: "REBOOT_ONLY" }).look(ON_DEAD_HOST)).toEqual({
      do: "nothing",
      why: "the server's host is down, and the policy is REBOOT_ONLY",
    });
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
