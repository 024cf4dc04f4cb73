import type { Vnf } from "../../plan/vnf";
import type { Action, Change } from "../../preview/change";
import type { Effect, Impact } from "../../preview/impact";
import { rolloutStatus } from "../../preview/rolloutStatus";
import { LOCAL_COMMAND } from "../../report/kinds";

const ROLLOUT = { canary: false, maxUnavailable: 1 };

/** The status of VNFs: what a preview says of the server of each, and of its verification. */
function statusOf(vnfs: Record<string, [effect: Effect, verification: Action]>) {
  const names = Object.keys(vnfs);
  const impacts = Object.entries(vnfs).map(
    ([vnf, [effect]]): Impact => ({
      vnf,
      effect,
      reasons: effect === "replaced" ? ["Day0 changes"] : [],
      serverId: effect === "created" ? undefined : `${vnf}-id`,
    }),
  );
  const changes = Object.entries(vnfs).map(([vnf, [, action]]) => ({
    type: LOCAL_COMMAND,
    action,
    urn: `urn:pulumi:lab::cpnr::${LOCAL_COMMAND}::cpnr-${vnf}-verification-checks`,
  })) as Change[];
  const plan = { vnfs: names.map((name) => ({ name }) as Vnf), rollout: ROLLOUT };
  return rolloutStatus(plan, { changes, impacts }).map(({ vnf, state, why }) => `${vnf}: ${state}: ${why}`);
}

describe("The status of a rollout", () => {
  it("says that nothing is left to do", () => {
    expect(statusOf({ a: ["untouched", "same"], b: ["no interruption", "same"] })).toEqual([
      "a: done: nothing changes, and its verification has passed",
      "b: done: nothing changes, and its verification has passed",
    ]);
  });

  it("says which VNF is next, and for which VNFs the others wait", () => {
    expect(
      statusOf({ a: ["untouched", "same"], b: ["replaced", "replace"], c: ["replaced", "replace"] }),
    ).toEqual([
      "a: done: nothing changes, and its verification has passed",
      "b: next: replaced: Day0 changes",
      "c: waits: replaced: Day0 changes; after the verification of b",
    ]);
  });

  it("says that a rollout stopped at a VNF that was replaced and failed its verification", () => {
    expect(statusOf({ a: ["untouched", "create"], b: ["replaced", "replace"] })).toEqual([
      "a: next: its verification has not passed",
      "b: waits: replaced: Day0 changes; after the verification of a",
    ]);
  });

  it("says that new VNFs wait for nobody", () => {
    expect(statusOf({ a: ["replaced", "replace"], b: ["created", "create"] })).toEqual([
      "a: next: replaced: Day0 changes",
      "b: next: created",
    ]);
  });
});
