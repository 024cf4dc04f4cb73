import { found, judged, nicAgent } from "./cloud";

describe("SR-IOV agents", () => {
  it.each([
    [
      "fail where none lives",
      [nicAgent("compute-1", false)],
      /^fail: No SR-IOV agent lives .* that of compute-1 is dead or down: start it/,
    ],
    [
      "warn of a dead one beside a live one",
      [nicAgent("compute-1", false), nicAgent("compute-2")],
      /^warning: That of compute-1 is dead or down: .*those of compute-2 live/,
    ],
    [
      "fail where no host has both NICs",
      [nicAgent("compute-1", true, ["sriov0"]), nicAgent("compute-2", true, ["sriov1"])],
      /^fail: No host has NICs on both sriov0 and sriov1/,
    ],
    ["fail where the one is switched off", [{ ...nicAgent("compute-1"), admin_state_up: false }], /^fail: /],
    ["pass", [nicAgent("compute-1")], /^pass: Alive on compute-1/],
  ])("%s", (_, agents, expected) => {
    const checks = judged({
      cloud: (seen) => {
        seen.agents = agents;
      },
    });
    expect(found(checks, "SR-IOV agents")).toMatch(expected);
  });
});
